"""Named questions about views; the only door to one of them is `view_for`."""

from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Q, Value
from django.http import Http404
from django.utils.translation import gettext as _

from perennial.records.kinds import RecordKind, kinds
from perennial.records.models import HiddenView, Pin, StartingView, View
from perennial.records.rules import may_change_view, may_see_view
from perennial.team.models import Member

MOST_VIEWS = 200


def kind_for(member: Any, key: str) -> RecordKind:
    """The kind of record with this key, for a member who may see such records; else Http404."""
    kind = kinds.get(key)
    if kind is None or not kind.may_see(member):
        raise Http404(_("There is no such list."))
    return kind


def view_for(member: Member, kind: RecordKind, view_id: int) -> View:
    """A view of this kind that the member may open; else Http404."""
    view = (
        View.objects.kept().select_related("owner").filter(pk=view_id, kind=kind.key).first() if 0 < view_id < 2**63 else None
    )
    if view is None or not may_see_view(member, view):
        raise Http404(_("There is no such view."))
    return view


def changeable_view_for(member: Member, kind: RecordKind, view_id: int) -> View:
    """A view of this kind that the member may change; else Http404."""
    view = view_for(member, kind, view_id)
    if not may_change_view(member, view):
        raise Http404(_("Only %(owner)s can change this view.") % {"owner": view.owner})
    return view


def deleted_view_for(member: Member, kind: RecordKind, view_id: int) -> View:
    """A deleted view that the member may bring back; else Http404."""
    deleted = View.objects.filter(pk=view_id, kind=kind.key, deleted_at__isnull=False) if 0 < view_id < 2**63 else None
    view = deleted.first() if deleted is not None else None
    if view is None or not may_change_view(member, view):
        raise Http404(_("There is no such deleted view."))
    return view


def views_for(member: Member, kind: RecordKind) -> list[View]:
    """Every view of this kind that the member may open, by name."""
    mine = Q(owner=member.pk) | Q(shared=True)
    return list(View.objects.kept().filter(mine, kind=kind.key).select_related("owner")[:MOST_VIEWS])


def deleted_views_for(member: Member, kind: RecordKind) -> list[View]:
    """The deleted views of this kind that the member may bring back, the last deleted first."""
    mine = View.objects.filter(Q(owner=member.pk) | Q(shared=True), kind=kind.key, deleted_at__isnull=False)
    found = mine.select_related("owner").order_by("-deleted_at", "-id")[:MOST_VIEWS]
    return [view for view in found if may_change_view(member, view)]


class Tabbed(NamedTuple):
    """What a member's tabs are besides the views that come with the list: the ids of those that were put there, and the keys of
    those that came with it and were taken away, by the member or for everybody."""

    pinned: set[int]
    hidden: set[str]
    hidden_for_all: set[str]


def tabs_of(member: Member, kind: RecordKind) -> Tabbed:
    """Which views stand among a member's tabs; one query."""
    pins = Pin.objects.filter(member=member.pk, view__kind=kind.key)
    gone = HiddenView.objects.filter(Q(member=member.pk) | Q(member=None), kind=kind.key)
    told = pins.values_list("view_id", Value(""), "member_id").union(
        gone.values_list(Value(0, BigIntegerField()), "key", "member_id"), all=True
    )
    rows = list(told)
    hidden = [(key, whose) for _view, key, whose in rows if key]
    return Tabbed(
        pinned={view for view, key, _whose in rows if not key},
        hidden={key for key, whose in hidden if whose is not None},
        hidden_for_all={key for key, whose in hidden if whose is None},
    )


def starting_view_of(member: Member, kind: RecordKind) -> View | None:
    """The view with which a list opens: the member's own choice, else that of their role, if they may still see it."""
    chosen = StartingView.objects.filter(Q(member=member.pk) | Q(member=None, role=member.role), kind=kind.key)
    for each in sorted(chosen.select_related("view__owner"), key=lambda each: each.member_id is None):
        if may_see_view(member, each.view):
            return each.view
    return None
