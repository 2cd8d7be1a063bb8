"""The JSON face of views: kept lists, whose conditions are the language of every `filter`."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from perennial.records import actions
from perennial.records.conditions import Condition, ConditionError, from_json
from perennial.records.fields import Field as RecordField
from perennial.records.kinds import RecordKind, kinds
from perennial.records.layouts.choosing import LONGEST, field_of
from perennial.records.models import View
from perennial.records.queries.views import (
    changeable_view_for,
    deleted_view_for,
    deleted_views_for,
    kind_for,
    tabs_of,
    view_for,
    views_for,
)
from perennial.records.state import Look, State
from perennial.team.permissions import Permission
from perennial.team.rest import (
    Asked,
    Flag,
    Given,
    Id,
    OneOf,
    Routes,
    Shown,
    Whole,
    answer,
    expected_version,
    member_of,
    moment,
    nothing,
    refuse_older,
    wrong,
)
from perennial.team.rest.schemas import Moment

routes = Routes("Views", "Lists that members keep: conditions, order, columns, group.")
SEE = Permission.SEE_CUSTOMERS
KEEP = Permission.KEEP_VIEWS
KINDS = [kind.key for kind in kinds]
Key = Annotated[str, Field(max_length=80)]


class ViewShown(Shown):
    """`condition` may be sent as `filter` of a list, or the view's id as `view`."""

    id: Id
    kind: Annotated[str, OneOf(KINDS)]
    name: str
    owner_id: Id
    is_shared: bool
    condition: dict[str, Any]
    sort: str
    columns: list[str]
    group: str
    layout: str
    version: int
    created_at: Moment
    updated_at: Moment


class ViewListed(ViewShown):
    """With whether it stands among the tabs of the token's member."""

    is_pinned: bool


class Views(Shown):
    items: list[ViewListed]


class ViewsAsked(Asked):
    kind: Annotated[str, OneOf(KINDS)] = "customers"
    is_deleted: Annotated[bool, Field(description="Those that the token's member may bring back, the last deleted first.")] = (
        False
    )


class ViewFacts(Given):
    name: Annotated[str, Field(min_length=1, max_length=80, pattern=r"\S")] = ""
    is_shared: Flag = False
    condition: dict[str, Any] = {"all": []}
    sort: Key = ""
    columns: Annotated[list[Key], Field(max_length=60)] = []
    group: Key = ""
    layout: Annotated[str, Field(max_length=LONGEST, description="Empty for a table, “board:stage”, “calendar:birthday”.")] = ""


class NewView(ViewFacts):
    """A view of the token's member."""

    kind: Annotated[str, OneOf(KINDS)] = "customers"
    name: Annotated[str, Field(min_length=1, max_length=80, pattern=r"\S")]


class ViewChanges(ViewFacts):
    """What changes, and the version from which the change starts (or `If-Match`)."""

    version: Annotated[Whole, Field(ge=1, le=2**31 - 1)] | None = None


@routes.reads("/views", may=SEE, tells=Views)
def list_views(request: HttpRequest, asked: Query[ViewsAsked]) -> HttpResponse:
    """List the views that the token's member sees: their own, and what is shared."""
    kind = kind_for(member_of(request), asked.kind)
    views = (deleted_views_for if asked.is_deleted else views_for)(member_of(request), kind)
    pinned = tabs_of(member_of(request), kind).pinned
    return answer({"items": [view_shown(view) | {"is_pinned": view.pk in pinned} for view in views]})


@routes.makes("/views", may=KEEP, tells=ViewShown)
def create_view(request: HttpRequest, new: NewView) -> HttpResponse:
    """Keep a list as a view."""
    state = _state(request, kind_for(member_of(request), new.kind), new, None)
    return _told(actions.create_view(state, name=new.name.strip(), shared=new.is_shared, by=member_of(request)), status=201)


@routes.reads("/views/{id}", may=SEE, tells=ViewShown, one=True)
def read_view(request: HttpRequest, id: Id) -> HttpResponse:
    """Read a view."""
    return _told(view_for(member_of(request), kind_of(request, id), id))


