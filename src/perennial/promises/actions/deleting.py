"""Deleting a follow-up that should never have been, and taking that back."""

from django.db import transaction
from django.utils.translation import gettext as _

from perennial.kernel.events import publish
from perennial.kernel.live import signal
from perennial.people.holding import hold_with_customer
from perennial.promises.actions.following import FollowUpError, locked
from perennial.promises.bins import FOLLOW_UPS
from perennial.promises.events import FollowUpDeleted, FollowUpRestored
from perennial.promises.models import DeletedFollowUp, FollowUp
from perennial.records.bins import bring_back, put_away
from perennial.team.deeds import record_deed
from perennial.team.models import Member


@transaction.atomic
def delete_follow_up(follow_up: FollowUp, *, by: Member) -> DeletedFollowUp:
    """Take a follow-up out of every list, of Today, of the search and of its customer's page; it can be restored as it was,
    with how it ended and how often it was moved. One that will not be done is dropped instead. Tells `FollowUpDeleted`."""
    current = locked(follow_up)
    put_away(FOLLOW_UPS, [current.pk], by=by)
    record_deed("promises.followup.deleted", by=by, on=current)
    publish(FollowUpDeleted(follow_up_id=current.pk, party_id=current.party_id, by_id=by.pk))
    signal("followup", id=current.party_id)
    return DeletedFollowUp.objects.get(pk=current.pk)


@transaction.atomic
def restore_follow_up(deleted: DeletedFollowUp, *, by: Member) -> FollowUp:
    """Let a deleted follow-up stand again as it was, under its id. Tells `FollowUpRestored`. Refuses one that somebody restored
    already, and one whose owner is no longer there."""
    kept: DeletedFollowUp | None = hold_with_customer(DeletedFollowUp.objects.all(), deleted.pk)
    if kept is None:
        raise FollowUpError(_("Somebody has restored this follow-up meanwhile."))
    returned = bring_back(FOLLOW_UPS, [kept.pk], by=by)
    if why := returned.stayed.get(deleted.pk):
        raise FollowUpError(why)
    follow_up = FollowUp.objects.get(pk=deleted.pk)
    record_deed("promises.followup.restored", by=by, on=follow_up)
    publish(FollowUpRestored(follow_up_id=follow_up.pk, party_id=follow_up.party_id, by_id=by.pk))
    signal("followup", id=follow_up.party_id)
    return follow_up
