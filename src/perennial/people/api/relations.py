"""How customers belong together."""

from typing import Annotated, Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import Field

from perennial.people import actions, queries
from perennial.people.actions.relating import held
from perennial.people.models import Relation, RemovedRelation
from perennial.people.relations import WORDS
from perennial.records.asking import ABOUT, LONGEST, condition_asked
from perennial.records.choices import Operator, Type
from perennial.records.compiling import compiled
from perennial.records.conditions import EVERYTHING
from perennial.records.fields import Field as RecordField
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
    expected_version,
    member_of,
    moment,
    named,
    nothing,
    page_answer,
    page_looked_through,
    page_of,
    versioned,
)
from perennial.team.rest.schemas import Moment

routes = Routes("Relations", "Who works where, who is whose parent, who was referred by whom.")
SORTS = {"id": Sort("id"), "-id": Sort("id", descending=True)}
_WORDS = ", ".join(word.key for word in WORDS)
Word = Annotated[str, Field(min_length=1, max_length=40, description=f"One of {_WORDS}; or words of your own.")]
Note = Annotated[str, Field(max_length=200)]
FIELDS = {
    field.key: field
    for field in (
        RecordField(key="subject", label=_("Subject"), type=Type.REFERENCE, column="subject_id", stored=int),
        RecordField(key="object", label=_("Object"), type=Type.REFERENCE, column="object_id", stored=int),
        RecordField(
            key="word",
            label=_("How"),
            type=Type.TEXT,
            column="word",
            operators=(Operator.IS, Operator.BEGINS, Operator.CONTAINS),
        ),
        RecordField(key="note", label=_("Note"), type=Type.TEXT, column="note", optional=True),
        RecordField(key="created", label=_("Written down"), type=Type.MOMENT, column="created_at"),
    )
}


class RelationShown(Shown):
    """`subject_id` is `word` of `object_id`: Ann works_at Harbour & Vale."""

    id: Id
    subject_id: Id
    object_id: Id
    word: str
    note: str
    version: int
    created_at: Moment


class RelationPage(Shown):
    items: list[RelationShown]
    next: str | None


class RelationsAsked(Asked):
    sort: Annotated[str, OneOf(list(SORTS))] = "id"
    customer_id: Annotated[Id | None, Field(description="Only those of this customer, from either side.")] = None
    filter: Annotated[
        str,
        Field(
            max_length=LONGEST,
            description=f"{ABOUT} Fields: {', '.join(FIELDS)}. Relations are looked through some thousands at a time: a page"
            " may be short, even empty, and go on all the same.",
        ),
    ] = ""


class DeletedAsked(Asked):
    customer_id: Annotated[Id | None, Field(description="Only those of this customer, from either side.")] = None


class RemovedShown(RelationShown):
    removed_at: Moment
    removed_by_id: Id | None


class RemovedPage(Shown):
    items: list[RemovedShown]
    next: str | None


class RelationGiven(Given):
    subject_id: Id
    object_id: Id
    word: Word
    note: Note = ""


class RelationChanges(Given):
    """What changes, and the version from which the change starts (or `If-Match`). Another customer is another relation."""

    word: Word = ""
    note: Note = ""
    version: Annotated[Whole, Field(ge=1, le=2**31 - 1)] | None = None


@routes.reads("/relations", may=Permission.SEE_CUSTOMERS, tells=RelationPage)
def list_relations(request: HttpRequest, asked: Query[RelationsAsked]) -> HttpResponse:
    """List relations, those first that were written down first."""
    rows = Relation.objects.all()
    if asked.customer_id is not None:
        rows = rows.filter(Q(subject=asked.customer_id) | Q(object=asked.customer_id))
    visible = queries.visible_parties(member_of(request))
    rows = rows.filter(Exists(visible.filter(pk=OuterRef("subject"))), Exists(visible.filter(pk=OuterRef("object"))))
    condition = condition_asked(asked.filter, FIELDS)
    if asked.customer_id is not None or condition == EVERYTHING:
        rows = compiled(condition, FIELDS).on(rows)
        return page_answer(page_of(rows, asked.sort, SORTS[asked.sort], asked), relation_shown)
    rows = compiled(condition, FIELDS, dense=True).on(rows)
    return page_answer(page_looked_through(rows, Relation.objects.all(), asked.sort, SORTS[asked.sort], asked), relation_shown)


