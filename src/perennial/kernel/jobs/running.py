"""Inside a job: the fenced transactions in which its effects become real, its progress, its cancellation.

A job does its slow work outside any transaction and then writes its effects in `with commit():`, one short transaction that
also marks the job done. If the lease was lost meanwhile (the process was stopped, or another worker took over), nothing of it
is written. So an effect in the database happens once, whatever is killed and whenever.
"""

import datetime as dt
import logging
import random
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from typing import Any

from django.db import transaction
from django.utils.module_loading import import_string

from perennial.kernel import clock
from perennial.kernel.hindrance import HinderedError
from perennial.kernel.jobs.carrying import carrying
from perennial.kernel.jobs.claiming import LEASE, give_back
from perennial.kernel.jobs.models import Job, State
from perennial.kernel.live import signal

logger = logging.getLogger("perennial.jobs")

FIRST_WAIT_SECONDS = 5.0
LONGEST_WAIT_SECONDS = 3600.0
LOOK_EVERY_SECONDS = 0.5
TELL_EVERY_SECONDS = 0.7


class JobInterrupted(BaseException):
    """Unwinds a job's function. Not an Exception, so that a job's own `except Exception` does not swallow it."""


class JobCancelled(JobInterrupted):
    """Someone asked for this job to stop."""


class JobRefusedError(Exception):
    """What the job was to do may not be done any more, and trying again would not help. Its message is for people, and all that
    they read: raise it in a language that they speak."""


class LeaseLost(JobInterrupted):
    """Another worker may run this job now; what this one was about to write is rolled back."""


class WorkerStopping(JobInterrupted):
    """The worker is being stopped; the job goes back to the queue."""


class Run:
    """One attempt at a job, by the worker that holds its lease."""

    def __init__(self, job: Job, lease: dt.timedelta = LEASE) -> None:
        self.job, self.lease = job, lease
        self.is_committed = self.is_lost = self.is_stopping = False
        self._worker = copy_context()
        self._told_at = self._looked_at = 0.0

    @property
    def held(self) -> Any:
        return Job.objects.held(self.job.pk, self.job.token)

    def now(self) -> dt.datetime:
        """The worker's moment: a job that works as if it were another day does not hold its lease in that day."""
        return self._worker.run(clock.now)

    def fence(self, **changes: Any) -> None:
        """Write `changes` to the job, which locks its row until the transaction ends; raise LeaseLost if it is not ours."""
        if not self.held.update(**changes):
            self.is_lost = True
            raise LeaseLost(self.job.pk)

    def finish(self, **result: Any) -> None:
        """Mark the job done. The last thing that may happen to it."""
        self.fence(state=State.DONE, finished_at=self.now(), lease_until=None, last_error="", **result)
        if self.job.total is not None:
            signal("job", id=self.job.pk, state=State.DONE)

    def keep_result(self, result: Any) -> None:
        """What the function returned: with the completion itself, or just after it when the job committed on its own."""
        if not self.is_committed:
            with transaction.atomic():
                self.finish(result=result)
        elif result is not None:
            Job.objects.filter(pk=self.job.pk, token=self.job.token, state=State.DONE).update(result=result)

    def fail(self, error: BaseException) -> None:
        """Try again later, ever later, or give up: after the last attempt, or when the job says that it is no use."""
        refused = isinstance(error, JobRefusedError)
        gave_up = refused or self.job.attempts >= self.job.max_attempts
        hindered = isinstance(error, HinderedError)
        told = str(error) if refused else _in_a_line(error) if hindered else "".join(traceback.format_exception(error))
        told = told[-8000:].replace("\x00", "")
        with transaction.atomic():
            if gave_up:
                self.fence(state=State.DEAD, finished_at=self.now(), lease_until=None, last_error=told)
                signal("job", id=self.job.pk, state=State.DEAD)
            else:
                again = self.now() + wait_before_retry(self.job.attempts)
                self.fence(state=State.READY, run_at=again, token="", lease_until=None, last_error=told)
        logger.log(
            logging.ERROR if gave_up and not refused else logging.WARNING,
            "job %s %s failed (attempt %s of %s): %s",
            self.job.pk,
            self.job.path,
            self.job.attempts,
            self.job.max_attempts,
            type(error).__name__,
            exc_info=error if hindered or (gave_up and not refused) else None,
        )

    def cancel(self) -> None:
        with transaction.atomic():
            self.fence(state=State.CANCELLED, finished_at=self.now(), lease_until=None)
            signal("job", id=self.job.pk, state=State.CANCELLED)

    def look(self) -> None:
        """Raise if this run should not go on."""
        if self.is_committed:
            return
        if self.is_lost:
            raise LeaseLost(self.job.pk)
        if self.is_stopping:
            raise WorkerStopping(self.job.pk)
        moment = time.monotonic()
        if moment - self._looked_at < LOOK_EVERY_SECONDS:
            return
        self._looked_at = moment
        asked = self.held.values_list("cancel_requested_at", flat=True).first()
        if asked is not None:
            raise JobCancelled(self.job.pk)

    def tell(self, done: int, total: int | None, note: str) -> None:
        """Save the progress, at most every so often unless it is the last word."""
        moment = time.monotonic()
        if moment - self._told_at < TELL_EVERY_SECONDS and done != total:
            return
        self._told_at, self.job.total = moment, total
        with transaction.atomic():
            self.fence(done=done, total=total, note=note[:200])
            signal("job", id=self.job.pk)


