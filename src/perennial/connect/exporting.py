"""Everything of a kind, row by row, under the names that an import maps by itself: what goes out can come back in."""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q

from perennial.connect.choices import ImportKind
from perennial.connect.kinds import kind_of
from perennial.connect.kinds.base import Kind
from perennial.connect.kinds.products import CategoryPaths
from perennial.connect.kinds.touchpoints import OWN
from perennial.connect.writing import harmless
from perennial.kernel.money import Money
from perennial.people.choices import PartyKind
from perennial.people.models import Address, Anniversary, Identity, Party, Relation, Remembrance, Tagging, of_visible
from perennial.people.models.anniversary import BIRTHDAY
from perennial.people.queries import visible_parties
from perennial.purchases.models import Order, OrderLine, Product, Refund
from perennial.records.custom.rules import may_see_field
from perennial.records.custom.types import plain
from perennial.records.custom.values import fields_of
from perennial.team.models import Member
from perennial.team.reach import sees_all
from perennial.timeline.models import Touchpoint

Rows = Iterator[list[str]]
AT_ONCE = 2_000
_PARTY = (
    "Perennial id",
    "External ids",
    "Name",
    "First name",
    "Last name",
    "Emails",
    "Phones",
    "Handles",
    "Pronouns",
    "Job title",
    "Birthday",
    "Website",
    "Street",
    "Postcode",
    "City",
    "Region",
    "Country",
    "Language",
    "Time zone",
    "Tags",
    "Stage",
    "Owner",
    "Source",
    "Created at",
    "Perennial more",
)
_PRODUCT = ("SKU", "Name", "Category", "Price", "Currency", "Active")
_ORDER = (
    "Order number",
    "Perennial customer",
    "Customer id",
    "Email",
    "Customer name",
    "Date",
    "SKU",
    "Product",
    "Quantity",
    "Amount",
    "Total",
    "Currency",
    "Status",
    "Channel",
    "Perennial refunds",
)
_TOUCHPOINT = (
    "Perennial customer",
    "Customer id",
    "Email",
    "Customer name",
    "Kind",
    "When",
    "Direction",
    "Channel",
    "Text",
    "Member",
    "Source",
    "Key",
    "Properties",
)


def export(kind: str, format_: str = "csv", *, seen_by: Member | None = None) -> Iterator[str]:
    """The pieces of a file, in memory that does not grow with it: of what a member may see, or of everything (None)."""
    columns, rows = EXPORTS[kind]
    custom = CustomCells(kind_of(kind), columns, seen_by)
    columns = [*columns, *custom.names]
    if format_ == "jsonl":
        for row in rows(seen_by, custom):
            yield json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) + "\n"
        return
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    for count, row in enumerate(rows(seen_by, custom)):
        writer.writerow([harmless(cell) for cell in row])
        if count % 500 == 0:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


class CustomCells:
    """The cells of the fields of the business that a member may see (None: all), after the built-in ones. A field with the name
    of another column says what it is."""

    def __init__(self, kind: Kind, taken: Sequence[str], member: Member | None) -> None:
        fields = fields_of(kind.holder, kind.variant) if kind.holder else []
        self.fields = [field for field in fields if may_see_field(member, field)]
        known = {name.casefold() for name in taken}
        self.names = [f"{f.name} ({f.key})" if f.name_key in known else f.name for f in self.fields]

    def of(self, record: Any) -> list[str]:
        """Its cells, as an import reads them again."""
        return [plain(field, field.value_in(record.custom)) for field in self.fields]


def _in_chunks(query: Any) -> Iterator[list[Any]]:
    """All rows of a queryset by primary key, some at a time: never one long read."""
    after = 0
    while some := list(query.filter(pk__gt=after).order_by("pk")[:AT_ONCE]):
        yield some
        after = some[-1].pk


def _seen(query: Any, member: Member | None, path: str = "party") -> Any:
    """The rows that a member may see; those of a command, which nobody in particular gives, are all."""
    return query if member is None or sees_all(member) else query.filter(of_visible(member, path))


