"""An import: one file, how it was read, what it did, and whether it was undone."""

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from perennial.connect.choices import ImportKind, ImportState, Mode, Phase
from perennial.kernel import clock
from perennial.kernel.ids import IdField


class Import(models.Model):
    """One file on its way in. Its id is the `batch` of everything it creates; `cursor` is the last staged row that is done, in
    the same transaction as its effects, so that a run goes on where the last one was killed.

    `reading`, `mapping` ({column number: field}) and `options` are the member's decisions; `preview` what they would lead to.
    """

    id = IdField()
    kind = models.CharField(_("kind"), max_length=16, choices=ImportKind.choices)
    state = models.CharField(_("state"), max_length=10, choices=ImportState.choices, default=ImportState.DRAFT)
    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.READING)
    file_name = models.CharField(_("file"), max_length=200)
    file_hash = models.CharField(max_length=64, blank=True)
    file_size = models.BigIntegerField(default=0)
    reading = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    preview = models.JSONField(default=dict)
    cursor = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    read = models.BigIntegerField(default=0)
    created = models.BigIntegerField(default=0)
    updated = models.BigIntegerField(default=0)
    skipped = models.BigIntegerField(default=0)
    failed = models.BigIntegerField(default=0)
    partly = models.BigIntegerField(default=0)  # rows that were brought without some of their cells
    reasons = models.JSONField(default=dict)  # what was wrong, counted, see `reasons.Reasons`
    seconds = models.FloatField(default=0)
    trouble = models.TextField(blank=True)
    job_id = models.BigIntegerField(null=True)
    stop_requested_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    last_id = models.BigIntegerField(null=True)  # greater than every id it made, less than those that came after it
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reversed = models.BigIntegerField(default=0)
    kept = models.BigIntegerField(default=0)
    undo_failed = models.BigIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["file_hash"], name="import_file")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def folder(self) -> Path:
        """Where the file and what was made of it lie; never served but as an attachment."""
        return Path(settings.HOME) / "imports" / str(self.pk)

    @property
    def source(self) -> Path:
        return self.folder / "source"

    @property
    def staging(self) -> Path:
        return self.folder / "staging.sqlite3"

    @property
    def has_wrong_rows(self) -> bool:
        """Whether its wrong rows can still be given back."""
        return bool(self.failed) and (self.source.exists() or (self.folder / "errors.csv").exists())

    @property
    def has_partial_rows(self) -> bool:
        """Whether the rows that were brought without some of their cells can still be given back."""
        return bool(self.partly) and (self.source.exists() or (self.folder / "left-out.csv").exists())

    @property
    def is_running(self) -> bool:
        return self.state in (ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING)

    @property
    def is_prepared(self) -> bool:
        """Whether its settings may still be changed."""
        return self.state in (ImportState.DRAFT, ImportState.READY, ImportState.FAILED) and self.started_at is None

    @property
    def rows_merged(self) -> int:
        """Rows that stand for no record of their own: they repeat or add to one that another row names."""
        return max(0, self.read - self.created - self.updated - self.skipped - self.failed)

    @property
    def may_be_undone(self) -> bool:
        return self.state in (ImportState.DONE, ImportState.STOPPED) and bool(self.created or self.updated)

    @property
    def mode(self) -> Mode:
        return Mode(self.options.get("mode", Mode.BOTH))
