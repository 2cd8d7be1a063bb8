"""Leases: how a worker takes jobs, keeps them while it works, and how those of a dead worker come back."""

import datetime as dt
import secrets
from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import F

from perennial.kernel import clock
from perennial.kernel.jobs.models import Job, State
from perennial.kernel.jobs.why import BURIED
from perennial.kernel.live import signal

LEASE = dt.timedelta(seconds=60)

_TAKE = """
UPDATE kernel_job SET state = 'leased', token = %s, lease_until = %s, worker = %s, attempts = attempts + 1, unique_key = NULL,
       started_at = %s
WHERE id {among} (SELECT id FROM kernel_job WHERE {which} LIMIT %s {lock}) {end} RETURNING *
"""
_READY = "state = 'ready' AND queue IN ({queues}) AND run_at <= %s ORDER BY priority DESC, run_at, id"
_EXPIRED = "state = 'leased' AND queue IN ({queues}) AND lease_until < %s AND attempts < max_attempts ORDER BY lease_until, id"


def claim(queues: Sequence[str], *, limit: int = 1, worker: str = "", lease: dt.timedelta = LEASE) -> list[Job]:
    """Take up to `limit` jobs that are due, each by one statement that no other worker can run on the same row: first those
    whose lease ran out (they waited longest), then those that are ready. Looks before it takes, so that an idle worker never
    asks for a write lock."""
    now = clock.now()
    for which, due in ((_EXPIRED, _is_any_expired), (_READY, _is_any_ready)):
        if due(queues, now) and (jobs := _take(which, queues, limit, worker, now, lease)):
            return jobs
    return []


def _is_any_ready(queues: Sequence[str], now: dt.datetime) -> bool:
    return Job.objects.waiting().filter(queue__in=queues, run_at__lte=now).exists()


def _is_any_expired(queues: Sequence[str], now: dt.datetime) -> bool:
    return Job.objects.running().filter(queue__in=queues, lease_until__lt=now, attempts__lt=F("max_attempts")).exists()


def _take(which: str, queues: Sequence[str], limit: int, worker: str, now: dt.datetime, lease: dt.timedelta) -> list[Job]:
    postgres = connection.vendor == "postgresql"
    # an ARRAY is computed once; a plain IN (… FOR UPDATE) may be run again by the planner and then takes more than the limit
    sql = _TAKE.format(
        among="= ANY (ARRAY" if postgres else "IN",
        which=which.format(queues=", ".join(["%s"] * len(queues))),
        lock="FOR UPDATE SKIP LOCKED" if postgres else "",
        end=")" if postgres else "",
    )
    moment, until = (connection.ops.adapt_datetimefield_value(m) for m in (now, now + lease))
    with transaction.atomic():
        parameters = [secrets.token_hex(16), until, worker[:80], moment, *queues, moment, limit]
        taken = list(Job.objects.raw(sql, parameters))
    return sorted(taken, key=lambda job: (-job.priority, job.run_at, job.pk))


def bury_exhausted() -> int:
    """Jobs that took their worker down with them as often as they may be tried: dead, so that they cannot loop for ever."""
    exhausted = Job.objects.running().filter(lease_until__lt=clock.now(), attempts__gte=F("max_attempts"))
    if not exhausted.exists():
        return 0
    with transaction.atomic():
        buried = exhausted.update(
            state=State.DEAD,
            token="",
            lease_until=None,
            finished_at=clock.now(),
            last_error=BURIED,
        )
        signal("job", state=State.DEAD)
    return buried


def extend(job_id: int, token: str, lease: dt.timedelta = LEASE) -> bool:
    """The heartbeat: keep a lease for another while. False when it is no longer ours.

    A row that is locked is being written by the job itself; waiting for it would keep the other jobs' leases waiting too.
    """
    held = Job.objects.held(job_id, token)
    with transaction.atomic():
        if held.select_for_update(skip_locked=True).values_list("pk", flat=True).first() is None:
            return held.exists()
        return bool(held.update(lease_until=clock.now() + lease))


def give_back(job_id: int, token: str) -> bool:
    """Put a job back that was interrupted by our own stopping; that does not count as an attempt."""
    return bool(
        Job.objects.held(job_id, token).update(
            state=State.READY, token="", lease_until=None, attempts=F("attempts") - 1, run_at=clock.now()
        )
    )
