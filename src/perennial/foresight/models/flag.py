"""A flag: that a customer was seen at risk, and what became of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from perennial.kernel.ids import IdField


class Flag(models.Model):
    """One row a silence (`last_on` is the last purchase before it). `held_out`: kept off Today, so that what acting changes can
    be measured. `acted_on`: the first two-way contact after it was flagged; `came_back_on`: the first purchase after it."""

    id = IdField()
    party = models.ForeignKey("people.Party", models.CASCADE, related_name="+", db_index=False)  # flag_once serves it
    last_on = models.DateField()
    flagged_on = models.DateField()
    held_out = models.BooleanField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False)
    any_90 = models.SmallIntegerField()
    stake_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    acted_on = models.DateField(null=True)
    came_back_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["party", "last_on"], name="flag_once")]
        indexes: ClassVar = [
            models.Index(fields=["flagged_on", "held_out"], name="flag_flagged"),
            models.Index(fields=["party"], name="flag_open", condition=models.Q(came_back_on=None)),
        ]

    def __str__(self) -> str:
        return f"flag of {self.party_id} on {self.flagged_on}"
