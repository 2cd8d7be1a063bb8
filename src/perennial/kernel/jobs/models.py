"""A job: work that outlives the request that asked for it."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from perennial.kernel import clock
from perennial.kernel.ids import IdField

DEFAULT_ATTEMPTS = 8


class State(models.TextChoices):
    READY = "ready", _("Waiting")
    LEASED = "leased", _("Running")
    DONE = "done", _("Done")
    DEAD = "dead", _("Failed")
    CANCELLED = "cancelled", pgettext_lazy("job", "Cancelled")


class JobQuerySet(models.QuerySet["Job"]):
    def waiting(self) -> "JobQuerySet":
        return self.filter(state=State.READY)

    def running(self) -> "JobQuerySet":
        return self.filter(state=State.LEASED)

    def dead(self) -> "JobQuerySet":
        return self.filter(state=State.DEAD)

    def unfinished(self) -> "JobQuerySet":
        return self.filter(state__in=(State.READY, State.LEASED))

    def of(self, *tasks: Any) -> "JobQuerySet":
        """Those that call one of these tasks."""
        return self.filter(path__in=[task.module_path for task in tasks])

    def held(self, job_id: int, token: str) -> "JobQuerySet":
        """The job as long as the lease with this token is ours: the fence of every write that a run makes."""
        return self.filter(pk=job_id, token=token, state=State.LEASED)


class Job(models.Model):
    """One call of a task. `token` is the fencing token of the lease: whoever holds another one may write nothing."""

    id = IdField()
    path = models.CharField(max_length=200)
    args = models.JSONField(default=dict)  # {"args": [...], "kwargs": {...}}, and what is "carried"
    queue = models.CharField(max_length=32, default="default")
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    run_at = models.DateTimeField(default=clock.now)
    unique_key = models.CharField(max_length=200, null=True, unique=True)  # held until the job starts
    attempts = models.SmallIntegerField(default=0)
    max_attempts = models.SmallIntegerField(default=DEFAULT_ATTEMPTS)
    token = models.CharField(max_length=32, default="", blank=True)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=80, default="", blank=True)
    last_error = models.TextField(default="", blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, default="", blank=True)
    result = models.JSONField(null=True)
    enqueued_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancel_requested_at = models.DateTimeField(null=True)

    objects: ClassVar = JobQuerySet.as_manager()
    if TYPE_CHECKING:
        objects: ClassVar[JobQuerySet]  # type: ignore[no-redef]

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(
                "queue", models.F("priority").desc(), "run_at", "id", name="job_ready", condition=models.Q(state="ready")
            ),
            models.Index(fields=["lease_until"], name="job_leased", condition=models.Q(state="leased")),
            models.Index(fields=["state", "finished_at"], name="job_finished"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The task's own name, without its module."""
        return self.path.rpartition(".")[2]

    def calls(self, task: Any) -> bool:
        """Whether it calls this task."""
        return bool(self.path == task.module_path)

    @property
    def title(self) -> str:
        """The name for people: "Mail password reset"."""
        return self.name.removesuffix("_job").replace("_", " ").capitalize()

    @property
    def error(self) -> str:
        """The last line of what went wrong."""
        lines = self.last_error.strip().splitlines()
        return lines[-1] if lines else ""

    @property
    def refusal(self) -> str:
        """Why it may not be done any more, in words for people, if that is what ended it."""
        from perennial.kernel.jobs.why import refusal

        return refusal(self.last_error)

    @property
    def is_failing(self) -> bool:
        """Whether it failed and will be tried again."""
        return self.state == State.READY and bool(self.attempts and self.last_error)

    @property
    def attempts_left(self) -> int:
        """How often it is tried yet."""
        return max(0, self.max_attempts - self.attempts)

    @property
    def why(self) -> str:
        """What went wrong the last time, in plain words."""
        from perennial.kernel.jobs.why import why

        return why(self.last_error)

    @property
    def percent(self) -> int | None:
        """How much is done, 0 to 100, or None when the job has not said how much there is."""
        return min(100, self.done * 100 // self.total) if self.total else None
