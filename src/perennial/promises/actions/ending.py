"""How a follow-up ends, and how that is taken back."""

from django.db import transaction
from django.utils.translation import gettext as _

from perennial.kernel.events import publish
from perennial.kernel.live import signal
from perennial.promises.actions.following import FollowUpError, locked
from perennial.promises.events import FollowUpDone, FollowUpDropped, FollowUpReopened
from perennial.promises.models import Completion, FollowUp
from perennial.team.deeds import record_deed
from perennial.team.models import Member


@transaction.atomic
def complete_follow_up(follow_up: FollowUp, *, by: Member) -> Completion:
    """Mark a follow-up as done. Tells `FollowUpDone`. Done twice is once."""
    current = locked(follow_up)
    if not current.is_open:
        return current.completion
    completion = _end(current, by=by)
    record_deed("promises.followup.done", by=by, on=current)
    publish(FollowUpDone(follow_up_id=current.pk, party_id=current.party_id, days_late=max(0, current.days_late), by_id=by.pk))
    signal("followup", id=current.party_id)
    return completion


@transaction.atomic
def drop_follow_up(follow_up: FollowUp, *, by: Member, because: str) -> Completion:
    """End a follow-up that will not be done, with the reason. Tells `FollowUpDropped`. Refuses to drop without a reason and
    what was done already."""
    because = because.strip()
    if not because:
        raise FollowUpError(_("Say why it will not be done."))
    current = locked(follow_up)
    if not current.is_open:
        return current.completion
    completion = _end(current, by=by, dropped_because=because[:200])
    record_deed("promises.followup.dropped", by=by, on=current, changes={"dropped_because": ("", because[:200])})
    publish(FollowUpDropped(follow_up_id=current.pk, party_id=current.party_id, because=because[:200], by_id=by.pk))
    signal("followup", id=current.party_id)
    return completion


@transaction.atomic
def reopen_follow_up(follow_up: FollowUp, *, by: Member) -> FollowUp:
    """Take back that a follow-up ended. Tells `FollowUpReopened`. What is open stays as it is."""
    current = locked(follow_up)
    if current.is_open:
        return current
    Completion.objects.filter(follow_up=current).delete()
    current.is_open = True
    current.version += 1
    current.save(update_fields=["is_open", "version"])
    record_deed("promises.followup.reopened", by=by, on=current)
    publish(FollowUpReopened(follow_up_id=current.pk, party_id=current.party_id, by_id=by.pk))
    signal("followup", id=current.party_id)
    return current


def _end(follow_up: FollowUp, *, by: Member, dropped_because: str = "") -> Completion:
    completion = Completion.objects.create(follow_up=follow_up, by=by, dropped_because=dropped_because)
    follow_up.is_open = False
    follow_up.version += 1
    follow_up.save(update_fields=["is_open", "version"])
    return completion