@routes.reads("/relations/deleted", may=Permission.EDIT_CUSTOMERS, tells=RemovedPage)
def list_deleted_relations(request: HttpRequest, asked: Query[DeletedAsked]) -> HttpResponse:
    """List relations that were taken back and can be restored, the last one first."""
    rows = queries.removed_relations_for(member_of(request))
    if asked.customer_id is not None:
        rows = rows.filter(Q(subject=asked.customer_id) | Q(object=asked.customer_id))
    return page_answer(page_of(rows, "-removed_at", Sort("removed_at", descending=True), asked), removed_shown)


@routes.reads("/relations/{id}", may=Permission.SEE_CUSTOMERS, tells=RelationShown, one=True)
def read_relation(request: HttpRequest, id: Id) -> HttpResponse:
    """Read a relation."""
    relation = queries.relation_for(member_of(request), id)
    return answer(relation_shown(relation), version=relation.version)


@routes.makes("/relations", may=Permission.EDIT_CUSTOMERS, tells=RelationShown)
def create_relation(request: HttpRequest, new: RelationGiven) -> HttpResponse:
    """Say how two customers belong together. Saying it twice changes nothing."""
    by = member_of(request)
    subject = named("subject_id", lambda: queries.party_for(by, new.subject_id))
    other = named("object_id", lambda: queries.party_for(by, new.object_id))
    return _told(actions.relate_parties(subject, new.word, other, by=by, note=new.note), status=201)


@routes.changes("/relations/{id}", may=Permission.EDIT_CUSTOMERS, tells=RelationShown)
def update_relation(request: HttpRequest, id: Id, changes: RelationChanges) -> HttpResponse:
    """Say in another word, or with another note, how two customers belong together."""
    relation, given = queries.relation_for(member_of(request), id), changes.model_fields_set
    version = expected_version(request, changes.version, relation.version)
    word = changes.word if "word" in given else relation.word
    note = changes.note if "note" in given else relation.note
    return _told(actions.edit_relation(relation, by=member_of(request), version=version, word=word, note=note))


@routes.removes("/relations/{id}", may=Permission.EDIT_CUSTOMERS, matching=True)
def delete_relation(request: HttpRequest, id: Id) -> HttpResponse:
    """Take back that two customers belong together; it can be restored."""
    relation = queries.relation_for(member_of(request), id)
    versioned(request, lambda: held(relation).version)
    actions.unrelate_parties(relation, by=member_of(request))
    return nothing()


@routes.makes("/relations/{id}/restoration", may=Permission.EDIT_CUSTOMERS, tells=RelationShown, status=200, finds=True)
def restore_relation(request: HttpRequest, id: Id) -> HttpResponse:
    """Let two customers belong together again. Where the same was said anew meanwhile, the answer is what was said anew."""
    removed = queries.removed_relation_for(member_of(request), id)
    return _told(actions.restore_relation(removed, by=member_of(request)))


def relation_shown(relation: Relation | RemovedRelation) -> dict[str, Any]:
    return {
        "id": str(relation.pk),
        "subject_id": str(relation.subject_id),
        "object_id": str(relation.object_id),
        "word": relation.word,
        "note": relation.note,
        "version": relation.version,
        "created_at": moment(relation.created_at),
    }


def removed_shown(removed: RemovedRelation) -> dict[str, Any]:
    return relation_shown(removed) | {
        "removed_at": moment(removed.removed_at),
        "removed_by_id": str(removed.removed_by_id) if removed.removed_by_id else None,
    }


def _told(relation: Relation, *, status: int = 200) -> HttpResponse:
    location = reverse("api:read_relation", args=[relation.pk]) if status == 201 else ""
    return answer(relation_shown(relation), status=status, version=relation.version, location=location)
