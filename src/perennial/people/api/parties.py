"""Persons and organisations: list, search, read, write down, change, delete, restore."""

import dataclasses
from collections.abc import Mapping
from typing import Annotated, Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from perennial.people import actions, queries
from perennial.people.actions import EDITABLE, Known
from perennial.people.actions.editing import locked
from perennial.people.api.duplicates import moved_on
from perennial.people.api.shapes import (
    CustomerChanges,
    CustomerShown,
    NewCustomer,
    StageWord,
    WholeCustomer,
    customers_shown,
    new_customer,
    whole_customer,
)
from perennial.people.choices import PartyKind
from perennial.people.kind import CUSTOMERS
from perennial.people.models import Party, Tag
from perennial.people.queries import ALONG, KEYSETS, KeysetList
from perennial.records.choices import NONE, Operator
from perennial.records.conditions import EVERYTHING, Condition, Is
from perennial.records.fields import Field as RecordField
from perennial.records.fields import Rows
from perennial.records.ordering import Unindexed
from perennial.records.programs import SORTS, Count, FilterAsked, listing
from perennial.records.told import custom_given
from perennial.team.models import Member
from perennial.team.permissions import Permission
from perennial.team.reach import is_within_reach, members_within_reach
from perennial.team.rest import (
    Asked,
    Id,
    Routes,
    Shown,
    Sort,
    answer,
    expected_version,
    member_of,
    not_found,
    nothing,
    page_of,
    versioned,
    wrong,
)

MOVES = "The id of one who was merged leads on (308) to whoever holds their history; not to be kept, a merge can be undone."


class CustomerPage(Shown):
    items: list[CustomerShown]
    next: str | None
    count: Count | None = None


class Found(Shown):
    items: list[CustomerShown]


_LISTED = dataclasses.replace(CUSTOMERS, related=())  # who looks after them is told by the id
NAMES = {"created_at": "created", "last_order_at": "last_order", "last_contact_at": "last_contact"}  # of fields, in orders


class CustomersAsked(FilterAsked):
    """Which ones; every part that is left out lets all through."""

    sort: Annotated[str, Field(max_length=80, description=SORTS)] = "name"
    q: Annotated[str, Field(max_length=200, description="Words that the name begins with.")] = ""
    stage: StageWord | None = None
    owner_id: Annotated[str, Field(pattern=r"^([1-9][0-9]{0,17}|[1-8][0-9]{18}|none)$", description="Or none.")] | None = None
    tag: Annotated[str, Field(max_length=60)] = ""
    city: Annotated[str, Field(max_length=200)] = ""
    country: Annotated[str, Field(max_length=2)] = ""

    def everything_asked(self, member: Member, fields: Mapping[str, RecordField]) -> Condition | None:
        """All that is asked, as one condition; None where a tag does not exist."""
        tag = Tag.objects.filter(name=self.tag).first() if self.tag else None
        if self.tag and tag is None:
            return None
        said = [
            Is("name", Operator.CONTAINS, self.q) if self.q else None,
            Is("stage", Operator.ANY_OF, (self.stage,)) if self.stage else None,
            Is("owner", Operator.ANY_OF, (self.owner_id or NONE,)) if self.owner_id else None,
            Is("tag", Operator.ALL_OF, (str(tag.pk),)) if tag else None,
            Is("city", Operator.IS, self.city) if self.city else None,
            Is("country", Operator.ANY_OF, (self.country,)) if self.country else None,
        ]
        return self.condition(member, CUSTOMERS, fields, *(part for part in said if part is not None))


class SearchAsked(Asked):
    """What is looked for: words of the name, an e-mail address, a phone number in any form, a handle, an external id."""

    q: Annotated[str, Field(min_length=1, max_length=10_000)]
    cursor: Annotated[str, Field(max_length=0)] = ""


class DeletedAsked(Asked):
    q: Annotated[str, Field(max_length=100, description="Words of the name.")] = ""


