"""A cadence: how often we want to be in real contact with the customers of a tag or a stage."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from perennial.kernel.ids import IdField
from perennial.people.choices import Stage


class Cadence(models.Model):
    """Ideally every `ideal_days`, at most `max_days` without a two-way contact. Names either a tag or a stage; where several
    fit a customer the shortest maximum holds."""

    id = IdField()
    tag = models.OneToOneField("people.Tag", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("tag"))
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, null=True, blank=True, unique=True)
    ideal_days = models.PositiveSmallIntegerField(_("ideally every … days"))
    max_days = models.PositiveSmallIntegerField(_("at most … days"))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(tag=None, stage__isnull=False) | models.Q(tag__isnull=False, stage=None),
                name="cadence_of_tag_or_stage",
            ),
            models.CheckConstraint(
                condition=models.Q(ideal_days__gt=0, max_days__gte=models.F("ideal_days")), name="cadence_order"
            ),
        ]

    def __str__(self) -> str:
        return f"every {self.ideal_days} to {self.max_days} days"
