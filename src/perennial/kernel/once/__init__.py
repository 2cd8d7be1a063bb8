"""Doing once what is asked twice: a request that names itself by a key is done once, however often it arrives.

The answer is kept in the transaction of the effect, so a crash leaves both or neither. Only what was done is kept: a refused
or failed request changed nothing and may be sent again under the same key.
"""

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction
from django.http import HttpResponse

from perennial.kernel import clock
from perennial.kernel.http.problems import MEDIA_TYPE

Keeps = Callable[[HttpResponse], HttpResponse | None]
KEPT = timedelta(days=7)
LONGEST_KEY = 255
REPLAYED = "Idempotency-Replayed"
WAITS_SECONDS = 15
_KEPT_HEADERS = ("Content-Type", "ETag", "Location", "HX-Redirect", "HX-Trigger")
_free = threading.Condition()
_in_flight: set[tuple[str, str]] = set()


class InFlight(Exception):  # noqa: N818 - a state of things, no error of ours
    """The first request of this key is still being done."""


class AnotherRequest(Exception):  # noqa: N818 - the same
    """The key was used for another request."""


def fingerprint(*parts: str | bytes) -> str:
    """What tells two requests apart: a hash of all that was sent."""
    told = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        told.update(len(raw).to_bytes(8, "big") + raw)
    return told.hexdigest()


def unless_refused(answer: HttpResponse) -> HttpResponse | None:
    """What a program is told again; a refusal takes everything back and is not kept."""
    if answer.status_code < 400:
        return answer
    transaction.set_rollback(True)
    return None


def answer_once(
    principal: str,
    key: str,
    request: str,
    do: Callable[[], HttpResponse],
    *,
    keeps: Keeps = unless_refused,
    waits: bool = False,
) -> HttpResponse:
    """Do it and keep the answer (`keeps` says which, None for none) in the same transaction; if that was done before, give the
    answer that was kept, marked as such. While the first one runs it raises InFlight, or `waits` for its answer; AnotherRequest
    when the key came with another `request` (its hash). What `do` raises takes everything back, the key too."""
    from perennial.kernel.once.models import KeptAnswer

    with _alone(principal, key, waits), transaction.atomic():
        _hold(principal, key, waits)
        if kept := KeptAnswer.objects.filter(principal=principal, key=key).first():
            if kept.request != request:
                raise AnotherRequest
            return HttpResponse(kept.body, status=kept.status, headers=kept.headers | {REPLAYED: "true"})
        answer = do()
        if (told := keeps(answer)) is not None:
            KeptAnswer.objects.create(
                principal=principal,
                key=key,
                request=request,
                status=told.status_code,
                headers={name: told[name] for name in _KEPT_HEADERS if name in told},
                body=told.content.decode(),
            )
        return answer


@contextmanager
def _alone(principal: str, key: str, waits: bool) -> Iterator[None]:
    """Within this process nobody else has this key."""
    mine = (principal, key)
    with _free:
        if not _free.wait_for(lambda: mine not in _in_flight, timeout=WAITS_SECONDS if waits else 0):
            raise InFlight
        _in_flight.add(mine)
    try:
        yield
    finally:
        with _free:
            _in_flight.discard(mine)
            _free.notify_all()


def _hold(principal: str, key: str, waits: bool = False) -> None:
    """Nor in another process: PostgreSQL is asked for a lock that ends with the transaction. On SQLite the transaction began by
    being the only one that writes, so a second one waits and then finds the answer."""
    if connection.vendor != "postgresql":
        return
    number = int.from_bytes(hashlib.sha256(f"{principal}\x00{key}".encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        if waits:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
            return
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise InFlight


def forget_answers_about(record_id: int) -> int:
    """Empty the kept answers that speak of a record which is erased for good: whoever asks again learns that it is gone. Looks
    through all that were kept. Gives how many there were."""
    from perennial.kernel.once.models import KeptAnswer

    about = KeptAnswer.objects.filter(body__contains=f'"{record_id}"')
    return about.update(status=410, headers={"Content-Type": MEDIA_TYPE}, body=_ERASED)


_ERASED = (
    '{"type": "/api/docs/#problem-410", "title": "Gone", "status": 410,'
    ' "detail": "What this request made was erased for good."}'
)


def old_answers() -> list[int]:
    """Up to 5,000 answers that were kept for longer than they need be."""
    from perennial.kernel.once.models import KeptAnswer

    return list(KeptAnswer.objects.filter(at__lt=clock.now() - KEPT).values_list("pk", flat=True)[:5000])
