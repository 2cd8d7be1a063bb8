"""The JSON face of the timeline: touchpoints, logged, corrected, withdrawn."""

from collections.abc import Sequence
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from perennial.kernel import manifests
from perennial.people.queries import of_visible, party_for
from perennial.records.asking import ABOUT, LONGEST, condition_asked
from perennial.records.compiling import compiled
from perennial.records.conditions import EVERYTHING
from perennial.records.fields import Rows
from perennial.team.permissions import Permission
from perennial.team.rest import (
    Asked,
    Given,
    Id,
    OneOf,
    Problem,
    Routes,
    Shown,
    Sort,
    answer,
    member_of,
    moment,
    named,
    nothing,
    page_answer,
    page_looked_through,
    page_of,
    wrong,
)
from perennial.team.rest.schemas import Moment
from perennial.timeline import actions, queries
from perennial.timeline.asking import BY_KEY, fields_for
from perennial.timeline.choices import LONGEST_TEXT, WITHDRAWAL, Direction
from perennial.timeline.listing import page_for, page_with_words
from perennial.timeline.models import Touchpoint
from perennial.timeline.rules import may_correct

touchpoints = Routes("Touchpoints", "What happened between a customer and us. A correction is a new entry; the old one stays.")
LOG = Permission.LOG_TOUCHPOINTS
KINDS = [kind.key for kind in manifests.touchpoint_kinds if kind.key != WITHDRAWAL]
LOGGABLE = [kind.key for kind in manifests.touchpoint_kinds if kind.loggable]
SORTS = {
    "-id": Sort("id", descending=True),
    "id": Sort("id"),
    "-happened_at": Sort("happened_at", descending=True),
    "happened_at": Sort("happened_at"),
}
Words = Annotated[str, Field(max_length=LONGEST_TEXT)]


class TouchpointShown(Shown):
    """`original_id` stays the same through all corrections of an entry."""

    id: Id
    original_id: Id
    customer_id: Id
    kind: str
    channel: str
    direction: Annotated[str, OneOf(Direction.values)]
    happened_at: Moment
    recorded_at: Moment
    source: str
    member_id: Id | None
    text: str
    properties: dict[str, Any]


class TouchpointPage(Shown):
    items: list[TouchpointShown]
    next: str | None


class TouchpointsAsked(Asked):
    sort: Annotated[str, OneOf(list(SORTS)), Field(description="By happened_at only with customer_id.")] = "-id"
    customer_id: Id | None = None
    kind: Annotated[str, OneOf(KINDS)] | None = None
    q: Annotated[str, Field(max_length=200, description="Words of the text.")] = ""
    filter: Annotated[
        str,
        Field(
            max_length=LONGEST,
            description=f"{ABOUT} Fields: {', '.join(BY_KEY)}. What is asked besides customers, one member or words (q) is"
            " asked of everybody's touchpoints one after the other, for a moment: a page may be short, even empty, and go on"
            " all the same.",
        ),
    ] = ""


class WithdrawnAsked(Asked):
    customer_id: Id | None = None


class NewTouchpoint(Given):
    """Something that happened. The same `key` is one entry, however often it is told."""

    customer_id: Id
    kind: Annotated[str, OneOf(LOGGABLE)]
    text: Words = ""
    direction: Annotated[str, OneOf(Direction.values)] | None = None
    happened_at: Moment | None = None
    key: Annotated[str, Field(min_length=1, max_length=150)] | None = None
    properties: dict[str, Any] = {}


class Correction(Given):
    """What is right; what is not named stays."""

    text: Words | None = None
    kind: Annotated[str, OneOf(LOGGABLE)] | None = None
    direction: Annotated[str, OneOf(Direction.values)] | None = None
    happened_at: Moment | None = None


@touchpoints.reads("/touchpoints", may=Permission.SEE_CUSTOMERS, tells=TouchpointPage)
def list_touchpoints(request: HttpRequest, asked: Query[TouchpointsAsked]) -> HttpResponse:
    """List touchpoints in their last version, the one that was written last first."""
    member, sort = member_of(request), SORTS[asked.sort]
    rows: Rows = Touchpoint.objects.standing()
    if asked.customer_id is not None:
        rows = rows.filter(party=asked.customer_id)
    elif asked.sort.endswith("happened_at"):
        raise wrong(_("Everybody's touchpoints come by id. Name a customer_id to have them by happened_at."), parameter="sort")
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    condition = condition_asked(asked.filter, fields_for(member))
    if asked.customer_id is None and not asked.q.strip() and (asked.kind or condition != EVERYTHING):
        return page_answer(page_for(member, rows, condition, asked.sort, sort, asked), touchpoint_shown)
    rows = compiled(condition, fields_for(member), dense=True).on(rows)
    if not asked.q.strip():
        return page_answer(page_of(rows.filter(of_visible(member)), asked.sort, sort, asked), touchpoint_shown)
    if asked.sort != "-id":
        raise wrong(_("What has these words comes by id, the last one first."), parameter="sort")
    return page_answer(page_with_words(member, rows, asked.q, asked.sort, asked), touchpoint_shown)