@routes.changes("/views/{id}", may=KEEP, tells=ViewShown)
def update_view(request: HttpRequest, id: Id, changes: ViewChanges) -> HttpResponse:
    """Change a view: one's own, or a shared one for who looks after the views of all."""
    by, given = member_of(request), changes.model_fields_set
    kind = kind_of(request, id)
    view = changeable_view_for(by, kind, id)
    current = View.objects.select_for_update().get(pk=id).version
    refuse_older(expected_version(request, changes.version, current), current)
    if given & {"condition", "sort", "columns", "group", "layout"}:
        view = actions.settle_view(view, _state(request, kind, changes, view), by=by)
    name = changes.name.strip() if "name" in given else view.name
    shared = changes.is_shared if "is_shared" in given else view.shared
    return _told(actions.change_view(view, by=by, name=name, shared=shared))


@routes.removes("/views/{id}", may=KEEP)
def delete_view(request: HttpRequest, id: Id) -> HttpResponse:
    """Take a view away from everybody; it can be restored."""
    actions.delete_view(changeable_view_for(member_of(request), kind_of(request, id), id), by=member_of(request))
    return nothing()


@routes.makes("/views/{id}/restoration", may=KEEP, tells=ViewShown, status=200, finds=True)
def restore_view(request: HttpRequest, id: Id) -> HttpResponse:
    """Bring a deleted view back."""
    view = deleted_view_for(member_of(request), kind_of(request, id), id)
    return _told(actions.restore_view(view, by=member_of(request)))


def view_shown(view: View) -> dict[str, Any]:
    return {
        "id": str(view.pk),
        "kind": view.kind,
        "name": view.name,
        "owner_id": str(view.owner_id),
        "is_shared": view.shared,
        "condition": view.condition or {"all": []},
        "sort": view.sort,
        "columns": view.columns,
        "group": view.group,
        "layout": view.layout,
        "version": view.version,
        "created_at": moment(view.created_at),
        "updated_at": moment(view.updated_at),
    }


def _told(view: View, *, status: int = 200) -> HttpResponse:
    location = reverse("api:read_view", args=[view.pk]) if status == 201 else ""
    return answer(view_shown(view), status=status, version=view.version, location=location)


def kind_of(request: HttpRequest, id: int) -> RecordKind:
    key = View.objects.filter(pk=id).values_list("kind", flat=True).first()
    return kind_for(member_of(request), key or "")


def _state(request: HttpRequest, kind: RecordKind, told: ViewFacts, view: View | None) -> State:
    """What the list would show; what is not said stays as the view has it."""
    fields = kind.fields_for(member_of(request))
    given = told.model_fields_set
    kept = {name: getattr(view, name) for name in ("sort", "columns", "group", "density", "layout")} if view else {}
    look = {**kept, **told.model_dump(include={"sort", "columns", "group", "layout"} & given)}
    look["columns"] = tuple(look.get("columns", ()))
    _check_look(look, fields)
    raw = told.condition if view is None or "condition" in given else view.condition or {"all": []}
    return State(kind=kind, member=member_of(request), fields=fields, condition=_condition(raw, fields), look=Look(**look))


def _condition(raw: Any, fields: Any) -> Condition:
    try:
        return from_json(raw, fields)
    except ConditionError as error:
        raise wrong(str(error), pointer="/condition") from None


def _check_look(look: dict[str, Any], fields: Any) -> None:
    def refuse(name: str, key: str) -> None:
        raise wrong(_("“%(key)s” is no field that can stand here.") % {"key": key[:40]}, pointer=f"/{name}")

    sort: RecordField | None = fields.get(look.get("sort", "").removeprefix("-"))
    if look.get("sort") and (sort is None or sort.sorting is None):
        refuse("sort", look["sort"])
    group: RecordField | None = fields.get(look.get("group", ""))
    if look.get("group") and (group is None or not group.groups):
        refuse("group", look["group"])
    if look.get("layout") and field_of(look["layout"], fields) is None:
        refuse("layout", look["layout"])
    for key in look["columns"]:
        if key not in fields:
            refuse("columns", key)
