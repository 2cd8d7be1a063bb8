"""How much one may ask in a minute, counted across all processes.

A process takes a part of what is left of the minute from a shared row, and counts it down in its own memory: a request costs
the database nothing until that part is used up. Parts become smaller as less is left, so that little lies unused in a process
that asks no more; together they are never more than the limit.
"""

import dataclasses
import threading
from collections.abc import Mapping

from django.db import connection

from perennial.kernel import clock

WINDOW_SECONDS = 60
_REMEMBERED = 10_000
_TAKEN_AT_ONCE = 8  # the eighth part of what is left
_TAKE = (
    "INSERT INTO kernel_spent (principal, minute, used) VALUES (%s, %s, %s) ON CONFLICT (principal) DO UPDATE SET"
    " used = excluded.used + CASE WHEN kernel_spent.minute = excluded.minute THEN kernel_spent.used ELSE 0 END,"
    " minute = excluded.minute RETURNING used"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a limit after a request was counted."""

    limit: int
    left: int
    resets_in: int
    is_over: bool

    def headers(self) -> Mapping[str, str]:
        """As the IETF's draft of RateLimit headers has it."""
        told = {
            "RateLimit-Policy": f'"minute";q={self.limit};w={WINDOW_SECONDS}',
            "RateLimit": f'"minute";r={self.left};t={self.resets_in}',
        }
        return told | {"Retry-After": str(self.resets_in)} if self.is_over else told


@dataclasses.dataclass(slots=True)
class _Part:
    """What this process took of a minute and did not use yet, and what was left for all when it took it."""

    minute: int
    mine: int
    left: int


class Limits:
    """Requests in the running minute, by who asks."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._lock = threading.Lock()
        self._parts = dict[str, _Part]()

    def count(self, principal: str) -> Allowance:
        """Take one request into account. What is over the limit is not counted, so that nobody locks themselves out."""
        now = int(clock.now().timestamp())
        minute = now // WINDOW_SECONDS
        left = self._use(principal, minute)
        if left is None:
            self._take(principal, minute)
            left = self._use(principal, minute)
        return Allowance(self.limit, left or 0, WINDOW_SECONDS - now % WINDOW_SECONDS, left is None)

    def forget(self) -> None:
        """Begin anew."""
        from perennial.kernel.limits.models import Spent

        with self._lock:
            self._parts = {}
        Spent.objects.all().delete()

    def _use(self, principal: str, minute: int) -> int | None:
        """What is left once one request is counted; None when this process has nothing to count it from."""
        with self._lock:
            part = self._parts.get(principal)
            if part is None or part.minute != minute or not part.mine:
                return None
            part.mine -= 1
            return part.mine + part.left

    def _take(self, principal: str, minute: int) -> None:
        """Ask for a part of what is left, unless it is known that nothing is."""
        with self._lock:
            known = self._parts.get(principal)
            left = known.left if known and known.minute == minute else self.limit
        if not left:
            return
        wanted = max(1, left // _TAKEN_AT_ONCE)
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [principal, minute, wanted])
            used = int(cursor.fetchone()[0])
        left = max(0, self.limit - used)
        got = max(0, min(wanted, self.limit - (used - wanted)))
        with self._lock:
            if len(self._parts) > _REMEMBERED:
                self._parts = {}
            known = self._parts.get(principal)
            mine = known.mine if known and known.minute == minute else 0
            self._parts[principal] = _Part(minute, mine + got, left)