_run: ContextVar[Run | None] = ContextVar("perennial_job", default=None)


def _in_a_line(error: BaseException) -> str:
    """As the last line of a traceback says it."""
    return " ".join(f"{type(error).__qualname__}: {error}".split())


def wait_before_retry(attempts: int) -> dt.timedelta:
    """5 s after the first failure, doubled each time up to an hour, spread so that a herd does not return at once."""
    seconds = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** min(attempts - 1, 20))
    return dt.timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311 (not a secret)


def job_id() -> int | None:
    """The id of the job that is being run here, if any."""
    run = _run.get()
    return run.job.pk if run else None


@contextmanager
def commit() -> Iterator[None]:
    """The one short transaction in which a job writes its effects and is done. Once per job, after the slow work.

    Outside a job (a test or another action that calls the function) it is a plain transaction.
    """
    run = _run.get()
    if run is not None and run.is_committed:
        raise RuntimeError("a job commits once; what must be saved before that goes into checkpoint()")
    with transaction.atomic():
        if run is not None:
            run.finish()  # first: it locks the row, so that from here on nobody can take the job over
        yield
    if run is not None:
        run.is_committed = True


@contextmanager
def checkpoint() -> Iterator[None]:
    """An intermediate transaction of a long job: what is written in it stays, and the job goes on.

    The job itself must note in it how far it came, so that the next attempt goes on from there.
    """
    run = _run.get()
    if run is not None:
        run.look()
    with transaction.atomic():
        if run is not None:
            run.fence(lease_until=run.now() + run.lease)
        yield
        if run is not None:  # the heartbeat waited as long as this took
            run.fence(lease_until=run.now() + run.lease)


def progress(done: int, total: int | None = None, note: str = "") -> None:
    """Say how far the job is. May be called as often as one likes: it is saved about once a second."""
    run = _run.get()
    if run is not None:
        run.tell(done, total, note)


def stop_if_cancelled() -> None:
    """Leave the job here if someone cancelled it, the worker is being stopped, or the lease is lost. Cheap to call often."""
    run = _run.get()
    if run is not None:
        run.look()


def perform(run: Run, *, raising: bool = False) -> None:
    """Run the job once and write down how it ended. With `raising` (tests), a failure is raised as well."""
    token = _run.set(run)
    try:
        _attempt(run, raising)
    except LeaseLost:
        logger.warning("job %s %s: the lease was lost, nothing was written", run.job.pk, run.job.path)
    finally:
        _run.reset(token)


def _attempt(run: Run, raising: bool) -> None:
    try:
        run.keep_result(_call(run.job))
    except JobCancelled:
        run.cancel()
    except WorkerStopping:
        give_back(run.job.pk, run.job.token)
    except (Exception, SystemExit) as error:
        if run.is_committed:
            logger.exception("job %s %s failed after it was done", run.job.pk, run.job.path)
        else:
            run.fail(error)
        if raising:
            raise


def _call(job: Job) -> Any:
    task = import_string(job.path)
    args, kwargs = job.args.get("args", []), job.args.get("kwargs", {})
    with carrying(job.args.get("carried", {})):
        if task.takes_context:
            from django_tasks import TaskContext

            return task.call(TaskContext(task_result=task.get_result(str(job.pk))), *args, **kwargs)
        return task.call(*args, **kwargs)
