"""The outbox of live updates."""

from typing import ClassVar

from django.db import models

from perennial.kernel import clock
from perennial.kernel.ids import IdField


class LiveSignal(models.Model):
    """Something changed: a topic and a few ids, never words about a person. Kept for a day."""

    id = IdField()
    at = models.DateTimeField(default=clock.now, db_index=True)
    topic = models.CharField(max_length=60)
    data = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.topic} {self.data}"
