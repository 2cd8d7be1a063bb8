"""What an import changed in records that were there before it, and what of it could not be undone."""

from typing import ClassVar

from django.db import models

from perennial.connect.choices import Bucket
from perennial.kernel.ids import IdField


class Change(models.Model):
    """The values that a record had before the import updated it. `version` is the record's after the update: if it has grown
    since, somebody else changed it, and the undo leaves it alone."""

    id = IdField()
    of = models.ForeignKey("connect.Import", models.CASCADE, related_name="changes")
    model = models.CharField(max_length=40)  # "people.party"
    object_id = models.BigIntegerField()
    version = models.IntegerField()
    before = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["of", "model", "object_id"], name="change_once")]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"


class Remainder(models.Model):
    """A record that an undo left as it is, and why."""

    id = IdField()
    of = models.ForeignKey("connect.Import", models.CASCADE, related_name="remainders")
    bucket = models.CharField(max_length=6, choices=Bucket.choices)
    model = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    name = models.CharField(max_length=200, blank=True)
    why = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["of", "model", "object_id"], name="remainder_once")]

    def __str__(self) -> str:
        return f"{self.name}: {self.why}"
