"""Keeping who saw whom."""

from django.db import transaction

from perennial.people.models import Party
from perennial.team.deeds import record_deed
from perennial.team.models import Member


@transaction.atomic
def note_view(party: Party, *, by: Member) -> None:
    """Write into the audit log that a member opened a customer's page."""
    record_deed("people.party.viewed", by=by, on=party)
