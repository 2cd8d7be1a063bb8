"""A report: how predictions did, kept as it was made."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.kernel.ids import IdField


class ReportKind(models.TextChoices):
    """What a report tells: how a forecast made anew at a past date did, how what was told of customers at the time did, how
    those of renewals did; or how likely a silence is to be the end."""

    CARD = "card", _("Report card")
    DRIFT = "drift", _("What was told, held against what came")
    RENEWALS = "renewals", _("Report card of renewals")
    SILENCE = "silence", _("How likely a silence is to be the end")


class Report(models.Model):
    """One a kind, date and horizon; made again, it takes the place of the one before. `is_regular`: made by itself, month by
    month, and not because somebody asked for that date. Money in `content` is in the minor units of `currency`."""

    id = IdField()
    kind = models.CharField(max_length=10, choices=ReportKind.choices)
    as_of = models.DateField()
    horizon_days = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(default=clock.now)
    is_regular = models.BooleanField(default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False)
    currency = models.CharField(max_length=3)
    content = models.JSONField[Any](default=dict)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "as_of", "horizon_days"], name="report_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.as_of}"
