"""How customers belong together."""

from typing import Annotated, Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import Field

from perennial.people import actions, queries
from perennial.people.models import Relation
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
    answer,
    member_of,
    moment,
    named,
    not_found,
    nothing,
    page_answer,
    page_looked_through,
    page_of,
)
from perennial.team.rest.schemas import Moment

routes = Routes("Relations", "Who works where, who is whose parent, who was referred by whom.")
SORTS = {"id": Sort("id"), "-id": Sort("id", descending=True)}
_WORDS = ", ".join(word.key for word in WORDS)
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


class RelationGiven(Given):
    subject_id: Id
    object_id: Id
    word: Annotated[str, Field(min_length=1, max_length=40, description=f"One of {_WORDS}; or words of your own.")]
    note: Annotated[str, Field(max_length=200)] = ""


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


@routes.reads("/relations/{id}", may=Permission.SEE_CUSTOMERS, tells=RelationShown, one=True)
def read_relation(request: HttpRequest, id: Id) -> HttpResponse:
    """Read a relation."""
    return answer(relation_shown(_relation(request, id)))


@routes.makes("/relations", may=Permission.EDIT_CUSTOMERS, tells=RelationShown)
def create_relation(request: HttpRequest, new: RelationGiven) -> HttpResponse:
    """Say how two customers belong together. Saying it twice changes nothing."""
    by = member_of(request)
    subject = named("subject_id", lambda: queries.party_for(by, new.subject_id))
    other = named("object_id", lambda: queries.party_for(by, new.object_id))
    return answer(relation_shown(actions.relate_parties(subject, new.word, other, by=by, note=new.note)), status=201)


@routes.removes("/relations/{id}", may=Permission.EDIT_CUSTOMERS)
def delete_relation(request: HttpRequest, id: Id) -> HttpResponse:
    """Take back that two customers belong together."""
    actions.unrelate_parties(_relation(request, id), by=member_of(request))
    return nothing()


def relation_shown(relation: Relation) -> dict[str, Any]:
    return {
        "id": str(relation.pk),
        "subject_id": str(relation.subject_id),
        "object_id": str(relation.object_id),
        "word": relation.word,
        "note": relation.note,
        "created_at": moment(relation.created_at),
    }


def _relation(request: HttpRequest, id: int) -> Relation:
    """A relation is seen by who sees both."""
    relation = Relation.objects.filter(pk=id).first()
    if relation is None:
        raise not_found()
    for party_id in (relation.subject_id, relation.object_id):
        queries.party_for(member_of(request), party_id)
    return relation
