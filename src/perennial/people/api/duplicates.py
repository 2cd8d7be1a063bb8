"""Suspected pairs, what is decided about them, and merges with their way back."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from perennial.people import actions, queries
from perennial.people.choices import PartyKind
from perennial.people.matching.reasons import FIELDS, said_against, said_for
from perennial.people.merged_fields import better_first, choices_of
from perennial.people.merged_rows import TABLES, rows_of
from perennial.people.models import Distinction, Merge, Party, Suspicion
from perennial.people.queries import duplicates
from perennial.team.permissions import Permission
from perennial.team.rest import (
    Asked,
    Given,
    Id,
    OneOf,
    Routes,
    Shown,
    Sort,
    Whole,
    answer,
    member_of,
    moment,
    named,
    not_found,
    nothing,
    page_answer,
    page_of,
    wrong,
)
from perennial.team.rest.schemas import Moment

routes = Routes("Duplicates", "Pairs that are probably one customer, what is decided about them, and merges.")
Share = Annotated[float, Field(ge=0, le=1)]
Side = Annotated[str, OneOf(["survivor", "absorbed"])]
Version = Annotated[Whole, Field(ge=1, le=2**31 - 1)]


class CustomerNamed(Shown):
    """One of two customers."""

    id: Id
    kind: Annotated[str, OneOf(PartyKind.values)]
    name: str
    city: str
    orders: int
    version: int


class DuplicateShown(Shown):
    """A suspected pair. `confidence` is the share of pairs with such evidence that were one customer when it was measured;
    `evidence` names it for programs, `reasons` and `doubts` say it in words."""

    id: Id
    first: CustomerNamed
    second: CustomerNamed
    survivor_id: Annotated[Id, Field(description="Whose record is the fuller one, and should stay.")]
    confidence: float
    evidence: list[str]
    reasons: list[str]
    doubts: list[str]
    found_at: Moment


class DuplicatePage(Shown):
    items: list[DuplicateShown]
    next: str | None


class DuplicatesAsked(Asked):
    """Which pairs; every part that is left out lets all through."""

    least: Annotated[Share, Field(description="Of at least this confidence.")] = 0.0
    most: Annotated[Share, Field(description="Of at most this confidence.")] = 1.0
    agree_in: Annotated[str, OneOf(list(FIELDS)), Field(description="Only those that agree in this.")] | None = None
    customer_id: Annotated[Id | None, Field(description="Only those with this customer.")] = None
    import_id: Annotated[Id | None, Field(description="Only those with a customer whom this import added.")] = None


class DistinctionShown(Shown):
    """Two customers who are two, as somebody said."""

    id: Id
    first_id: Id
    second_id: Id
    by_id: Id | None
    at: Moment


class DistinctionPage(Shown):
    items: list[DistinctionShown]
    next: str | None


class DistinctionGiven(Given):
    first_id: Id
    second_id: Id


class MergeShown(Shown):
    """`absorbed` became a part of `survivor`. `left` says what an undo could not take back."""

    id: Id
    survivor_id: Id
    absorbed_id: Id
    at: Moment
    by_id: Id | None
    undoable_until: Moment
    undone_at: Moment | None
    undone_by_id: Id | None
    left: list[str]


class MergePage(Shown):
    items: list[MergeShown]
    next: str | None


Ids = Annotated[list[Id], Field(max_length=500)]


class LeftOut(Given):
    """What of either is put away with the absorbed one instead of staying, and comes back with an undo. What both have goes on
    both sides. External ids always stay."""

    identities: Ids = []
    addresses: Ids = []
    anniversaries: Ids = []
    remembrances: Ids = []
    tags: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=500, description="By their names.")] = []


class MergeGiven(Given):
    """Who stays, who becomes a part of them, whose value each field takes: the better one where none is chosen. All that either
    has several of stays, but for what is `left_out`. With versions it is refused (409) when either changed since they were
    read."""

    survivor_id: Id
    absorbed_id: Id
    choices: Annotated[
        dict[str, Side],
        Field(
            max_length=500, description="{field: side}; of the business: custom_7; first_email, first_phone: who stays first."
        ),
    ] = {}
    left_out: LeftOut = LeftOut()
    survivor_version: Version | None = None
    absorbed_version: Version | None = None


@routes.reads("/duplicates", may=Permission.SEE_CUSTOMERS, tells=DuplicatePage)
def list_duplicates(request: HttpRequest, asked: Query[DuplicatesAsked]) -> HttpResponse:
    """List suspected pairs, the surest first."""
    rows = duplicates.suspicions_for(member_of(request), asked.least, asked.most, asked.agree_in or "", asked.import_id)
    if asked.customer_id is not None:
        rows = duplicates.with_party(rows, asked.customer_id)
    rows = rows.select_related("first", "second")
    return page_answer(page_of(rows, "confidence", Sort("confidence", descending=True), asked), duplicate_shown)


@routes.reads("/duplicates/{id}", may=Permission.SEE_CUSTOMERS, tells=DuplicateShown, one=True)
def read_duplicate(request: HttpRequest, id: Id) -> HttpResponse:
    """Read a suspected pair."""
    found = duplicates.suspicions_for(member_of(request)).select_related("first", "second").filter(pk=id).first()
    if found is None:
        raise not_found()
    return answer(duplicate_shown(found))


@routes.reads("/distinctions", may=Permission.SEE_CUSTOMERS, tells=DistinctionPage)
def list_distinctions(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """List pairs that somebody said are two, the last first."""
    rows = duplicates.distinctions_for(member_of(request))
    return page_answer(page_of(rows, "-id", Sort("id", descending=True), asked), distinction_shown)


@routes.makes("/distinctions", may=Permission.EDIT_CUSTOMERS, tells=DistinctionShown)
def create_distinction(request: HttpRequest, new: DistinctionGiven) -> HttpResponse:
    """Say that two customers are two: nobody suspects them any more. Saying it twice changes nothing."""
    by = member_of(request)
    one = named("first_id", lambda: queries.party_for(by, new.first_id))
    other = named("second_id", lambda: queries.party_for(by, new.second_id))
    return answer(distinction_shown(actions.distinguish_parties(one, other, by=by)), status=201)


@routes.removes("/distinctions/{id}", may=Permission.EDIT_CUSTOMERS)
def delete_distinction(request: HttpRequest, id: Id) -> HttpResponse:
    """Take back that two customers are two; they are compared again."""
    found = duplicates.distinctions_for(member_of(request)).filter(pk=id).first()
    if found is None:
        raise not_found()
    actions.suspect_again(found.first, found.second, by=member_of(request))
    return nothing()


@routes.reads("/merges", may=Permission.SEE_CUSTOMERS, tells=MergePage)
def list_merges(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """List the merges of the last 30 days, undone ones too, the last first."""
    rows = duplicates.merges_for(member_of(request))
    return page_answer(page_of(rows, "-at", Sort("at", descending=True), asked), merge_shown)


@routes.reads("/merges/{id}", may=Permission.SEE_CUSTOMERS, tells=MergeShown, one=True)
def read_merge(request: HttpRequest, id: Id) -> HttpResponse:
    """Read a merge."""
    return answer(merge_shown(duplicates.merge_for(member_of(request), id)))


@routes.makes("/merges", may=Permission.EDIT_CUSTOMERS, tells=MergeShown)
def create_merge(request: HttpRequest, new: MergeGiven) -> HttpResponse:
    """Make two records of one customer one. All that hangs on the absorbed one follows; its id leads to the survivor."""
    by = member_of(request)
    survivor = named("survivor_id", lambda: queries.party_for(by, new.survivor_id))
    absorbed = named("absorbed_id", lambda: queries.party_for(by, new.absorbed_id))
    _check_choices(new, survivor, absorbed, request)
    versions = (new.survivor_version or survivor.version, new.absorbed_version or absorbed.version)
    leaving = _leaving(new.left_out, survivor, absorbed)
    merge = actions.merge_parties(survivor, absorbed, by=by, choices=new.choices, leaving=leaving, versions=versions)
    return answer(merge_shown(merge), status=201)


@routes.makes("/merges/{id}/undo", may=Permission.EDIT_CUSTOMERS, tells=MergeShown, status=200, finds=True)
def undo_merge(request: HttpRequest, id: Id) -> HttpResponse:
    """Make two customers of one again, within 30 days, also after either went on. Doing it twice changes nothing."""
    by = member_of(request)
    return answer(merge_shown(actions.undo_merge(duplicates.merge_for(by, id), by=by)))


def moved_on(request: HttpRequest, id: int, kind: str) -> HttpResponse:
    """Where a customer went who became a part of another one: 308 to whoever holds their history. Not to be kept by the program
    that is told so, because a merge can be undone. Raises Http404 where there is nobody of this kind, or nobody to be seen."""
    heir = queries.heir_of(member_of(request), id)
    party = queries.party_for(member_of(request), heir) if heir is not None else None
    if party is None or party.kind != kind:
        raise Http404
    made = HttpResponse(status=308)
    made["Location"] = request.path.replace(f"/{id}", f"/{party.pk}")
    made["Cache-Control"] = "no-store"
    return made


def _check_choices(new: MergeGiven, survivor: Party, absorbed: Party, request: HttpRequest) -> None:
    """Refuse a field that there is not, or that this member may not fill."""
    known = {choice.name for choice in choices_of(survivor, absorbed, member_of(request)) if choice.open}
    for name in new.choices.keys() - known:
        told = _("“%(field)s” is no field in which these two differ and that you may fill.") % {"field": name[:60]}
        raise wrong(told, pointer=f"/choices/{name[:60].replace('~', '~0').replace('/', '~1')}")


def _leaving(given: LeftOut, survivor: Party, absorbed: Party) -> dict[str, set[int]]:
    """The rows that are left out; refuses what neither of the two has."""
    leaving: dict[str, set[int]] = {}
    for name in TABLES:
        known: dict[int | str, set[int]] = {}
        for row in [*rows_of(name, survivor), *rows_of(name, absorbed)]:
            known.setdefault(str(row.tag) if name == "tags" else row.pk, set()).add(row.pk)
        for place, wanted in enumerate(getattr(given, name)):
            if wanted not in known:
                told = _("“%(value)s” is nothing that either of these two has and that may be left out.") % {"value": wanted}
                raise wrong(told, pointer=f"/left_out/{name}/{place}")
            leaving.setdefault(name, set()).update(known[wanted])
    return leaving


def duplicate_shown(one: Suspicion) -> dict[str, Any]:
    return {
        "id": str(one.pk),
        "first": _named(one.first),
        "second": _named(one.second),
        "survivor_id": str(better_first(one.first, one.second)[0].pk),
        "confidence": one.confidence,
        "evidence": one.reasons,
        "reasons": said_for(one.reasons),
        "doubts": said_against(one.reasons),
        "found_at": moment(one.found_at),
    }


def distinction_shown(one: Distinction) -> dict[str, Any]:
    return {
        "id": str(one.pk),
        "first_id": str(one.first_id),
        "second_id": str(one.second_id),
        "by_id": str(one.by_id) if one.by_id else None,
        "at": moment(one.at),
    }


def merge_shown(one: Merge) -> dict[str, Any]:
    return {
        "id": str(one.pk),
        "survivor_id": str(one.survivor_id),
        "absorbed_id": str(one.absorbed_id),
        "at": moment(one.at),
        "by_id": str(one.by_id) if one.by_id else None,
        "undoable_until": moment(one.undoable_until),
        "undone_at": moment(one.undone_at),
        "undone_by_id": str(one.undone_by_id) if one.undone_by_id else None,
        "left": one.left,
    }


def _named(party: Party) -> dict[str, Any]:
    return {
        "id": str(party.pk),
        "kind": party.kind,
        "name": party.name,
        "city": party.city,
        "orders": party.orders,
        "version": party.version,
    }
