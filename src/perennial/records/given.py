"""Views that come with their kind, as if somebody had kept them."""

from typing import Any

from perennial.records.kinds import Given, RecordKind
from perennial.records.models import View
from perennial.records.queries.views import tabs_of


def given_view(kind: RecordKind, key: str) -> View | None:
    """The view of this kind that stands in addresses as `key`; None where there is none."""
    return next((as_view(kind, given) for given in kind.given if given.key == key), None)


def given_views(kind: RecordKind) -> list[View]:
    """All of them."""
    return [as_view(kind, given) for given in kind.given]


def given_start(kind: RecordKind, member: Any) -> View | None:
    """The one with which the list opens for a member who chose no other; none that was hidden."""
    starting = next((as_view(kind, given) for given in kind.given if given.starts(member)), None)
    if starting is None:
        return None
    tabs = tabs_of(member, kind)
    return None if starting.key in tabs.hidden | tabs.hidden_for_all else starting


def as_view(kind: RecordKind, given: Given) -> View:
    """A view that is nobody's and is never saved."""
    view = View(kind=kind.key, name=str(given.label), condition=given.condition, sort=given.sort)
    view.key, view.given_icon = given.key, given.icon
    return view
