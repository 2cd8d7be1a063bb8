"""When we and a customer were last really in contact."""

from django.db import models


class ContactSummary(models.Model):
    """One row a party, kept by the actions that write touchpoints. Two-way means a real exchange: a call that was answered, a
    visit, a meeting, a message that got a reply; not a newsletter and not a note."""

    party = models.OneToOneField("people.Party", models.CASCADE, primary_key=True, related_name="+")
    last_two_way_at = models.DateTimeField(null=True, db_index=True)
    last_inbound_at = models.DateTimeField(null=True)
    last_outbound_at = models.DateTimeField(null=True)
    touchpoints = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"contact with {self.party_id}"
