"""Steering jobs: the kernel does it, the audit log remembers who."""

from django.db import transaction

from perennial.kernel.jobs import Job, steering
from perennial.kernel.jobs.works import title_of
from perennial.team.deeds import record_deed
from perennial.team.models import Member


@transaction.atomic
def cancel_job(job: Job, *, by: Member | None) -> None:
    """Ends a waiting job, asks a running one to stop. Raises JobMovedOnError when it has ended."""
    steering.cancel_job(job)
    record_deed("team.job.cancelled", by=by, on=job, name=title_of(job))


@transaction.atomic
def retry_job(job: Job, *, by: Member | None) -> None:
    """Lets a failed or cancelled job run again, and one that waits for its next try now. Raises JobMovedOnError for others."""
    steering.retry_job(job)
    record_deed("team.job.retried", by=by, on=job, name=title_of(job))


@transaction.atomic
def discard_job(job: Job, *, by: Member | None) -> None:
    """Deletes a failed job. Raises JobMovedOnError when it did not fail."""
    record_deed("team.job.discarded", by=by, on=job, name=title_of(job))
    steering.discard_job(job)
