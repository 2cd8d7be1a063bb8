"""Setting a follow-up, and changing it while it is open."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.kernel.live import signal
from perennial.people.holding import hold_with_customer
from perennial.people.mentioning import mentioned_in, tell_mentioned
from perennial.promises.events import FollowUpEdited, FollowUpPostponed, FollowUpSet
from perennial.promises.models import FollowUp, Postponement
from perennial.promises.words import FOLLOW_UPS
from perennial.team.deeds import record_deed
from perennial.team.mentions import Mention, MentionUnclear, told
from perennial.team.models import Member
from perennial.team.notifying import notify

FARTHEST_DAYS = 3660
EDITABLE = ("text", "due_on", "due_time", "owner")
MENTION = "promises.mention"  # the kinds of notification that come from here
GIVEN = "promises.given"


class FollowUpError(ValueError):
    """A follow-up that cannot be kept like this; the message says why."""


class StaleFollowUpError(FollowUpError):
    """Somebody else changed it since the form was opened. `theirs` is how it stands now."""

    def __init__(self, theirs: FollowUp) -> None:
        super().__init__(_("Somebody changed this follow-up in the meantime."))
        self.theirs = theirs


@transaction.atomic
def set_follow_up(
    *,
    party_id: int,
    text: str,
    due_on: dt.date,
    owner: Member,
    by: Member | None,
    due_time: dt.time | None = None,
) -> FollowUp:
    """Promise to do something for a customer by a day. Tells `FollowUpSet`. Refuses no words, a day that has passed and one
    that is more than ten years away, and an owner who no longer works here."""
    follow_up = FollowUp(party_id=party_id, text=text.strip(), due_on=due_on, due_time=due_time, owner=owner, created_by=by)
    _check_words(follow_up.text)
    check_day(due_on)
    _check_owner(owner)
    mentions = _mentioned(follow_up.text, party_id) if by is not None else []
    follow_up.mentions = told(mentions) or None
    follow_up.save(force_insert=True)
    FOLLOW_UPS.add([(follow_up.pk, follow_up.text)])
    tell_mentioned(mentions, follow_up.text, party_id, kind=MENTION, by=by)
    _tell_owner(follow_up, by=by)
    record_deed("promises.followup.set", by=by, on=follow_up, changes={"due_on": ("", due_on)})
    publish(
        FollowUpSet(follow_up_id=follow_up.pk, party_id=party_id, owner_id=owner.pk, due_on=due_on, by_id=by.pk if by else None)
    )
    signal("followup", id=follow_up.party_id)
    return follow_up


@transaction.atomic
def edit_follow_up(
    follow_up: FollowUp,
    *,
    by: Member,
    version: int,
    text: str,
    due_on: dt.date,
    due_time: dt.time | None,
    owner: Member,
) -> FollowUp:
    """Give a follow-up other words, another day or another owner. Tells `FollowUpEdited`. An edit that started from an older
    `version` changes nothing and raises `StaleFollowUpError`."""
    current = locked(follow_up)
    if current.version != version:
        raise StaleFollowUpError(current)
    after = {"text": text.strip(), "due_on": due_on, "due_time": due_time, "owner": owner}
    changes = {field: (getattr(current, field), after[field]) for field in EDITABLE if getattr(current, field) != after[field]}
    if not changes:
        return current
    _check_words(text.strip())
    if "due_on" in changes:
        check_day(due_on)
        Postponement.objects.create(follow_up=current, before=current.due_on, after=due_on, by=by)
    if "owner" in changes:
        _check_owner(owner)
    if "text" in changes:
        mentions, before = _mentioned(text.strip(), current.party_id), current.mentions
        kept = tell_mentioned(mentions, text.strip(), current.party_id, kind=MENTION, by=by, before=before)
        current.mentions = kept or None
    _change(current, **{field: after[field] for field in changes}, mentions=current.mentions)
    if "text" in changes:
        FOLLOW_UPS.remove([current.pk])
        FOLLOW_UPS.add([(current.pk, current.text)])
    if "owner" in changes:
        _tell_owner(current, by=by)
    record_deed("promises.followup.edited", by=by, on=current, changes=changes)
    publish(FollowUpEdited(follow_up_id=current.pk, party_id=current.party_id, owner_id=owner.pk, due_on=due_on, by_id=by.pk))
    signal("followup", id=current.party_id)
    return current


@transaction.atomic
def postpone_follow_up(follow_up: FollowUp, *, by: Member, to: dt.date) -> FollowUp:
    """Move an open follow-up to another day and keep who moved it from which. Tells `FollowUpPostponed`. Moving it to the day
    on which it is due already changes nothing."""
    current = locked(follow_up)
    if not current.is_open:
        raise FollowUpError(_("This follow-up has ended. Reopen it to move it."))
    before = current.due_on
    if before == to:
        return current
    check_day(to)
    Postponement.objects.create(follow_up=current, before=before, after=to, by=by)
    _change(current, due_on=to)
    record_deed("promises.followup.postponed", by=by, on=current, changes={"due_on": (before, to)})
    publish(FollowUpPostponed(follow_up_id=current.pk, party_id=current.party_id, before=before, after=to, by_id=by.pk))
    signal("followup", id=current.party_id)
    return current


def locked(follow_up: FollowUp) -> FollowUp:
    """The follow-up as it is now, held with its customer until the transaction ends; refused when somebody deleted it."""
    current: FollowUp | None = hold_with_customer(FollowUp.objects.select_related("owner"), follow_up.pk)
    if current is None:
        raise FollowUpError(_("Somebody deleted this follow-up in the meantime."))
    return current


def _mentioned(text: str, party_id: int) -> list[Mention]:
    try:
        return mentioned_in(text, party_id)
    except MentionUnclear as unclear:
        raise FollowUpError(str(unclear)) from None


def _tell_owner(follow_up: FollowUp, *, by: Member | None) -> None:
    """Whoever is to do it hears of it, unless they set it for themselves."""
    if by is None or follow_up.owner_id == by.pk:
        return
    url = reverse("people:party", args=[follow_up.party_id])
    day = follow_up.due_on.isoformat()
    notify(follow_up.owner, kind=GIVEN, by=by, on=follow_up.party, url=url, text=follow_up.text, due_on=day)


def _change(follow_up: FollowUp, **fields: object) -> None:
    for field, value in fields.items():
        setattr(follow_up, field, value)
    follow_up.version += 1
    follow_up.save(update_fields=[*fields, "version"])


def _check_words(text: str) -> None:
    if not text:
        raise FollowUpError(_("Say what is to be done."))
    if len(text) > 300:
        raise FollowUpError(_("At most 300 characters fit. Keep the step short; the rest belongs in a note."))
    if "\x00" in text:
        raise FollowUpError(_("The text holds a null character, which cannot be kept. Remove it and try again."))


def check_day(day: dt.date) -> None:
    """Refuse a day that has passed, and one that is too far away."""
    today = clock.today()
    if day < today - dt.timedelta(days=1):  # a day's grace: it may still be yesterday where the owner is
        raise FollowUpError(_("This day has passed. Choose today or a later day."))
    if day > today + dt.timedelta(days=FARTHEST_DAYS):
        raise FollowUpError(_("This day is more than ten years away. Check the year."))


def _check_owner(owner: Member) -> None:
    if not owner.is_active:
        raise FollowUpError(_("%(name)s no longer works here. Choose somebody else.") % {"name": owner})
