"""A row that could not be imported, and why."""

from typing import ClassVar

from django.db import models

from perennial.kernel.ids import IdField


class RowError(models.Model):
    id = IdField()
    of = models.ForeignKey("connect.Import", models.CASCADE, related_name="errors")
    line = models.BigIntegerField()
    why = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar = ["line"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["of", "line"], name="row_error_once")]

    def __str__(self) -> str:
        return f"{self.line}: {self.why}"