def _parties(kind: str) -> Callable[[Member | None, CustomCells], Rows]:
    def rows(member: Member | None, custom: CustomCells) -> Rows:
        seen = Party.objects.kept() if member is None else visible_parties(member)
        for parties in _in_chunks(seen.filter(kind=kind).select_related("owner")):
            ids = [party.pk for party in parties]
            known = _by_party(Identity.objects.filter(party__in=ids).order_by("-is_primary", "id"))
            tags = _by_party(Tagging.objects.filter(party__in=ids).select_related("tag").order_by("tag__name"))
            addresses = _by_party(Address.objects.filter(party__in=ids).order_by("id"))
            days = _by_party(Anniversary.objects.filter(party__in=ids).order_by("name"))
            notes = _by_party(Remembrance.objects.filter(party__in=ids).order_by("id"))
            relations = _relations(ids, member)
            for party in parties:
                belongings = (addresses[party.pk], days[party.pk], notes[party.pk], relations[party.pk])
                yield [*_party_row(party, known[party.pk], tags[party.pk], *belongings), *custom.of(party)]

    return rows


def _by_party(query: Any) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for one in query:
        found[one.party_id].append(one)
    return found


def _relations(ids: list[int], member: Member | None) -> defaultdict[int, list[Any]]:
    """[word, note, subject, object] by party, with both of the two: whichever comes in later finds the other."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    rows = Relation.objects.filter(Q(subject__in=ids) | Q(object__in=ids)).order_by("subject", "object", "word")
    for one in _seen(_seen(rows, member, "subject"), member, "object"):
        for party_id in (one.subject_id, one.object_id):
            found[party_id].append([one.word, one.note, one.subject_id, one.object_id])
    return found


def _party_row(
    party: Party,
    identities: list[Any],
    tags: list[Any],
    addresses: list[Any],
    days: list[Any],
    notes: list[Any],
    relations: list[Any],
) -> list[str]:
    more: dict[str, Any] = {}
    special = sorted(
        (one for one in identities if one.label or one.verified_at or ";" in one.value),
        key=lambda one: (one.kind, one.system, one.normal),
    )
    if special:
        more["identities"] = [
            [one.kind, one.system, one.value, one.label, one.verified_at.isoformat() if one.verified_at else None]
            for one in special
        ]
    first = next(
        (
            a
            for a in addresses
            if (a.locality, a.country, a.label) == (party.city, party.country, "") and (a.lines or a.postcode or a.region)
        ),
        None,
    )
    if rest := [[a.lines, a.locality, a.region, a.postcode, a.country, a.label] for a in addresses if a is not first]:
        more["addresses"] = rest
    if others := [[d.name, d.month, d.day, d.year] for d in days if d.name != BIRTHDAY]:
        more["anniversaries"] = others
    if notes:
        more["remembrances"] = [[note.kind, note.text] for note in notes]
    if relations:
        more["relations"] = relations
    birthday = next((d for d in days if d.name == BIRTHDAY), None)
    return [
        str(party.pk),
        _joined(identities, "external"),
        party.name,
        party.given_name,
        party.family_name,
        _joined(identities, "email"),
        _joined(identities, "phone"),
        _joined(identities, "handle"),
        party.pronouns,
        party.job_title,
        _birthday(birthday),
        party.website,
        first.lines if first else "",
        first.postcode if first else "",
        party.city,
        first.region if first else "",
        party.country,
        party.language,
        party.time_zone,
        "; ".join(sorted(one.tag.name for one in tags)),
        party.stage,
        party.owner.email if party.owner else "",
        party.source,
        party.created_at.isoformat(),
        json.dumps(more, ensure_ascii=False) if more else "",
    ]


def _joined(identities: Sequence[Any], kind: str) -> str:
    values = []
    for one in identities:
        if one.kind == kind and ";" not in one.value:
            value = one.normal if kind == "phone" else one.value
            values.append(f"{one.system}:{value}" if one.system else value)
    return "; ".join(values)


def _birthday(day: Any) -> str:
    if day is None:
        return ""
    return f"{day.year:04}-{day.month:02}-{day.day:02}" if day.year else f"--{day.month:02}-{day.day:02}"


def _products(_member: Member | None, custom: CustomCells) -> Rows:
    paths = CategoryPaths()
    for products in _in_chunks(Product.objects.kept()):
        for one in products:
            price = "" if one.price_minor is None else _amount(one.price_minor, one.currency)
            offered = "yes" if one.is_offered else "no"
            yield [one.sku, one.name, paths.path(one.category_id), price, one.currency, offered, *custom.of(one)]


def _orders(member: Member | None, custom: CustomCells) -> Rows:
    for orders in _in_chunks(_seen(Order.objects.select_related("party"), member)):
        ids = [order.pk for order in orders]
        customers = _customers({order.party_id for order in orders})
        lines: defaultdict[int, list[Any]] = defaultdict(list)
        for line in OrderLine.objects.filter(order__in=ids).select_related("product").order_by("id"):
            lines[line.order_id].append(line)
        refunds: defaultdict[int, list[Any]] = defaultdict(list)
        for refund in Refund.objects.filter(order__in=ids).order_by("at", "id"):
            refunds[refund.order_id].append([refund.at.isoformat(), refund.amount_minor, refund.reason, refund.key])
        for order in orders:
            own = custom.of(order)
            back = json.dumps(refunds[order.pk], ensure_ascii=False) if order.pk in refunds else ""
            total, placed = _amount(order.total_minor, order.currency), order.placed_at.isoformat()
            for line in lines[order.pk] or [OrderLine(total_minor=order.total_minor)]:
                yield [
                    order.number,
                    *customers[order.party_id],
                    placed,
                    line.product.sku if line.product else "",
                    line.name,
                    _plain(Decimal(line.quantity_milli) / 1000),
                    _amount(line.total_minor, order.currency),
                    total,
                    order.currency,
                    order.status,
                    order.channel,
                    back,
                    *own,
                ]


def _touchpoints(member: Member | None, _custom: CustomCells) -> Rows:
    for some in _in_chunks(_seen(Touchpoint.objects.standing().select_related("member"), member)):
        customers = _customers({one.party_id for one in some})
        for one in some:
            key = one.key or f"{OWN}{one.pk}"  # what was logged by hand has no key; its id here is one
            yield [
                *customers[one.party_id],
                one.kind,
                one.happened_at.isoformat(),
                one.direction,
                one.channel,
                one.text,
                one.member.email if one.member else "",
                one.source,
                key,
                json.dumps(one.properties, ensure_ascii=False) if one.properties else "",
            ]


def _customers(ids: set[int]) -> dict[int, list[str]]:
    """[id, external id, e-mail, name] of customers, by which rows that belong to them are recognised."""
    known = _by_party(Identity.objects.filter(party__in=ids, kind__in=("external", "email")).order_by("-is_primary", "id"))
    found = {}
    for id_, name in Party.objects.filter(pk__in=ids).values_list("pk", "name"):
        external = next(
            (f"{one.system}:{one.value}" for one in known[id_] if one.kind == "external" and ";" not in one.value), ""
        )
        found[id_] = [str(id_), external, next((one.value for one in known[id_] if one.kind == "email"), ""), name]
    return found


def _amount(minor: int, currency: str) -> str:
    return str(Money(minor, currency).decimal())


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


EXPORTS: dict[str, tuple[Sequence[str], Callable[[Member | None, CustomCells], Rows]]] = {
    ImportKind.PERSONS.value: (_PARTY, _parties(PartyKind.PERSON.value)),
    ImportKind.ORGANISATIONS.value: (_PARTY, _parties(PartyKind.ORGANISATION.value)),
    ImportKind.PRODUCTS.value: (_PRODUCT, _products),
    ImportKind.ORDERS.value: (_ORDER, _orders),
    ImportKind.TOUCHPOINTS.value: (_TOUCHPOINT, _touchpoints),
}