@touchpoints.reads("/touchpoints/withdrawn", may=Permission.SEE_CUSTOMERS, tells=TouchpointPage)
def list_withdrawn_touchpoints(request: HttpRequest, asked: Query[WithdrawnAsked]) -> HttpResponse:
    """List withdrawals that stand, the last one first: who took back which entry (`original_id`), and when. Everybody's are
    looked through some thousands at a time: a page may be short, even empty, and go on all the same."""
    rows = Touchpoint.objects.withdrawn().filter(of_visible(member_of(request)))
    sort = SORTS["-id"]
    if asked.customer_id is not None:
        return page_answer(page_of(rows.filter(party=asked.customer_id), "-id", sort, asked), touchpoint_shown)
    return page_answer(page_looked_through(rows, Touchpoint.objects.all(), "-id", sort, asked), touchpoint_shown)


@touchpoints.makes("/touchpoints", may=LOG, tells=TouchpointShown)
def create_touchpoint(request: HttpRequest, new: NewTouchpoint) -> HttpResponse:
    """Log a touchpoint."""
    by = member_of(request)
    party = named("customer_id", lambda: party_for(by, new.customer_id))
    values = new.model_dump(exclude={"customer_id", "key"})
    key = f"{by.pk}:{new.key}" if new.key else None  # a key of one member's programs says nothing of another's entries
    made = actions.log_touchpoint(party_id=party.pk, by=by, source="api", key=key, **values)
    if made.party_id != party.pk:
        raise wrong(_("An entry with this key was logged for another customer."), pointer="/key")
    location = reverse("api:read_touchpoint", args=[made.pk])
    return answer(touchpoint_shown(made), status=201, location=location)


@touchpoints.reads("/touchpoints/{id}", may=Permission.SEE_CUSTOMERS, tells=TouchpointShown, one=True)
def read_touchpoint(request: HttpRequest, id: Id) -> HttpResponse:
    """Read a touchpoint, in the version that has this id."""
    return answer(touchpoint_shown(queries.touchpoint_for(member_of(request), id)))


@touchpoints.changes("/touchpoints/{id}", may=LOG, tells=TouchpointShown, matching=False)
def update_touchpoint(request: HttpRequest, id: Id, told: Correction) -> HttpResponse:
    """Correct a touchpoint: the correction is a new version with an id of its own."""
    touchpoint = _correctable(request, id)
    made = actions.correct_touchpoint(touchpoint, by=member_of(request), **told.model_dump(exclude_unset=True))
    return answer(touchpoint_shown(made))


@touchpoints.removes("/touchpoints/{id}", may=LOG)
def delete_touchpoint(request: HttpRequest, id: Id) -> HttpResponse:
    """Withdraw a touchpoint; it can be restored."""
    actions.withdraw_touchpoint(_correctable(request, id), by=member_of(request))
    return nothing()


@touchpoints.makes("/touchpoints/{id}/restoration", may=LOG, tells=TouchpointShown, status=200, finds=True)
def restore_touchpoint(request: HttpRequest, id: Id) -> HttpResponse:
    """Undo a withdrawal; the entry stands again as a new version."""
    touchpoint = queries.touchpoint_for(member_of(request), id)
    _check_rule(request, touchpoint)
    return answer(touchpoint_shown(actions.reinstate_touchpoint(touchpoint, by=member_of(request))))


def touchpoint_shown(touchpoint: Touchpoint) -> dict[str, Any]:
    return {
        "id": str(touchpoint.pk),
        "original_id": str(touchpoint.original_id),
        "customer_id": str(touchpoint.party_id),
        "kind": touchpoint.kind,
        "channel": touchpoint.channel,
        "direction": touchpoint.direction,
        "happened_at": moment(touchpoint.happened_at),
        "recorded_at": moment(touchpoint.recorded_at),
        "source": touchpoint.source,
        "member_id": str(touchpoint.member_id) if touchpoint.member_id else None,
        "text": touchpoint.text,
        "properties": touchpoint.properties,
    }


def _correctable(request: HttpRequest, id: int) -> Touchpoint:
    """The entry, if this is its last version and the member may set it right."""
    touchpoint = queries.touchpoint_for(member_of(request), id)
    _check_rule(request, touchpoint)
    if not Touchpoint.objects.standing().filter(pk=touchpoint.pk).exists():
        raise Problem(409, _("This entry was corrected or withdrawn meanwhile. Read its last version."), kind="conflict")
    return touchpoint


def _check_rule(request: HttpRequest, touchpoint: Touchpoint) -> None:
    if not may_correct(member_of(request), touchpoint):
        raise Problem(403, _("Only who wrote an entry and managers may set it right."))


def routes() -> Sequence[Routes]:
    """Every operation of this slice."""
    return [touchpoints]
