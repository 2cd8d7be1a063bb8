"""Jobs: work that outlives a request, kept in our own table and run with a lease.

A job is enqueued as a row in the transaction of its cause (`my_job.enqueue(…)`), so it exists if and only if the cause does.
A worker claims it with a lease and a fencing token. Slow work happens outside any transaction; `with commit():` writes the
effects and the completion together, fenced by the token. What leaves the database (mail, HTTP) can only be at least once:
give it a key that the other side can recognise.
"""

from perennial.kernel.jobs.backend import enqueue_many, enqueue_once
from perennial.kernel.jobs.models import Job
from perennial.kernel.jobs.running import (
    JobCancelled,
    JobInterrupted,
    JobRefusedError,
    LeaseLost,
    WorkerStopping,
    checkpoint,
    commit,
    job_id,
    progress,
    stop_if_cancelled,
)

__all__ = [
    "Job",
    "JobCancelled",
    "JobInterrupted",
    "JobRefusedError",
    "LeaseLost",
    "WorkerStopping",
    "checkpoint",
    "commit",
    "enqueue_many",
    "enqueue_once",
    "job_id",
    "progress",
    "stop_if_cancelled",
]
