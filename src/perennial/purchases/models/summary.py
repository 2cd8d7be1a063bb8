"""What a customer's purchases add up to."""

from typing import ClassVar

from django.db import models


class PurchaseSummary(models.Model):
    """One row a party that ever ordered, always recomputed from its orders, never added to.

    Days on which something was bought are purchase occasions; gaps are the days between neighbouring occasions.
    `gap_log_sum` and `gap_log_square_sum` over the natural logs of the gaps are what the rhythm is fitted from.
    `usual_gap_days`, `expected_on` and `slips_on` come from the last rhythm fit: the shrunken median gap, the day by which the
    next order is expected, and the day from which the silence is long for this customer.
    """

    party = models.OneToOneField("people.Party", models.CASCADE, primary_key=True, related_name="+")
    currency = models.CharField(max_length=3)  # the one most was bought in
    orders = models.IntegerField(default=0)
    occasions = models.IntegerField(default=0)
    value_minor = models.BigIntegerField(default=0)  # net of refunds, in `currency`
    first_order_at = models.DateTimeField(null=True)
    last_order_at = models.DateTimeField(null=True)
    gaps = models.IntegerField(default=0)
    gap_log_sum = models.FloatField(default=0)
    gap_log_square_sum = models.FloatField(default=0)
    usual_gap_days = models.FloatField(null=True)
    expected_on = models.DateField(null=True)
    slips_on = models.DateField(null=True)
    yearly_value_minor = models.BigIntegerField(default=0)  # what a year of their rhythm is worth: the value at stake

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-yearly_value_minor", "slips_on"], name="summary_stake"),
            models.Index(fields=["slips_on"], name="summary_slips"),
        ]

    def __str__(self) -> str:
        return f"purchases of {self.party_id}"
