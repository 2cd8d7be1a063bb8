"""A file of the lake."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from perennial.kernel import clock
from perennial.kernel.ids import IdField


class FileQuerySet(models.QuerySet["File"]):
    def live(self) -> "FileQuerySet":
        """The files that make up the lake now."""
        return self.filter(retired_at=None)


class File(models.Model):
    """One Parquet file: a month of a fact, or a part of it. Written once, never changed; a file that others replaced is
    `retired` and stays on disk until whoever began to read it has ended. `name` is relative to the lake's folder. `damaged_at`:
    it is no longer what was written, and the next sync writes it anew."""

    id = IdField()
    fact = models.CharField(max_length=60)
    month = models.IntegerField()  # year × 12 + month − 1
    name = models.CharField(max_length=200, unique=True)
    rows = models.BigIntegerField()
    bytes = models.BigIntegerField()
    least_root = models.BigIntegerField()
    greatest_root = models.BigIntegerField()
    written_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True)
    checksum = models.CharField(max_length=32, default="", blank=True)  # of its bytes
    damaged_at = models.DateTimeField(null=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["fact", "month"], name="lake_file_live", condition=Q(retired_at=None))]

    def __str__(self) -> str:
        return self.name
