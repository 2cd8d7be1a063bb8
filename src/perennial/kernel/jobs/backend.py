"""Our job table behind Django's task interface: `@task()` … `.enqueue(…)` writes one row in the caller's transaction."""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.utils import normalize_json

from perennial.kernel import clock
from perennial.kernel.jobs.carrying import carried_now
from perennial.kernel.jobs.models import DEFAULT_ATTEMPTS, Job, State

STATUS = {
    State.READY: TaskResultStatus.READY,
    State.LEASED: TaskResultStatus.RUNNING,
    State.DONE: TaskResultStatus.SUCCESSFUL,
    State.DEAD: TaskResultStatus.FAILED,
    State.CANCELLED: TaskResultStatus.FAILED,
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LeasedTask(Task[Any, Any]):
    """A task that may say how often it is tried: `@task(max_attempts=3)`."""

    max_attempts: int = DEFAULT_ATTEMPTS


class LeaseBackend(BaseTaskBackend):
    """See `perennial.kernel.jobs`."""

    task_class = LeasedTask
    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> TaskResult[Any]:
        job = job_for(task, args, kwargs)
        job.save(force_insert=True)
        return result_of(job, self.alias)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        job = Job.objects.filter(pk=result_id).first() if str(result_id).isdecimal() else None
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        return result_of(job, self.alias)


def job_for(task: Any, args: Sequence[Any], kwargs: dict[str, Any], *, unique_key: str | None = None) -> Job:
    """The row, not yet saved, that calls `task` with these arguments."""
    told = {"args": list(args), "kwargs": kwargs}
    return Job(
        path=task.module_path,
        args=normalize_json(told | ({"carried": along} if (along := carried_now()) else {})),
        queue=task.queue_name,
        priority=task.priority,
        run_at=task.run_after or clock.now(),
        max_attempts=task.max_attempts,
        unique_key=unique_key,
    )


def enqueue_once(task: Any, key: str, *args: Any, **kwargs: Any) -> None:
    """Enqueue unless a job with this key is waiting already. The key is free again when the job starts, so that what changed
    while it runs is not forgotten. Give the delay that gathers several causes with `task.using(run_after=…)`."""
    job = job_for(task, args, kwargs, unique_key=key)
    Job.objects.bulk_create([job], ignore_conflicts=True)


def enqueue_many(task: Any, calls: Iterable[Sequence[Any]]) -> int:
    """Enqueue one job per argument list, in few statements."""
    return len(Job.objects.bulk_create([job_for(task, args, {}) for args in calls], batch_size=500))


def result_of(job: Job, alias: str) -> TaskResult[Any]:
    """What Django's interface says of a job."""
    result: TaskResult[Any] = TaskResult(
        task=import_string(job.path),
        id=str(job.pk),
        status=STATUS[State(job.state)],
        enqueued_at=job.enqueued_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.started_at,
        args=job.args.get("args", []),
        kwargs=job.args.get("kwargs", {}),
        backend=alias,
        errors=[TaskError(exception_class_path="builtins.Exception", traceback=job.last_error)] if job.last_error else [],
        worker_ids=[job.worker] * job.attempts,
    )
    object.__setattr__(result, "_return_value", job.result)
    return result
