"""Changing very many follow-ups at once, in a fixed number of statements, leaving what the single actions leave."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.bulk import bulk_write
from perennial.promises.actions.following import GIVEN, FollowUpError, check_day
from perennial.promises.models import Completion, FollowUp, Postponement
from perennial.promises.queries.owners import owners
from perennial.records.bulk.acts import Halt, Held, Round
from perennial.records.bulk.columns import Columns, Moved, naming_members
from perennial.records.bulk.noted import Noted
from perennial.team.models import Member
from perennial.team.notifying import deliver, notice_for


def _why_closed(one: Held) -> str:
    return "" if one.values[-1] else _("It has ended")


def _day_to_come(_turn: Round, day: str) -> None:
    try:
        check_day(dt.date.fromisoformat(day))
    except FollowUpError as refusal:
        raise Halt(str(refusal)) from None


def _keep_postponements(turn: Round, moved: Sequence[Moved]) -> None:
    """Each says that it was moved, and taken back, as when it is moved by itself."""
    rows = [(each.one.pk, each.before[0], each.after[0]) for each in moved]
    bulk_write(Postponement, ("follow_up_id", "before", "after"), rows, same={"by_id": turn.by.pk, "at": clock.now()})


DUE = Columns(
    model=FollowUp,
    names=("due_on",),
    also=("is_open",),
    deed="promises.followup.postponed",
    check=_day_to_come,
    closed=_why_closed,
    follow=_keep_postponements,
)
LATER = Columns(
    model=FollowUp,
    names=("due_on",),
    also=("is_open",),
    deed="promises.followup.postponed",
    closed=_why_closed,
    aim=lambda one, days: (max(one.values[0], clock.today()) + dt.timedelta(days=days),),
    follow=_keep_postponements,
)


def _owner_of_many(turn: Round, value: Any) -> None:
    if not owners(turn.by).filter(pk=value).exists():
        raise Halt(_("Whoever was to do them is no longer here, may not do them, or is beyond what you see."))


def _gone_owners(_turn: Round, owner_ids: set[Any]) -> Mapping[Any, str]:
    here = set(Member.objects.active().filter(pk__in=owner_ids).values_list("pk", flat=True))
    return dict.fromkeys(owner_ids - here, _("Whoever it was no longer works here"))


def _tell_owner(turn: Round, moved: Sequence[Moved], value: Any) -> None:
    """Whoever is to do them hears of it once."""
    if moved and value != turn.by.pk:
        first = FollowUp.objects.select_related("party", "owner").get(pk=moved[0].one.pk)
        told = {"text": first.text, "due_on": first.due_on.isoformat()}
        on = first.party if len(moved) == 1 else None
        url = reverse("people:party", args=[on.pk]) if on else reverse("promises:index")
        group = f"{GIVEN}:batch:{turn.bulk_id}"
        deliver([notice_for(first.owner, kind=GIVEN, by=turn.by, on=on, url=url, group=group, count=len(moved), parts=told)])


OWNER = Columns(
    model=FollowUp,
    names=("owner_id",),
    also=("is_open",),
    deed="promises.followup.edited",
    logged=("owner",),
    check=_owner_of_many,
    closed=_why_closed,
    unfit=_gone_owners,
    tell=_tell_owner,
    words=naming_members,
)


ENDING = Noted(
    model=FollowUp,
    note=Completion,
    link="follow_up",
    column="is_open",
    on=False,
    fresh=lambda _one, because: {"dropped_because": because or ""},
    off=lambda _note: True,
    put_deed=lambda note: "promises.followup.dropped" if note["dropped_because"] else "promises.followup.done",
    lift_deed="promises.followup.reopened",
    told=lambda note: {"dropped_because": ("", note["dropped_because"])} if note["dropped_because"] else {},
)
