"""Changing very many follow-ups at once, in a fixed number of statements, leaving what the single actions leave."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.bulk import bulk_delete, bulk_write
from perennial.kernel.ids import new_ids
from perennial.promises.actions.following import GIVEN, FollowUpError, check_day
from perennial.promises.models import Completion, FollowUp, Postponement
from perennial.promises.queries.owners import owners
from perennial.records.bulk.acts import Halt, Held, Left, Outcome, Round, changed_since
from perennial.records.bulk.columns import Columns, Moved, naming_members, touch
from perennial.team.deeds import record_deeds
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


def end_many(turn: Round, held: Sequence[Held], because: str | None) -> Outcome:
    """Say of those that are open that they are done, or (with a reason) that they will not be."""
    still_open = [one for one in held if one.values[0]]
    rows = list(zip(new_ids(len(still_open) or 1), [one.pk for one in still_open], strict=False))
    same = {"by_id": turn.by.pk, "at": clock.now(), "dropped_because": because or ""}
    bulk_write(Completion, ("id", "follow_up_id"), rows, same=same)
    touch(FollowUp, [one.pk for one in still_open], is_open=False)
    _tell(turn, "promises.followup.dropped" if because else "promises.followup.done", still_open, because)
    return Outcome([(follow_up, completion) for completion, follow_up in rows])


def open_again(turn: Round, held: Sequence[Held], before: Mapping[int, Any], value: Any) -> Outcome:
    """Open those that ended then and were not opened since."""
    ended = dict(Completion.objects.filter(follow_up__in=list(before)).values_list("follow_up_id", "pk"))
    sound = [one for one in held if ended.get(one.pk) == before[one.pk]]
    _open(turn, sound, [before[one.pk] for one in sound])
    return Outcome([(one.pk, None) for one in sound], _others(held, sound))


def reopen_many(turn: Round, held: Sequence[Held], value: Any) -> Outcome:
    """Open those that ended."""
    endings = Completion.objects.in_bulk([one.pk for one in held if not one.values[0]], field_name="follow_up_id")
    ended = [one for one in held if one.pk in endings]
    _open(turn, ended, [endings[one.pk].pk for one in ended])
    told = {pk: [each.by_id, each.at.isoformat(), each.dropped_because] for pk, each in endings.items()}
    return Outcome([(one.pk, told[one.pk]) for one in ended])


def end_again(turn: Round, held: Sequence[Held], before: Mapping[int, Any], value: Any) -> Outcome:
    """Let those be ended again, as they were, that are still open."""
    sound = [one for one in held if one.values[0]]
    rows = [(one.pk, by, dt.datetime.fromisoformat(at), because) for one in sound for by, at, because in [before[one.pk]]]
    bulk_write(Completion, ("follow_up_id", "by_id", "at", "dropped_because"), rows)
    touch(FollowUp, [one.pk for one in sound], is_open=False)
    for deed, is_dropped in (("promises.followup.done", False), ("promises.followup.dropped", True)):
        _tell(turn, deed, [one for one in sound if bool(before[one.pk][2]) is is_dropped])
    return Outcome([(one.pk, None) for one in sound], _others(held, sound))


def _open(turn: Round, held: Sequence[Held], completions: Sequence[int]) -> None:
    bulk_delete(Completion, "id", completions)
    touch(FollowUp, [one.pk for one in held], is_open=True)
    _tell(turn, "promises.followup.reopened", held)


def _others(held: Sequence[Held], sound: Sequence[Held]) -> list[Left]:
    fine = {one.pk for one in sound}
    return [Left(one.pk, one.name, changed_since()) for one in held if one.pk not in fine]


def _tell(turn: Round, deed: str, held: Sequence[Held], because: str | None = None) -> None:
    changes = {"dropped_because": ("", because)} if because else {}
    record_deeds(deed, ((one.pk, one.name, changes) for one in held), model=FollowUp, by=turn.by, part_of=turn.bulk_id)
