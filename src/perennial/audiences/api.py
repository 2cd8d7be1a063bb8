"""The JSON face of audiences: their conditions as tree and as text, who is in them and why."""

from collections.abc import Collection, Sequence
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from perennial.audiences import actions, queries
from perennial.audiences.asking import every_field, fields_for
from perennial.audiences.models import Audience, Stay
from perennial.audiences.naming import asked_in
from perennial.audiences.reading import from_json
from perennial.audiences.text import LONGEST, from_text
from perennial.audiences.textreading import TextError
from perennial.audiences.textwriting import to_text
from perennial.audiences.tree import Tree
from perennial.audiences.words import Because
from perennial.lake.engines import EngineError
from perennial.records.conditions import ConditionError
from perennial.team.permissions import Permission
from perennial.team.rest import (
    Asked,
    Flag,
    Given,
    Id,
    Problem,
    Routes,
    Shown,
    Sort,
    Whole,
    answer,
    expected_version,
    member_of,
    moment,
    nothing,
    page_answer,
    page_of,
    versioned,
    wrong,
)
from perennial.team.rest.schemas import Moment

audiences = Routes("Audiences", "Living groups of customers: who belongs by what they are and did, since when, and why.")
SEE, EDIT = Permission.SEE_CUSTOMERS, Permission.EDIT_AUDIENCES
Name = Annotated[str, Field(min_length=1, max_length=120, pattern=r"\S")]
Text = Annotated[str, Field(max_length=LONGEST, description="The condition as text: bought(count >= 2, within = 90 days).")]


class AudienceShown(Shown):
    """`text` is the condition as text; it is empty where a field of it was removed. Both it and `condition` are empty where the
    token's member may not see a field of it. `size` counts the customers that they see."""

    id: Id
    name: str
    description: str
    condition: dict[str, Any]
    text: str
    on_today: bool
    size: int | None
    counted_at: Moment | None
    author_id: Id | None
    version: int
    created_at: Moment
    updated_at: Moment


class AudiencePage(Shown):
    items: list[AudienceShown]
    next: str | None


class MembershipShown(Shown):
    """A customer in an audience; `why` in sentences, `reasons` as what was found, but of fields that one may not see."""

    id: Id
    customer_id: Id
    customer_name: str
    entered_at: Moment
    why: list[str]
    reasons: list[dict[str, Any]]


class MembershipPage(Shown):
    items: list[MembershipShown]
    next: str | None


class FitShown(Shown):
    id: Id
    name: str


class PreviewShown(Shown):
    """How many customers fit a condition now, and some of them; `is_late`: much was written a moment ago and is not counted
    yet."""

    condition_text: str
    count: int
    is_late: bool
    sample: list[FitShown]


class PreviewAsked(Given):
    text: Text


class AudienceFacts(Given):
    """The condition is given as a tree (`condition`) or as `text`."""

    name: Name = ""
    description: Annotated[str, Field(max_length=1000)] = ""
    condition: dict[str, Any] | None = None
    text: Text | None = None
    on_today: Flag = False


class NewAudience(AudienceFacts):
    name: Name


class AudienceChanges(AudienceFacts):
    """What changes, and the version from which the change starts (or `If-Match`)."""

    version: Annotated[Whole, Field(ge=1, le=2**31 - 1)] | None = None


