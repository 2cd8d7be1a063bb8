"""A snooze: not now, because. And who has put the first steps away."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.kernel.ids import IdField


class StepsPutAway(models.Model):
    """A member who does not want to see the first steps any more."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "steps put away"

    def __str__(self) -> str:
        return f"{self.member}"


class SnoozeQuerySet(models.QuerySet["Snooze"]):
    def asleep(self, day: dt.date) -> "SnoozeQuerySet":
        """Those that still hide their row on a day."""
        return self.filter(until__gt=day)


class Snooze(models.Model):
    """Hides one owed row (source and key) from everybody until a day."""

    id = IdField()
    source = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    party = models.ForeignKey("people.Party", models.CASCADE, related_name="+")
    until = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = SnoozeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "key"], name="snoozed_once")]
        indexes: ClassVar = [models.Index(fields=["until"], name="snooze_until")]

    def __str__(self) -> str:
        return f"{self.source} {self.key} until {self.until}"
