"""Changing very many customers at once, in a fixed number of statements, leaving what the single actions leave."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from perennial.people.actions.following import OWNER_CHANGED, OWNER_GIVEN, tell_followers
from perennial.people.models import Party
from perennial.records.bulk.acts import Halt, Held, Left, Round, changed_since
from perennial.records.bulk.columns import Columns, Moved, naming_members
from perennial.team.models import Member
from perennial.team.notifying import deliver, notice_for
from perennial.team.reach import is_within_reach, members_within_reach, owners_within_reach


def hold_parties(
    member: Any, ids: Sequence[int], columns: Sequence[str], deleted: bool = False
) -> tuple[list[Held], list[Left]]:
    """These customers, locked in the order of their ids, with some columns; of the others why they are left: gone, deleted (or,
    with `deleted`, not deleted any more), merged, or a colleague's whom the member does not see."""
    owners = owners_within_reach(member)
    names = ("pk", "name", "owner_id", "deleted_at", "merged_into_id", *columns)
    rows = Party.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values_list(*names)
    beyond = _("A colleague looks after this customer now")  # said of what there is not, too: it must not be told apart
    held: list[Held] = []
    left: list[Left] = []
    for pk, name, owner, deleted_at, merged_into, *values in rows:
        if owners is not None and owner not in owners:
            left.append(Left(pk, "", beyond))
        elif merged_into is not None:
            left.append(Left(pk, name, _("It was merged into another record")))
        elif (deleted_at is not None) != deleted:
            left.append(Left(pk, name, _("It was restored since") if deleted else _("It was deleted")))
        else:
            held.append(Held(pk, name, tuple(values)))
    if len(held) + len(left) < len(ids):
        known = {one.pk for one in held} | {one.pk for one in left}
        why = _("It is no longer there") if owners is None else beyond
        left += [Left(pk, "", why) for pk in ids if pk not in known]
    return held, left


def column(name: str) -> Columns:
    """A plain column of a customer."""
    return Columns(model=Party, names=(name,), deed="people.party.updated")


def _may_have_them(turn: Round, value: Any) -> None:
    _owner(value, by=turn.by)


def _may_not_get_them_back(turn: Round, owner_ids: set[Any]) -> Mapping[Any, str]:
    """Of those who looked after some before: who is no longer here, and who is beyond the member's reach."""
    here = {None, *Member.objects.active().filter(pk__in={pk for pk in owner_ids if pk}).values_list("pk", flat=True)}
    gone = {pk: _("Whoever it was no longer works here") for pk in owner_ids - here}
    beyond = {pk for pk in owner_ids & here if not is_within_reach(turn.by, pk)}
    return gone | dict.fromkeys(beyond, _("You do not see the customers of whoever it was"))


def _tell_of_owner(turn: Round, moved: Sequence[Moved], value: Any) -> None:
    """Whoever gets them hears of it once, and so does each who follows some."""
    changed = [each.one for each in moved]
    owner = _owner(value, by=turn.by)
    if owner is not None and changed:
        deliver([_given(turn, owner, changed)] if owner.pk != turn.by.pk else [])
    _tell_followers(turn, changed, owner)


OWNER = Columns(
    model=Party,
    names=("owner_id",),
    deed="people.party.owner_changed",
    logged=("owner",),
    check=_may_have_them,
    unfit=_may_not_get_them_back,
    tell=_tell_of_owner,
    words=naming_members,
)


def still(held: Sequence[Held], value: Any) -> tuple[list[Held], list[Left]]:
    """Those whose first column is still what it was set to, and the others with the reason."""
    left = [Left(one.pk, one.name, changed_since()) for one in held if one.values[0] != value]
    return [one for one in held if one.values[0] == value], left


def _owner(value: Any, *, by: Any) -> Member | None:
    if value is None:
        if not is_within_reach(by, None):
            raise Halt(_("You see only customers that somebody looks after."))
        return None
    owner = members_within_reach(by).filter(pk=value).first()
    if owner is None:
        raise Halt(_("Whoever was to look after them is no longer here, or beyond what you see."))
    return owner


def _given(turn: Round, owner: Member, changed: Sequence[Held]) -> Any:
    on = Party.objects.get(pk=changed[0].pk) if len(changed) == 1 else None
    url = reverse("people:party", args=[on.pk]) if on else f"{reverse('people:list')}?owner={owner.pk}"
    group = f"{OWNER_GIVEN}:batch:{turn.bulk_id}"
    return notice_for(owner, kind=OWNER_GIVEN, by=turn.by, on=on, url=url, group=group, count=len(changed))


def _tell_followers(turn: Round, changed: Sequence[Held], owner: Member | None) -> None:
    news = {one.pk: {"owner": str(owner) if owner else ""} for one in changed}
    tell_followers(news, kind=OWNER_CHANGED, by=turn.by, batch=turn.bulk_id, besides=owner.pk if owner else None)
