"""A change of many records: what was asked, how far it is, what stood there before, and whether it was taken back."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.kernel.ids import IdField


class BulkState(models.TextChoices):
    RUNNING = "running", _("under way")
    DONE = "done", _("done")
    STOPPED = "stopped", _("stopped")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")


class BulkChange(models.Model):
    """`ids` are the records that were chosen; without them it is every record that fits `condition` within `border`, which is
    how far the member saw when it began: both are frozen then, with the time zone and the moment (`at`) that relative days
    count from, and nothing with a later id than the change itself is touched. `cursor` is the last record that is done, in the
    same transaction as its effects, so that a run goes on where the last one was killed."""

    id = IdField()
    kind = models.CharField(max_length=32)  # the key of a RecordKind
    act = models.CharField(max_length=80)  # the key of an Act
    words = models.CharField(max_length=200, blank=True)  # what it does, where its act is no longer there to say it
    value = models.JSONField(null=True)
    ids = models.JSONField(null=True)
    condition = models.JSONField(default=dict)
    border = models.JSONField(null=True)
    zone = models.CharField(max_length=64, default="UTC")
    state = models.CharField(_("state"), max_length=10, choices=BulkState.choices, default=BulkState.RUNNING)
    cursor = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    looked = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    left_alone = models.BigIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    job_id = models.BigIntegerField(null=True)
    stop_requested_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    undo_cursor = models.BigIntegerField(default=0)
    restored = models.BigIntegerField(default=0)
    kept = models.BigIntegerField(default=0)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)  # since when what stood there before is no longer kept

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["by", "-id"], name="bulk_of"),
            models.Index(fields=["id"], name="bulk_running", condition=Q(state__in=["running", "undoing"])),
            models.Index(fields=["finished_at"], name="bulk_remembered", condition=Q(forgotten_at=None)),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def is_running(self) -> bool:
        return self.state in (BulkState.RUNNING, BulkState.UNDOING)

    @property
    def same(self) -> int:
        """Records that were so already."""
        return self.looked - self.changed - self.left_alone

    @property
    def undo_looked(self) -> int:
        """How many records the undo has gone through."""
        return self.restored + self.kept

    @property
    def may_be_undone(self) -> bool:
        """Whether there is something that could be set back; while it runs, it is stopped first."""
        is_whole = self.state in (BulkState.DONE, BulkState.STOPPED) and self.changed > 0 and self.forgotten_at is None
        return is_whole or self.state == BulkState.RUNNING


class BulkValue(models.Model):
    """What stood in one record before a bulk change. Kept for as long as it can be taken back."""

    id = IdField()
    of = models.ForeignKey(BulkChange, models.CASCADE, related_name="values", db_index=False)
    record = models.BigIntegerField(db_index=True)
    before: Any = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["of", "record"], name="bulk_value_once")]

    def __str__(self) -> str:
        return str(self.record)


class BulkLeft(models.Model):
    """A record that a bulk change, or its undo, left as it is, and why."""

    id = IdField()
    of = models.ForeignKey(BulkChange, models.CASCADE, related_name="left", db_index=False)
    is_undo = models.BooleanField(default=False)
    record = models.BigIntegerField(db_index=True)
    name = models.CharField(max_length=200, blank=True)
    why = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["of", "is_undo", "record"], name="bulk_left_once")]

    def __str__(self) -> str:
        return f"{self.name}: {self.why}"
