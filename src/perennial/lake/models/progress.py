"""How far the lake has followed each source, and what changed behind it."""

from typing import ClassVar

from django.db import models


class Progress(models.Model):
    """How far the lake has walked through the ids of a source. `version` grows with every commit: of two that began at the same
    version only one can commit. `zone` and `shape` say for which time zone and which columns the files were written; if either
    is no longer so, the facts are built anew."""

    source = models.CharField(max_length=80, primary_key=True)
    walked_to = models.BigIntegerField(default=0)
    version = models.BigIntegerField(default=0)
    zone = models.CharField(max_length=64, default="UTC")
    shape = models.CharField(max_length=64, blank=True)
    synced_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.source


class Change(models.Model):
    """That a record was changed, deleted or came late, noted by a trigger (`watching`) in the transaction that did it."""

    id = models.BigAutoField(primary_key=True)  # counted by the database: triggers cannot make our ids
    source = models.CharField(max_length=80)
    root = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["source", "id"], name="lake_change_source")]

    def __str__(self) -> str:
        return f"{self.source} {self.root}"
