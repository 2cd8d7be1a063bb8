"""Steering jobs: the kernel does it, the audit log remembers who."""

from django.db import transaction

from perennial.kernel.jobs import Job, steering
from perennial.team.deeds import record_deed
from perennial.team.models import Member


@transaction.atomic
def cancel_job(job: Job, *, by: Member | None) -> None:
    """Ends a waiting job, asks a running one to stop. Raises JobMovedOnError when it has ended."""
    steering.cancel_job(job)
    record_deed("team.job.cancelled", by=by, on=job, name=job.title)


@transaction.atomic
def retry_job(job: Job, *, by: Member | None) -> None:
    """Lets a failed or cancelled job wait again. Raises JobMovedOnError when it is neither."""
    steering.retry_job(job)
    record_deed("team.job.retried", by=by, on=job, name=job.title)


@transaction.atomic
def discard_job(job: Job, *, by: Member | None) -> None:
    """Deletes a failed job. Raises JobMovedOnError when it did not fail."""
    record_deed("team.job.discarded", by=by, on=job, name=job.title)
    steering.discard_job(job)
