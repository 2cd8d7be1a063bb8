"""What a customer's purchases add up to."""

from typing import ClassVar

from django.db import models


class PurchaseSummary(models.Model):
    """One row a party that has orders which count, always recomputed from its orders, never added to.

    Days (in the workspace's zone) on which something was bought are purchase occasions; gaps are the days between neighbouring
    occasions. `gap_log_sum` and `gap_log_square_sum` over the natural logs of the gaps are what the rhythm is fitted from.

    The last rhythm fit (see rhythm.py) gives the rest: `usual_gap_days`, the shrunken median gap (empty without a gap of their
    own); `expected_on`, the day by which half of such waits have ended; `slips_on`, from which the silence is long for them;
    `lapses_on` and `lost_on`, from which it is beyond reason; `came_back`: the wait before the last order had been that long.
    """

    party = models.OneToOneField("people.Party", models.CASCADE, primary_key=True, related_name="+")
    currency = models.CharField(max_length=3)  # the one most was bought in
    orders = models.IntegerField(default=0)
    occasions = models.IntegerField(default=0)
    value_minor = models.BigIntegerField(default=0)  # net of refunds, in `currency`
    first_order_at = models.DateTimeField(null=True)
    last_order_at = models.DateTimeField(null=True)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    gaps = models.IntegerField(default=0)
    gap_log_sum = models.FloatField(default=0)
    gap_log_square_sum = models.FloatField(default=0)
    last_gap_days = models.IntegerField(null=True)
    usual_gap_days = models.FloatField(null=True)
    expected_on = models.DateField(null=True)
    slips_on = models.DateField(null=True)
    lapses_on = models.DateField(null=True)
    lost_on = models.DateField(null=True)
    came_back = models.BooleanField(default=False)
    yearly_value_minor = models.BigIntegerField(default=0)  # what a year of their rhythm is worth: the value at stake

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["-yearly_value_minor", "slips_on", "lapses_on", "party"],
                name="summary_stake",
                condition=models.Q(occasions__gte=3),
            ),
        ]

    def __str__(self) -> str:
        return f"purchases of {self.party_id}"
