"""What is to be expected of each customer, and what was told of them month by month."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from perennial.foresight.models.fit import Fit
from perennial.kernel.ids import IdField
from perennial.people.ownercopies import OfOwner


class Score(OfOwner):
    """One row a customer who ever bought, written anew when a rounded figure changes (`as_of`). Chances are per mille, orders
    in thousandths, money in minor units of the fit's currency with three digits; each for so many days from `as_of`.

    `next_on` is empty where no order is to be expected within a year. `alarming_on` is the day from which the silence is long
    for their own rhythm. `stake_minor` is what is expected within a year, of those `at_risk` only. `told_90` and
    `before_90` are the chance as told at the beginning of this month (`month`) and of the one before. `mark` is another one as
    soon as any figure is; `alone_at` when it was last worked out from the orders themselves, ahead of the lake.
    """

    party = models.OneToOneField("people.Party", models.CASCADE, primary_key=True, related_name="+")
    fit = models.ForeignKey(Fit, models.PROTECT, related_name="+", db_index=False)
    as_of = models.DateField()
    last_on = models.DateField()
    occasions = models.IntegerField()
    any_30 = models.SmallIntegerField()
    any_90 = models.SmallIntegerField()
    of_100 = models.SmallIntegerField(default=0)  # who order again within 90 days
    any_365 = models.SmallIntegerField()
    orders_30 = models.IntegerField()
    orders_90 = models.IntegerField()
    orders_365 = models.IntegerField()
    value_30_minor = models.BigIntegerField()
    value_90_minor = models.BigIntegerField()
    value_365_minor = models.BigIntegerField()
    spent_minor = models.BigIntegerField()
    lifetime_minor = models.BigIntegerField()  # spent so far, and expected within a year
    next_on = models.DateField(null=True)
    next_lo = models.DateField(null=True)
    next_hi = models.DateField(null=True)
    alarming_on = models.DateField(null=True)
    at_risk = models.BooleanField(default=False)
    held_out = models.BooleanField(default=False)
    stake_minor = models.BigIntegerField(default=0)
    month = models.IntegerField()
    told_90 = models.SmallIntegerField()
    before_90 = models.SmallIntegerField(null=True)
    mark = models.BigIntegerField()
    alone_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["of_100", "party"], name="score_of_100"),
            models.Index(fields=["value_365_minor", "party"], name="score_value_365"),
            models.Index(fields=["lifetime_minor", "party"], name="score_lifetime"),
            models.Index(fields=["next_on", "party"], name="score_next_on"),
            models.Index(
                fields=["-stake_minor", "party", "held_out", "party_owner"], name="score_at_risk", condition=Q(at_risk=True)
            ),
            models.Index(
                fields=["party_owner", "-stake_minor", "party", "held_out"],
                name="score_owner_at_risk",
                condition=Q(at_risk=True),
            ),
        ]

    def __str__(self) -> str:
        return f"score of {self.party_id}"


class Point(models.Model):
    """What was told of a customer at the beginning of a month (year × 12 + month − 1): the curve on their page, and what the
    months to come are held against. None of whom next to nothing was expected."""

    id = IdField()
    party = models.ForeignKey("people.Party", models.CASCADE, related_name="+", db_index=False)  # point_once serves it
    month = models.IntegerField()
    as_of = models.DateField()
    any_90 = models.SmallIntegerField()
    orders_90 = models.IntegerField()
    value_90_minor = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["party", "month"], name="point_once")]
        indexes: ClassVar = [models.Index(fields=["month"], name="point_month")]

    def __str__(self) -> str:
        return f"point of {self.party_id} in {self.month}"
