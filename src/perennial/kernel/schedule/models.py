"""When a scheduled task was due, and that it was seen to."""

from typing import ClassVar

from django.db import models

from perennial.kernel import clock
from perennial.kernel.ids import IdField


class ScheduleSlot(models.Model):
    """One moment at which a schedule was due. The constraint makes it once, however many schedulers look."""

    id = IdField()
    name = models.CharField(max_length=100)
    slot = models.DateTimeField()
    seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "slot"], name="schedule_slot_once")]

    def __str__(self) -> str:
        return f"{self.name} at {self.slot:%Y-%m-%d %H:%M}"
