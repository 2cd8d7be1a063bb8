"""When we and a customer were last really in contact."""

from django.db import models


class ContactSummary(models.Model):
    """One row a party, kept by the actions that write touchpoints.

    Only kinds of `contact` count (not a newsletter, not a note). Inbound is the last time they spoke to us, outbound the last
    time we spoke to them; a two-way touchpoint is both. A two-way contact is the earlier of the two: a call that was answered,
    a visit, a message that got a reply; neither a message that nobody answered nor a call that nobody took.
    """

    party = models.OneToOneField("people.Party", models.CASCADE, primary_key=True, related_name="+")
    last_two_way_at = models.DateTimeField(null=True)
    last_inbound_at = models.DateTimeField(null=True)
    last_outbound_at = models.DateTimeField(null=True)
    touchpoints = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"contact with {self.party_id}"
