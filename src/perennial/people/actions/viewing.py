"""Keeping who saw whom, and who took what out."""

from django.db import transaction

from perennial.people.models import Party
from perennial.team.deeds import record_deed, was_seen_just_now
from perennial.team.models import Member


def note_view(party: Party, *, by: Member) -> None:
    """Write into the audit log that a member opened a customer's page; once for a look of some minutes, so that most looks
    need no writer."""
    if was_seen_just_now("people.party.viewed", by, party):
        return
    with transaction.atomic():
        record_deed("people.party.viewed", by=by, on=party)


@transaction.atomic
def note_export(party: Party, *, by: Member) -> None:
    """Write into the audit log that a member took out everything that is kept of a customer."""
    record_deed("people.party.exported", by=by, on=party)