class PartyFace:
    """The operations of one kind of customer."""

    def __init__(self, kind: PartyKind, path: str, noun: str, tag: str, about: str) -> None:
        self.kind, self.path, self.noun = kind, path, noun
        self.routes = Routes(tag, about)

    def page(self, request: HttpRequest, asked: CustomersAsked) -> HttpResponse:
        member = member_of(request)
        is_plain = not (asked.filter or asked.view) and asked.sort in KEYSETS
        fields = CUSTOMERS.own_fields_for(member) if is_plain else CUSTOMERS.fields_for(member)
        condition = asked.everything_asked(member, fields)
        if condition is None:
            return answer({"items": [], "next": None})
        if asked.sort in KEYSETS and (condition == EVERYTHING or isinstance(condition, Is)):
            return self._along(asked, KeysetList(member, self.kind, condition, fields))
        asked = asked.model_copy(update={"filter": "", "view": None})
        fields = CUSTOMERS.fields_for(member) if is_plain else fields
        wanted = listing(_LISTED, member, asked, asked.sort, condition, narrowed=self._of_kind, names=NAMES, fields=fields)
        page = wanted.page(asked)
        return answer(page.told(customers_shown(page.rows, member)))

    def _of_kind(self, rows: Rows) -> Rows:
        """Asked row by row: most customers are persons."""
        narrowed: Rows = rows.alias(plain_kind=Unindexed(F("kind"))).filter(plain_kind=self.kind)
        return narrowed

    def _along(self, asked: CustomersAsked, wanted: KeysetList) -> HttpResponse:
        """Where at most one thing is asked there is an index that has them in order."""
        keyset = KEYSETS[asked.sort]
        sort = Sort(keyset.field, keyset.descending, keyset.nullable, path=ALONG, order=keyset.order)
        page = page_of(wanted.along(keyset), asked.sort, sort, asked)
        told: dict[str, Any] = {"items": customers_shown(page.rows, wanted.member), "next": page.next or None}
        if asked.count:
            told["count"] = dict(zip(("rows", "is_capped"), wanted.counted(), strict=True))
        return answer(told)

    def found(self, request: HttpRequest, asked: SearchAsked) -> HttpResponse:
        hits = queries.find_parties(member_of(request), asked.q, asked.limit)
        return answer(
            {"items": customers_shown([hit.party for hit in hits if hit.party.kind == self.kind], member_of(request))}
        )

    def one(self, request: HttpRequest, id: int) -> Party:
        party = queries.party_for(member_of(request), id)
        if party.kind != self.kind:
            raise not_found()
        return party

    def read(self, request: HttpRequest, id: int) -> HttpResponse:
        try:
            party = self.one(request, id)
        except Http404:
            return moved_on(request, id, self.kind)
        actions.note_view(party, by=member_of(request))
        return answer(whole_customer(party, member_of(request)), version=party.version)

    def create(self, request: HttpRequest, new: NewCustomer) -> HttpResponse:
        by = member_of(request)
        facts = new.model_dump(include=set(EDITABLE), exclude_unset=True)
        written = actions.write_party(
            by=by,
            kind=self.kind.value,
            owner=owner_named(new.owner_id, by=by) if "owner_id" in new.model_fields_set else by,
            stage=new.stage,
            identities=[Known(one.kind, one.value, one.system, one.label) for one in new.identities],
            tags=new.tags,
            custom=custom_given(CUSTOMERS.key, new.custom),
            **{"source": "api"} | facts,
        )
        for address in new.addresses:
            actions.keep_address(written.party, by=by, **address.model_dump())
        for day in new.anniversaries:
            actions.keep_anniversary(written.party, by=by, **day.model_dump())
        if new.addresses or new.anniversaries or new.tags:
            return self._told(request, written.party, status=201)
        return self._answer(new_customer(written, by), written.party, status=201)

    def change(self, request: HttpRequest, id: int, changes: CustomerChanges) -> HttpResponse:
        by, party = member_of(request), self.one(request, id)
        version = expected_version(request, changes.version, party.version)
        given = changes.model_dump(exclude_unset=True)
        facts = {name: given[name] for name in EDITABLE if name in given}
        party = actions.edit_party(
            party, by=by, version=version, custom=custom_given(CUSTOMERS.key, given.get("custom", {})), **facts
        )
        if "owner_id" in given:
            party = actions.assign_owner(party, owner_named(given["owner_id"], by=by, of=party), by=by)
        if "stage" in given:
            actions.change_stage(party, given["stage"], by=by)
        return self._told(request, party)

    def delete(self, request: HttpRequest, id: int) -> HttpResponse:
        party = self.one(request, id)
        versioned(request, lambda: locked(party).version)
        actions.delete_party(party, by=member_of(request))
        return nothing()

    def deleted(self, request: HttpRequest, asked: DeletedAsked) -> HttpResponse:
        rows = queries.deleted_parties_for(member_of(request), words=asked.q).filter(kind=self.kind)
        page = page_of(rows, "-deleted_at", Sort("deleted_at", descending=True), asked)
        return answer({"items": customers_shown(page.rows, member_of(request)), "next": page.next or None})

    def restore(self, request: HttpRequest, id: int) -> HttpResponse:
        party = queries.deleted_party_for(member_of(request), id)
        if party.kind != self.kind:
            raise not_found()
        return self._told(request, actions.restore_party(party, by=member_of(request)))

    def _told(self, request: HttpRequest, party: Party, *, status: int = 200) -> HttpResponse:
        party = Party.objects.get(pk=party.pk)
        return self._answer(whole_customer(party, member_of(request)), party, status=status)

    def _answer(self, told: Any, party: Party, *, status: int) -> HttpResponse:
        location = reverse(f"api:read_{self.noun}", args=[party.pk]) if status == 201 else ""
        return answer(told, status=status, version=party.version, location=location)


