"""What people may do with a job: cancel it, try it again, discard it."""

from django.db import transaction

from perennial.kernel import clock
from perennial.kernel.jobs.models import Job, State
from perennial.kernel.live import signal


class JobMovedOnError(Exception):
    """The job is no longer in the state in which it was seen."""


@transaction.atomic
def cancel_job(job: Job) -> None:
    """A waiting job is cancelled at once; a running one stops where it looks next. Refuses a job that has ended."""
    now = clock.now()
    waiting = Job.objects.waiting().filter(pk=job.pk)
    if not waiting.update(state=State.CANCELLED, finished_at=now, cancel_requested_at=now, unique_key=None):
        _only_one(Job.objects.running().filter(pk=job.pk).update(cancel_requested_at=now))
    signal("job", id=job.pk)


@transaction.atomic
def retry_job(job: Job) -> None:
    """A failed or cancelled job waits again, with all its attempts; one that failed and waits to be tried again is tried now.
    Refuses any other."""
    if Job.objects.waiting().filter(pk=job.pk, attempts__gt=0).update(run_at=clock.now()):
        signal("job", id=job.pk)
        return
    ended = Job.objects.filter(pk=job.pk, state__in=(State.DEAD, State.CANCELLED))
    _only_one(
        ended.update(state=State.READY, run_at=clock.now(), attempts=0, token="", finished_at=None, cancel_requested_at=None)
    )
    signal("job", id=job.pk)


@transaction.atomic
def discard_job(job: Job) -> None:
    """A failed job is deleted. Refuses any other."""
    _only_one(Job.objects.dead().filter(pk=job.pk).delete()[0])
    signal("job", id=job.pk)


def _only_one(changed: int) -> None:
    if not changed:
        raise JobMovedOnError
