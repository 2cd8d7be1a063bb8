"""A row that could not be imported, or not whole, and why."""

from typing import ClassVar

from django.db import models

from perennial.kernel.ids import IdField


class RowError(models.Model):
    """A row that was refused, or (`is_brought`) brought without some of its cells; `handle` is by what its record is found
    again, and `why` is empty for the other rows of that record."""

    id = IdField()
    of = models.ForeignKey("connect.Import", models.CASCADE, related_name="errors")
    line = models.BigIntegerField()
    why = models.CharField(max_length=300)
    is_brought = models.BooleanField(default=False)
    handle = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        ordering: ClassVar = ["line"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["of", "line"], name="row_error_once")]

    def __str__(self) -> str:
        return f"{self.line}: {self.why}"
