"""The thresholds of the lifecycle rules."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class StageRules(models.Model):
    """From when on a customer counts as new, loyal, at risk … There is one row; the shares are per hundred: a silence is long
    from the day on which only 100 − `at_risk_percent` of 100 such waits would still go on. Lapsed and lost also ask for so many
    of the customer's usual gaps, because where everybody is punctual a rare silence is still a short one."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    new_days = models.PositiveSmallIntegerField(
        _("new for … days after the first order"), default=60, validators=[MinValueValidator(1), MaxValueValidator(3650)]
    )
    loyal_occasions = models.PositiveSmallIntegerField(
        _("loyal from … purchases on"), default=5, validators=[MinValueValidator(2), MaxValueValidator(1000)]
    )
    won_back_days = models.PositiveSmallIntegerField(
        _("won back for … days after the order that ended the silence"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
    )
    at_risk_percent = models.FloatField(
        _("at risk when longer than … of 100 of their waits"),
        default=90.0,
        validators=[MinValueValidator(50), MaxValueValidator(99.9)],
    )
    lapsed_percent = models.FloatField(
        _("lapsed when longer than … of 100"), default=97.0, validators=[MinValueValidator(50), MaxValueValidator(99.9)]
    )
    lost_percent = models.FloatField(
        _("lost when longer than … of 100"), default=99.0, validators=[MinValueValidator(50), MaxValueValidator(99.9)]
    )
    lapsed_gaps = models.FloatField(
        _("and longer than … of their usual gaps"), default=3.0, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    lost_gaps = models.FloatField(
        _("and longer than … of their usual gaps"), default=6.0, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    version = models.IntegerField(default=1, editable=False)

    class Meta:
        verbose_name_plural = "stage rules"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(
                    at_risk_percent__lt=models.F("lapsed_percent"),
                    lapsed_percent__lt=models.F("lost_percent"),
                    lapsed_gaps__lte=models.F("lost_gaps"),
                ),
                name="stage_rules_order",
                violation_error_message=_("At risk comes before lapsed, and lapsed before lost."),
            )
        ]

    def __str__(self) -> str:
        return "stage rules"

    @classmethod
    def current(cls) -> "StageRules":
        """The rules, as saved or with their defaults."""
        return cls.objects.filter(pk=1).first() or cls()