@audiences.reads("/audiences", may=SEE, tells=AudiencePage)
def list_audiences(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """List audiences, the last one made first."""
    page = page_of(queries.audiences_for(member_of(request)), "-id", Sort("id", descending=True), asked)
    return page_answer(page, Telling(member_of(request), page.rows))


@audiences.makes("/audiences", may=EDIT, tells=AudienceShown)
def create_audience(request: HttpRequest, new: NewAudience) -> HttpResponse:
    """Make an audience; who is in it is found a moment later."""
    by, tree = member_of(request), _tree(request, new)
    if tree is None:
        raise wrong(_("Say who belongs: as “condition” or as “text”."), pointer="/condition")
    made = actions.create_audience(by=by, name=new.name, condition=tree, description=new.description, on_today=new.on_today)
    return _told(request, made, status=201)


@audiences.reads("/audiences/deleted", may=EDIT, tells=AudiencePage)
def list_deleted_audiences(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """List deleted audiences that can be restored, the last one first."""
    rows = queries.deleted_audiences_for(member_of(request))
    page = page_of(rows, "-deleted_at", Sort("deleted_at", descending=True), asked)
    return page_answer(page, Telling(member_of(request), page.rows))


@audiences.reads("/audiences/preview", may=SEE, tells=PreviewShown)
def preview_audience(request: HttpRequest, asked: Query[PreviewAsked]) -> HttpResponse:
    """Count who fits a condition, given as text, of the customers that the token's member sees; nothing is kept."""
    by = member_of(request)
    tree = _from_text(asked.text, by, {"parameter": "text"})
    try:
        number, parties, is_late = queries.count_and_sample(tree, by)
    except EngineError as error:
        raise Problem(503, _("The lake cannot be asked at the moment. Try again in a minute.")) from error
    sample = [{"id": str(party.pk), "name": party.name} for party in parties]
    text = to_text(tree, fields_for(by), by)
    return answer({"condition_text": text, "count": number, "is_late": is_late, "sample": sample})


@audiences.reads("/audiences/{id}", may=SEE, tells=AudienceShown, one=True)
def read_audience(request: HttpRequest, id: Id) -> HttpResponse:
    """Read an audience: its condition as a tree and as text, and how many are in it."""
    return _told(request, queries.audience_for(member_of(request), id))


@audiences.changes("/audiences/{id}", may=EDIT, tells=AudienceShown)
def update_audience(request: HttpRequest, id: Id, changes: AudienceChanges) -> HttpResponse:
    """Change an audience. After another condition, who is in it is found a moment later."""
    audience, given = queries.audience_for(member_of(request), id), changes.model_fields_set
    version = expected_version(request, changes.version, audience.version)
    values: dict[str, Any] = changes.model_dump(include={"name", "description", "on_today"} & given)
    if (tree := _tree(request, changes)) is not None:
        values["condition"] = tree
    return _told(request, actions.change_audience(audience, by=member_of(request), version=version, **values))


@audiences.removes("/audiences/{id}", may=EDIT, matching=True)
def delete_audience(request: HttpRequest, id: Id) -> HttpResponse:
    """Delete an audience; it can be restored with its history."""
    audience = queries.audience_for(member_of(request), id)
    held = Audience.objects.select_for_update(of=("self",)).filter(pk=audience.pk)
    versioned(request, lambda: held.get().version)
    actions.delete_audience(audience, by=member_of(request))
    return nothing()


@audiences.makes("/audiences/{id}/restoration", may=EDIT, tells=AudienceShown, status=200, finds=True)
def restore_audience(request: HttpRequest, id: Id) -> HttpResponse:
    """Restore a deleted audience; who is in it is found anew."""
    audience = queries.deleted_audience_for(member_of(request), id)
    return _told(request, actions.restore_audience(audience, by=member_of(request)))


@audiences.reads("/audiences/{id}/members", may=SEE, tells=MembershipPage, one=True)
def list_audience_members(request: HttpRequest, id: Id, asked: Query[Asked]) -> HttpResponse:
    """List who is in an audience and why, of the customers that the token's member sees; whoever entered last comes first."""
    by = member_of(request)
    stays = queries.members_of(queries.audience_for(by, id), by)
    because = Because(by)
    page = page_of(stays, "-entered_at", Sort("entered_at", descending=True), asked)
    return page_answer(page, lambda stay: membership_shown(stay, because))


class Telling:
    """How audiences are told to a member: of the customers that they see, and without what is asked of fields that they may not
    see."""

    def __init__(self, member: Any, audiences: Collection[Audience]) -> None:
        self.member, self.fields = member, fields_for(member)
        self.hidden = every_field().keys() - self.fields.keys()
        self.inside = queries.members_in(audiences, member)

    def __call__(self, audience: Audience) -> dict[str, Any]:
        is_hidden = bool(asked_in(audience.condition).fields & self.hidden)
        return {
            "id": str(audience.pk),
            "name": audience.name,
            "description": audience.description,
            "condition": {} if is_hidden else audience.condition,
            "text": self._text(audience.condition),
            "on_today": audience.on_today,
            "size": self.inside[audience.pk],
            "counted_at": moment(audience.counted_at) if audience.counted_at else None,
            "author_id": str(audience.author_id) if audience.author_id else None,
            "version": audience.version,
            "created_at": moment(audience.created_at),
            "updated_at": moment(audience.updated_at),
        }

    def _text(self, condition: Any) -> str:
        try:
            return to_text(from_json(condition, self.fields), self.fields, self.member)
        except ConditionError:
            return ""


def membership_shown(stay: Stay, because: Because) -> dict[str, Any]:
    return {
        "id": str(stay.pk),
        "customer_id": str(stay.party_id),
        "customer_name": stay.party.name,
        "entered_at": moment(stay.entered_at),
        "why": because.told(stay.why),
        "reasons": [reason for reason in stay.why if asked_in(reason.get("ask")).fields <= because.fields.keys()],
    }


def _tree(request: HttpRequest, told: AudienceFacts) -> Tree | None:
    if told.condition is not None and told.text is not None:
        raise wrong(_("Give the condition as “condition” or as “text”, not as both."), pointer="/text")
    if told.text is not None:
        return _from_text(told.text, member_of(request), {"pointer": "/text"})
    if told.condition is None:
        return None
    try:
        return from_json(told.condition, fields_for(member_of(request)))
    except ConditionError as error:
        raise wrong(str(error), pointer="/condition") from None


def _from_text(text: str, member: Any, place: dict[str, str]) -> Tree:
    try:
        return from_text(text, fields_for(member), member)
    except TextError as error:
        said = _("Line %(line)s, column %(column)s: %(why)s")
        raise wrong(said % {"line": error.line, "column": error.column, "why": error.why}, **place) from None


def _told(request: HttpRequest, audience: Audience, *, status: int = 200) -> HttpResponse:
    location = reverse("api:read_audience", args=[audience.pk]) if status == 201 else ""
    shown = Telling(member_of(request), [audience])(audience)
    return answer(shown, status=status, version=audience.version, location=location)


def routes() -> Sequence[Routes]:
    """Every operation of this slice."""
    return [audiences]
