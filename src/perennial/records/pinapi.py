"""The JSON face of how lists open: which views stand among the tabs, and with which one a list begins."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query

from perennial.records import actions
from perennial.records.models import StartingView
from perennial.records.queries.views import kind_for, view_for
from perennial.records.viewapi import KEEP, KINDS, SEE, kind_of, routes
from perennial.team.choices import Role
from perennial.team.permissions import Permission
from perennial.team.rest import Asked, Flag, Given, Id, OneOf, Shown, answer, member_of, named, nothing, wrong

KindWord = Annotated[str, OneOf(KINDS)]
RoleWord = Annotated[str, OneOf(Role.values)]


class Pinned(Shown):
    is_pinned: Flag


class StartsShown(Shown):
    """The ids of views; null: with everything. A member's own choice goes before that of their role."""

    mine: Id | None
    roles: dict[RoleWord, Id]


class StartsAsked(Asked):
    kind: KindWord = "customers"


class StartGiven(Given):
    """Null: with everything again."""

    kind: KindWord = "customers"
    view_id: Id | None


@routes.puts("/views/{id}/pin", may=KEEP, tells=Pinned)
def pin_view(request: HttpRequest, id: Id) -> HttpResponse:
    """Put a view among the tabs of the token's member, who alone sees the difference."""
    actions.pin_view(view_for(member_of(request), kind_of(request, id), id), by=member_of(request))
    return answer({"is_pinned": True})


@routes.removes("/views/{id}/pin", may=KEEP)
def unpin_view(request: HttpRequest, id: Id) -> HttpResponse:
    """Take a view from the tabs; it stays among all views."""
    actions.unpin_view(view_for(member_of(request), kind_of(request, id), id), by=member_of(request))
    return nothing()


@routes.reads("/starting-views", may=SEE, tells=StartsShown)
def list_starting_views(request: HttpRequest, asked: Query[StartsAsked]) -> HttpResponse:
    """With which view a list opens for the token's member and, of shared views, for each role."""
    return answer(_told(request, kind_for(member_of(request), asked.kind).key))


@routes.puts("/starting-views", may=KEEP, tells=StartsShown)
def set_starting_view(request: HttpRequest, told: StartGiven) -> HttpResponse:
    """Let a list open with a view for the token's member."""
    return _set(request, told, role="")


@routes.puts("/starting-views/{role}", may=Permission.MANAGE_VIEWS, tells=StartsShown)
def set_starting_view_of_role(request: HttpRequest, role: RoleWord, told: StartGiven) -> HttpResponse:
    """Let a list open with a shared view for everybody of a role who has chosen none."""
    return _set(request, told, role=role)


def _set(request: HttpRequest, told: StartGiven, *, role: str) -> HttpResponse:
    by, kind, view_id = member_of(request), kind_for(member_of(request), told.kind), told.view_id
    view = named("view_id", lambda: view_for(by, kind, view_id)) if view_id is not None else None
    if role and view is not None and not view.shared:
        raise wrong(_("Share the view first: a role can only begin with one that everybody sees."), pointer="/view_id")
    actions.set_starting_view(kind.key, view, by=by, role=role)
    return answer(_told(request, kind.key))


def _told(request: HttpRequest, kind: str) -> dict[str, Any]:
    chosen = StartingView.objects.filter(kind=kind).select_related("view")
    mine = next((one for one in chosen if one.member_id == member_of(request).pk), None)
    roles = {one.role: str(one.view_id) for one in chosen if one.member_id is None and one.view.shared}
    return {"mine": str(mine.view_id) if mine else None, "roles": roles}
