"""Keeping a list as a view, and changing what a view holds."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.records.conditions import to_json
from perennial.records.events import ViewChanged, ViewCreated
from perennial.records.models import Pin, View
from perennial.records.queries import MOST_VIEWS
from perennial.records.rules import may_share
from perennial.records.state import State
from perennial.team.deeds import changes_between, record_deed
from perennial.team.models import Member


class ViewRefusedError(ValueError):
    """Why a view cannot be kept so; `field` is what it is about."""

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)


@transaction.atomic
def create_view(state: State, *, name: str, shared: bool, by: Member) -> View:
    """Keep what a list shows as a view of `by`, among their tabs. Tells `ViewCreated`. Refuses a second of the same name, to
    share without the right to, and conditions that could not be understood."""
    _refuse_broken(state)
    _refuse_name(name, state.kind.key, shared=shared, by=by)
    if View.objects.kept().filter(owner=by.pk, kind=state.kind.key).count() >= MOST_VIEWS:
        raise ViewRefusedError(_("You keep as many views as there can be. Delete one that you do not need."))
    view = View.objects.create(kind=state.kind.key, name=name, owner=by, shared=shared, **_held(state))
    Pin.objects.create(view=view, member=by)
    record_deed("records.view.created", by=by, on=view, changes={"shared": ("", shared)})
    publish(ViewCreated(view_id=view.pk, kind=view.kind, shared=shared, by_id=by.pk))
    return view


@transaction.atomic
def change_view(view: View, *, by: Member, name: str, shared: bool) -> View:
    """Another name, shared or private. Tells `ViewChanged`, nothing when all is as it was. Refuses like `create_view`; what is
    private again is among the tabs of its owner only."""
    current = View.objects.select_for_update().get(pk=view.pk)
    if (name, shared) == (current.name, current.shared):
        return current
    _refuse_name(name, current.kind, shared=shared and not current.shared, by=by, besides=current)
    changed = _write(current, {"name": name, "shared": shared}, by=by)
    if not shared:
        changed.pins.exclude(member=changed.owner_id).delete()
    return changed


@transaction.atomic
def settle_view(view: View, state: State, *, by: Member, version: int | None = None) -> View:
    """Let a view hold what the list shows now. Tells `ViewChanged`; refuses conditions that could not be understood, and a view
    that is no longer the one of `version`, where that is said."""
    _refuse_broken(state)
    current = View.objects.select_for_update().get(pk=view.pk)
    if version is not None and current.version != version:
        raise ViewRefusedError(_("Somebody changed the view in the meantime."))
    return _write(current, _held(state), by=by)


def _held(state: State) -> dict[str, Any]:
    look = state.look
    condition = to_json(state.condition)
    return {
        "condition": condition,
        "sort": look.sort,
        "columns": list(look.columns),
        "group": look.group,
        "density": look.density,
        "layout": look.layout,
    }


def _write(view: View, values: dict[str, Any], *, by: Member) -> View:
    changes = changes_between({field: getattr(view, field) for field in values}, values)
    if not changes:
        return view
    for field, value in values.items():
        setattr(view, field, value)
    view.version += 1
    view.updated_at = clock.now()
    view.save()
    record_deed("records.view.changed", by=by, on=view, changes=changes)
    publish(ViewChanged(view_id=view.pk, kind=view.kind, shared=view.shared, fields=tuple(sorted(changes)), by_id=by.pk))
    return view


def _refuse_broken(state: State) -> None:
    if state.is_broken:
        raise ViewRefusedError(_("A part of the filter could not be understood. Take it out first."))


def _refuse_name(name: str, kind: str, *, shared: bool, by: Member, besides: View | None = None) -> None:
    if not name:
        raise ViewRefusedError(_("Give the view a name."), "name")
    if shared and not may_share(by):
        raise ViewRefusedError(_("Your role may keep views, but not share them."), "shared")
    others = View.objects.kept().filter(kind=kind, owner=besides.owner_id if besides else by.pk, name__iexact=name)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if others.exists():
        raise ViewRefusedError(_("There is a view of this name already."), "name")
