"""Records that hang on a customer, as lists of their own: whose they are as fields, and which of them a member sees."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from perennial.design.markup import format_html
from perennial.kernel.http.addresses import address_of_one
from perennial.people.asking import words_of_name
from perennial.people.kind import members
from perennial.people.models import Party, of_kept, of_visible
from perennial.people.queries import find_parties, known_as, names_of, visible_parties
from perennial.people.rules import may_see
from perennial.records.choices import Operator, Type
from perennial.records.conditions import Condition, Is
from perennial.records.fields import Directory, Elsewhere, Field, Way
from perennial.records.listing import FEW
from perennial.team.reach import owners_within_reach, sees_all

CUSTOMER = Prefetch("party", Party.objects.only("name", "owner", "deleted_at", "merged_into"))  # what rows need of them
_MEANT = 20  # so many are taken for a name that was typed
_SOME = 5_000
_FEW = 50_000  # the records of so many customers are found by their customers; those of more, one by one


def of_customers(rows: "QuerySet[Any]", member: Any) -> "QuerySet[Any]":
    """Of some rows with a `party` those whose customer a member may see."""
    if not may_see(member):
        return rows.none()
    if sees_all(member):
        return rows.filter(of_kept())
    parties = visible_parties(member).order_by()
    if parties[:_FEW].count() < _FEW:
        return rows.filter(party__in=parties.values("pk"))
    return rows.filter(of_visible(member))


def of_some(rows: "QuerySet[Any]", member: Any) -> "QuerySet[Any]":
    """Of some rows with a `party` those of a few thousand customers whom a member may see."""
    return rows.filter(party__in=visible_parties(member).order_by().values("pk")[:_SOME])


def whole(rows: "QuerySet[Any]", member: Any) -> "tuple[QuerySet[Any], QuerySet[Any]] | None":
    """Some rows with a `party`, and those of them whose customer was deleted, for a member who sees all others; None where the
    deleted customers are not few."""
    deleted = Party.objects.deleted().order_by()
    if not sees_all(member) or deleted[:FEW].count() == FEW:
        return None
    return rows, rows.filter(party__in=deleted.values("pk"))


def border(member: Any) -> Condition | None:
    """What `of_customers` asks, as a condition on `owner_field`."""
    owners = owners_within_reach(member) if may_see(member) else frozenset()
    return None if owners is None else Is("customer_owner", Operator.ANY_OF, tuple(map(str, sorted(owners))))


def customer_field(**known: Any) -> Field:
    """Whose the record is."""
    return Field(
        key="customer",
        label=_("Customer"),
        type=Type.REFERENCE,
        column="party_id",
        leads_to=Directory(
            names=lambda member, ids: names_of(ids, member), found=_found, url=lambda: reverse("people:options")
        ),
        same=lambda keys: [str(pk) for pk in known_as(map(int, keys))],
        stored=int,
        values=_names,
        draw=_link,
        default=True,
        icon="user-round",
        **known,
    )


def owner_field(**known: Any) -> Field:
    """Who looks after the customer whose the record is."""
    return Field(
        key="customer_owner",
        label=_("Customer’s owner"),
        type=Type.CHOICE,
        elsewhere=Elsewhere(rows=Party.objects.kept, path="owner", link="pk"),
        names="party_id",
        options=members,
        mine=True,
        stored=int,
        values=_owners,
        icon="user-round-check",
        **known,
    )


def with_customer_named(rows: "QuerySet[Any]", text: str) -> Way | None:
    """Of some rows with a `party` those whose customer's name holds each word of a text, as the list of customers finds them;
    None where it has no word that would leave anybody out."""
    named = words_of_name(text)
    if not named:
        return None
    listed = reduce(lambda found, terms: found.filter(party__in=terms.values("party")), named, rows)
    each = reduce(and_, [Q(Exists(terms.filter(party=OuterRef("party_id")))) for terms in named])
    return Way(listed.values("pk"), each)


def _found(member: Any, text: str) -> Sequence[int]:
    return [hit.party.pk for hit in find_parties(member, text, _MEANT)]


def _names(records: Sequence[Any]) -> Mapping[int, str]:
    """What their customers are called: one query, and none where a list has fetched all of them."""
    if all(type(record).party.is_cached(record) and record.party.merged_into_id is None for record in records):
        return {record.pk: record.party.name for record in records}
    names = names_of({record.party_id for record in records})
    return {record.pk: names.get(record.party_id, "") for record in records}


def _owners(records: Sequence[Any]) -> Mapping[int, str]:
    owners = dict(Party.objects.filter(pk__in={record.party_id for record in records}).values_list("pk", "owner__name"))
    return {record.pk: owners.get(record.party_id) or "" for record in records}


def _link(record: Any, name: str) -> SafeString:
    return format_html('<a href="{}" class="clip" dir="auto">{}</a>', address_of_one("people:party", record.party_id), name)
