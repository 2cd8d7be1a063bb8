"""Putting customers away, and taking them back."""

from django.db import transaction

from perennial.kernel import clock
from perennial.people.actions.editing import locked
from perennial.people.actions.refusals import Refused
from perennial.people.actions.writing import id_of, tell
from perennial.people.events import PartyDeleted, PartyRestored
from perennial.people.models import Party
from perennial.records.custom.refusals import CustomRefused
from perennial.records.custom.values import refuse_restoring
from perennial.team.deeds import record_deed
from perennial.team.models import Member


@transaction.atomic
def delete_party(party: Party, *, by: Member | None) -> Party:
    """Put a party away: it leaves every list, the search and Today, and stays whole until it is restored or erased. Doing it
    twice changes nothing. Tells PartyDeleted."""
    kept = locked(party)
    if not kept.is_deleted:
        kept.deleted_at, kept.deleted_by = clock.now(), by
        kept.version += 1
        kept.save(update_fields=["deleted_at", "deleted_by", "version"])
        record_deed("people.party.deleted", by=by, on=kept)
        tell(PartyDeleted(party_id=kept.pk, by_id=id_of(by)))
    return kept


@transaction.atomic
def restore_party(party: Party, *, by: Member | None) -> Party:
    """Take a deleted party back as it was. Doing it twice changes nothing. Tells PartyRestored. Refuses while somebody else has
    a value that must be unique."""
    kept = locked(party)
    if kept.is_deleted:
        _refuse_taken(kept, by=by)
        kept.deleted_at = kept.deleted_by = None
        kept.version += 1
        kept.save(update_fields=["deleted_at", "deleted_by", "version"])
        record_deed("people.party.restored", by=by, on=kept)
        tell(PartyRestored(party_id=kept.pk, by_id=id_of(by)))
    return kept


def _refuse_taken(party: Party, *, by: Member | None) -> None:
    try:
        refuse_restoring(party, by=by)
    except CustomRefused as refusal:
        raise Refused(str(refusal)) from None
