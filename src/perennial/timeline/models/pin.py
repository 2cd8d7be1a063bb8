"""A pin: a touchpoint that stays on top of the customer's timeline."""

from django.conf import settings
from django.db import models

from perennial.kernel import clock
from perennial.kernel.ids import IdField


class Pin(models.Model):
    """Names the original of an entry, so that a correction stays pinned."""

    id = IdField()
    touchpoint = models.OneToOneField("timeline.Touchpoint", models.CASCADE, related_name="pin")
    party = models.ForeignKey("people.Party", models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"pin on {self.touchpoint_id}"
