"""The JSON face of the views that come with a list: what they are, and whether they stand among the tabs."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import Field

from perennial.records import actions
from perennial.records.given import given_view, given_views
from perennial.records.models import View
from perennial.records.queries.views import kind_for, tabs_of
from perennial.records.viewapi import KEEP, KINDS, SEE, routes
from perennial.team.permissions import Permission
from perennial.team.rest import Asked, Flag, OneOf, Shown, answer, member_of, not_found, nothing

LONGEST_KEY = 32  # as HiddenView keeps it
KindWord = Annotated[str, OneOf(KINDS)]
Key = Annotated[str, Field(max_length=LONGEST_KEY, pattern="^[a-z_]+$")]


class GivenViewShown(Shown):
    """A view that nobody keeps. Its `condition` may be sent as `filter` of the list."""

    key: str
    kind: KindWord
    name: str
    condition: dict[str, Any]
    sort: str
    is_hidden: Annotated[Flag, Field(description="From the tabs of the token's member, by themselves.")]
    is_hidden_for_all: Flag


class GivenViews(Shown):
    items: list[GivenViewShown]


class GivenAsked(Asked):
    kind: KindWord = "customers"


@routes.reads("/given-views", may=SEE, tells=GivenViews)
def list_given_views(request: HttpRequest, asked: Query[GivenAsked]) -> HttpResponse:
    """List the views that come with a list, hidden ones too."""
    kind = kind_for(member_of(request), asked.kind)
    hidden = tabs_of(member_of(request), kind)
    return answer({"items": [_shown(view, hidden.hidden, hidden.hidden_for_all) for view in given_views(kind)]})


@routes.puts("/given-views/{kind}/{key}/hiding", may=KEEP, tells=GivenViewShown)
def hide_given_view(request: HttpRequest, kind: KindWord, key: Key) -> HttpResponse:
    """Take a view that comes with a list from the tabs of the token's member."""
    return _hide(request, kind, key, for_all=False)


@routes.removes("/given-views/{kind}/{key}/hiding", may=KEEP)
def show_given_view(request: HttpRequest, kind: KindWord, key: Key) -> HttpResponse:
    """Put it back among the tabs of the token's member."""
    actions.show_given_view(_one(request, kind, key), by=member_of(request))
    return nothing()


@routes.puts("/given-views/{kind}/{key}/hiding-for-all", may=Permission.MANAGE_VIEWS, tells=GivenViewShown)
def hide_given_view_for_all(request: HttpRequest, kind: KindWord, key: Key) -> HttpResponse:
    """Take a view that comes with a list from everybody's tabs."""
    return _hide(request, kind, key, for_all=True)


@routes.removes("/given-views/{kind}/{key}/hiding-for-all", may=Permission.MANAGE_VIEWS)
def show_given_view_for_all(request: HttpRequest, kind: KindWord, key: Key) -> HttpResponse:
    """Put it back among the tabs of everybody who has not hidden it for themselves."""
    actions.show_given_view(_one(request, kind, key), by=member_of(request), for_all=True)
    return nothing()


def _hide(request: HttpRequest, kind: str, key: str, *, for_all: bool) -> HttpResponse:
    view, by = _one(request, kind, key), member_of(request)
    actions.hide_given_view(view, by=by, for_all=for_all)
    hidden = tabs_of(by, kind_for(by, kind))
    return answer(_shown(view, hidden.hidden, hidden.hidden_for_all))


def _one(request: HttpRequest, kind: str, key: str) -> View:
    view = given_view(kind_for(member_of(request), kind), key)
    if view is None:
        raise not_found()
    return view


def _shown(view: View, hidden: set[str], hidden_for_all: set[str]) -> dict[str, Any]:
    return {
        "key": view.key,
        "kind": view.kind,
        "name": view.name,
        "condition": view.condition,
        "sort": view.sort,
        "is_hidden": view.key in hidden,
        "is_hidden_for_all": view.key in hidden_for_all,
    }