def owner_named(id: int | None, *, by: Member, of: Party | None = None) -> Member | None:
    """The member who is to look after a customer: as on the screens within reach of who says it, because the customer would be
    gone for them. Who looks after the customer already may stay."""
    if id is None and is_within_reach(by, None):
        return None
    if of is not None and id is not None and of.owner_id == id:
        return of.owner
    member = members_within_reach(by).filter(pk=id or 0).first()
    if member is None:
        raise wrong(_("Nobody with this id works here."), pointer="/owner_id")
    return member


def _face(face: PartyFace) -> Routes:
    """The eight operations, each under a name of its own."""
    noun, nouns, path, routes = face.noun, face.path.strip("/"), face.path, face.routes
    one = f"{path}/{{id}}"

    def page(request: HttpRequest, asked: Query[CustomersAsked]) -> HttpResponse:
        return face.page(request, asked)

    def found(request: HttpRequest, asked: Query[SearchAsked]) -> HttpResponse:
        return face.found(request, asked)

    def deleted(request: HttpRequest, asked: Query[DeletedAsked]) -> HttpResponse:
        return face.deleted(request, asked)

    def read(request: HttpRequest, id: Id) -> HttpResponse:
        return face.read(request, id)

    def create(request: HttpRequest, new: NewCustomer) -> HttpResponse:
        return face.create(request, new)

    def change(request: HttpRequest, id: Id, changes: CustomerChanges) -> HttpResponse:
        return face.change(request, id, changes)

    def delete(request: HttpRequest, id: Id) -> HttpResponse:
        return face.delete(request, id)

    def restore(request: HttpRequest, id: Id) -> HttpResponse:
        return face.restore(request, id)

    see, edit, remove = Permission.SEE_CUSTOMERS, Permission.EDIT_CUSTOMERS, Permission.DELETE_CUSTOMERS
    for view, name, words, register in (
        (page, f"list_{nouns}", f"List {nouns}.", routes.reads(path, may=see, tells=CustomerPage)),
        (found, f"search_{nouns}", f"Search {nouns} by name, e-mail, phone or other id.",
         routes.reads(f"{path}/search", may=see, tells=Found)),
        (deleted, f"list_deleted_{nouns}", f"List deleted {nouns} that can be restored, the last one first.",
         routes.reads(f"{path}/deleted", may=remove, tells=CustomerPage)),
        (create, f"create_{noun}", f"Write down a new {noun}.", routes.makes(path, may=edit, tells=WholeCustomer)),
        (read, f"read_{noun}", f"Read a {noun}. It is noted in the audit log, like a look at the page.\n\n{MOVES}",
         routes.reads(one, may=see, tells=WholeCustomer, one=True, moves=True)),
        (change, f"update_{noun}", f"Change a {noun}.", routes.changes(one, may=edit, tells=WholeCustomer)),
        (delete, f"delete_{noun}", f"Delete a {noun}; it can be restored.", routes.removes(one, may=remove, matching=True)),
        (restore, f"restore_{noun}", f"Restore a deleted {noun} with all that hung on it.",
         routes.makes(f"{one}/restoration", may=remove, tells=WholeCustomer, status=200, finds=True)),
    ):  # fmt: skip
        _named(view, name, words)
        register(view)
    return routes


def _named(view: Any, name: str, words: str) -> None:
    view.__name__ = view.__qualname__ = name
    view.__doc__ = words


people = _face(PartyFace(PartyKind.PERSON, "/people", "person", "People", "Persons."))
organisations = _face(
    PartyFace(PartyKind.ORGANISATION, "/organisations", "organisation", "Organisations", "Companies, clubs, families.")
)
