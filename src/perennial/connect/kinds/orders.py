"""Orders as they come in: rows that share a number are the lines of one order; without a number each row is an order."""

import base64
import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perennial.connect.kinds.base import Context, Field, Kind, Options, Record, Verdict, beyond_reach, settle, told_words
from perennial.connect.kinds.customers import (
    CUSTOMER_FIELDS,
    RULES,
    Found,
    customer_key,
    find_by_other_ways,
    find_customers,
    identities_of,
    made_before,
    name_for,
)
from perennial.connect.kinds.order_changes import Existing, lines_of, update_orders
from perennial.connect.kinds.parsing import to_minor
from perennial.connect.reading.cells import BadCell
from perennial.kernel import clock
from perennial.kernel.bulk import bulk_find, bulk_write
from perennial.kernel.ids import new_ids
from perennial.people.actions.bulk import IdentityRow, PartyRow, write_parties
from perennial.purchases.actions import EARLIEST, MOST_LINES, MOST_MILLI, MOST_MINOR, settle_purchases
from perennial.purchases.actions.announcing import tell_of_orders
from perennial.purchases.actions.bulk import OrderRow, ProductRow, write_orders, write_products
from perennial.purchases.choices import OrderStatus
from perennial.purchases.models import Order, Product, Refund

FLAT = "~"  # begins the key of a row without an order number; equal rows are then counted, not joined
STATUS_WORDS = told_words("order_status")
STATUSES = frozenset(OrderStatus.values)
PAID = OrderStatus.PAID.value
_LINE = ("sku", "product", "quantity", "amount", "unit_price")


def _status(text: str) -> str:
    word = text.casefold()
    status = STATUS_WORDS.get(word, word)
    known = next((value for value, label in OrderStatus.choices if status in (value, str(label).casefold())), None)
    if known is None:
        raise BadCell(_("“%s” is not a status of an order") % text[:40])
    return known


class Orders(Kind):
    holder = "orders"
    key = "orders"
    label = gettext_lazy("Orders")
    icon = "shopping-bag"
    help = gettext_lazy(
        "What customers bought: one row a line; rows with the same number are one order. "
        "A plain list of customer, date and amount will do."
    )
    words_from = ("customers", "orders")
    rules = RULES
    leading: ClassVar = {"number": "Order number", "party_id": "Perennial customer"}
    needed = frozenset({"party_id", "placed", "quantity", "amount", "unit_price", "total", "currency", "refunds"})
    fields = (
        Field(key="number", label=gettext_lazy("Order number"), most=80),
        *CUSTOMER_FIELDS,
        Field(key="placed", label=gettext_lazy("Date"), shape="moment"),
        Field(key="sku", label=gettext_lazy("Line: article number"), most=80),
        Field(key="product", label=gettext_lazy("Line: product")),
        Field(key="quantity", label=gettext_lazy("Line: quantity"), shape="quantity"),
        Field(key="amount", label=gettext_lazy("Line: amount"), shape="money"),
        Field(key="unit_price", label=gettext_lazy("Line: price of one"), shape="money"),
        Field(key="total", label=gettext_lazy("Order: total"), shape="money"),
        Field(key="currency", label=gettext_lazy("Currency"), shape="currency"),
        Field(key="status", label=gettext_lazy("Status"), read=_status),
        Field(key="channel", label=gettext_lazy("Channel"), shape="choice", most=20),
        Field(key="refunds", label=gettext_lazy("Refunds (from an export of Perennial)"), shape="refunds"),
    )
    sample = (
        (
            "Order number",
            "Customer id",
            "Email",
            "Customer name",
            "Date",
            "SKU",
            "Product",
            "Quantity",
            "Amount",
            "Currency",
            "Status",
        ),
        (
            "A-2041",
            "C-1001",
            "zoe@example.com",
            "Zoë Müller",
            "2026-03-01 14:20",
            "TEA-100",
            "Darjeeling First Flush, 100 g",
            "2",
            "29.80",
            "EUR",
            "paid",
        ),
        (
            "A-2041",
            "C-1001",
            "zoe@example.com",
            "Zoë Müller",
            "2026-03-01 14:20",
            "CUP-2",
            "Cup, handmade",
            "1",
            "22.00",
            "EUR",
            "paid",
        ),
        (
            "A-2042",
            "C-1002",
            "amadou@example.com",
            "Amadou Diallo",
            "2026-03-02",
            "TEA-100",
            "Darjeeling First Flush, 100 g",
            "1",
            "14.90",
            "EUR",
            "paid",
        ),
    )

    def missing(self, mapped: Iterable[str]) -> str:
        mapped = set(mapped)
        if not mapped & {"party_id", "external", "email", "phone", "name"}:
            return _("Map one column to the customer: an id, an e-mail address, a phone number or a name.")
        if "placed" not in mapped:
            return _("Map one column to the date of the order.")
        if not mapped & {"amount", "unit_price", "total"}:
            return _("Map one column to an amount: of the line, of one piece or of the whole order.")
        return ""

    def handle_of(self, verdict: Verdict) -> str:
        return str(verdict.record["number"])

    def handles(self, handles: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        parties = dict(Order.objects.filter(number__in=handles).values_list("number", "party_id"))
        return {handle: {"number": handle, "party_id": str(parties.get(handle, ""))} for handle in handles}

    def group_of(self, record: Record) -> str:
        return str(record.get("number", ""))

    def key_of(self, record: Record, options: Options) -> str:
        customer = customer_key(record, options.match)
        if not customer:
            raise BadCell(_("the row has no customer"))
        if not record.get("placed"):
            raise BadCell(_("the row has no date"))
        record["customer"] = customer
        line = _line_of(record, options)
        number = record.get("number")
        if number:
            return str(number)
        return f"{FLAT}{customer}|{record['placed']}|{record.get('sku', '')}|{line[0]}|{line[2]}|{line[3]}"

    def settle(self, party_ids: Sequence[int]) -> None:
        settle_purchases(party_ids)

    def title_of(self, record: Record) -> str:
        return str(record.get("number") or name_for(record))

    def join(self, records: Sequence[Record]) -> Record:
        if len(records) == 1:
            return records[0]
        joined: Record = {}
        lines: list[Any] = []
        for record in records:
            lines += record["lines"]
            joined |= record
        joined["lines"] = lines
        if any(record.get("currency") != joined.get("currency") for record in records):
            joined["is_mixed"] = True
        return joined

    def weigh(self, groups: Sequence[Verdict], context: Context) -> None:
        latest = clock.now() + dt.timedelta(days=1)
        new, known, mode = _("Not known yet"), _("Known already"), context.options.mode
        for group in groups:
            group.record["number"] = _number(group)
        keys = {group.record["customer"] for group in groups}
        customers = context.customers = find_customers(keys, within=context.within, before=context)
        _by_another_key(groups, customers, context)
        if context.options.match == "auto":
            unknown = {key: group.record for group in groups if (key := group.record["customer"]) not in customers}
            customers.update(find_by_other_ways(unknown, within=context.within, before=context))
        existing = Existing({group.record["number"] for group in groups}, context.within)
        for group in groups:
            if group.action == "fail":
                continue
            customer = customers.get(group.record["customer"])
            self._check(group, customer, existing, context, latest)
            if not group.why and (order := existing.orders.get(group.record["number"])):
                group.found = order
                existing.compare(group, customer)
            settle(group, mode, new, known)

    def _check(self, group: Verdict, customer: Found | None, existing: Existing, context: Context, latest: dt.datetime) -> None:
        record = group.record
        total = total_of(record)
        if (customer and customer.beyond) or record["number"] in existing.beyond:
            group.fail(beyond_reach())
        elif customer and customer.many:
            group.fail(_("More than one customer fits “%s”") % name_for(record)[:60])
        elif customer and customer.deleted:
            group.fail(_("The customer “%s” was deleted; restore it first") % name_for(record)[:60])
        elif customer is None and (not context.options.create_customers or record["customer"].startswith("id:")):
            group.fail(_("The customer “%s” is not known") % name_for(record)[:60])
        elif not 0 <= total <= MOST_MINOR:
            group.fail(_("The order adds up to less than nothing, or to more than can be kept"))
        elif len(record["lines"]) > MOST_LINES:
            group.fail(_("An order has at most %s lines") % MOST_LINES)
        elif "is_mixed" in record:
            group.fail(_("The rows of the order have different currencies"))
        elif (placed := dt.datetime.fromisoformat(record["placed"])) > latest:
            group.fail(_("The date is in the future"))
        elif placed < EARLIEST:
            group.fail(_("The day is before 1900. Check the year."))

    def write(self, verdicts: Sequence[Verdict], context: Context) -> None:
        working = [verdict for verdict in verdicts if verdict.action in ("create", "update")]
        customers = _customers(working, context)
        products = _products(working, context)
        rows, refunds = [], []
        created = [verdict for verdict in working if verdict.action == "create"]
        for id_, verdict in zip(new_ids(len(created) or 1), created, strict=False):
            verdict.made, record = id_, verdict.record
            given_back = record.get("refunds") or []
            refunds += [(id_, dt.datetime.fromisoformat(at), minor, reason, key) for at, minor, reason, key in given_back]
            rows.append(
                OrderRow(
                    number=record["number"],
                    party_id=customers[record["customer"]],
                    placed_at=dt.datetime.fromisoformat(record["placed"]),
                    currency=record.get("currency") or context.options.currency,
                    total_minor=total_of(record),
                    lines=lines_of(record, products),
                    channel=record.get("channel") or "shop",
                    status=status_of(record),
                    id=id_,
                    refunded_minor=sum(one[1] for one in given_back),
                )
            )
            context.touched.add(customers[record["customer"]])
        write_orders(rows, batch=context.import_id)
        tell_of_orders((row.party_id for row in rows), batch=context.import_id, by_id=context.by_id)
        bulk_write(Refund, ("order_id", "at", "amount_minor", "reason", "key"), refunds)
        update_orders([verdict for verdict in working if verdict.action == "update"], customers, products, context)


def _by_another_key(groups: Sequence[Verdict], customers: dict[str, Found], context: Context) -> None:
    """An id of another installation leads nowhere here: recognise the customer by what else the row says."""
    others: dict[str, list[Record]] = {}
    for group in groups:
        record = group.record
        if record["customer"].startswith("id:") and record["customer"] not in customers:
            key = customer_key({name: value for name, value in record.items() if name != "party_id"})
            others.setdefault(key or record["customer"], []).append(record)
    for key, records in others.items():
        for record in records:
            record["customer"] = key
    customers.update(find_customers(others, within=context.within, before=context))


def _line_of(record: Record, options: Options) -> list[Any]:
    """[name, sku, quantity in thousandths, minor units]: kept in the record's `lines`."""
    quantity, currency = record.get("quantity", 1000), record.get("currency") or options.currency
    if "total" in record:
        record["total"] = to_minor(record["total"], currency)
    if "amount" in record:
        amount = to_minor(record["amount"], currency)
    elif "unit_price" in record:
        amount = to_minor(record["unit_price"] * quantity // 1000, currency)
    else:
        amount = record.get("total", 0)
    if not 0 < quantity <= MOST_MILLI:
        raise BadCell(_("the quantity must be more than nothing and at most a million"))
    if abs(amount) > MOST_MINOR:
        raise BadCell(_("the amount is larger than an order can be"))
    line = [record.get("product", ""), record.get("sku", ""), quantity, amount]
    for field in _LINE:
        record.pop(field, None)
    record["lines"] = [line]
    return line


def _number(verdict: Verdict) -> str:
    """The order's number: its own, or one made from what the row says, the same whenever the same row comes again."""
    if not verdict.key.startswith(FLAT) or verdict.record.get("number"):
        return str(verdict.record.get("number") or verdict.key)[:80]
    digest = base64.b32encode(hashlib.blake2b(verdict.key.encode(), digest_size=8).digest()).decode().rstrip("=")
    return f"{verdict.record['placed'][:10].replace('-', '')}-{digest}"


def total_of(record: Record) -> int:
    """What was charged: the order's own total, else the sum of its lines."""
    return int(record["total"]) if "total" in record else sum([line[3] for line in record["lines"]])


def status_of(record: Record) -> str:
    """The status a record names, else paid."""
    return record["status"] if record.get("status") in STATUSES else PAID


def _customers(verdicts: Sequence[Verdict], context: Context) -> dict[str, int]:
    """The customers' ids by their keys; those that are not known are written, unless this import did so for earlier orders."""
    keys = {verdict.record["customer"]: verdict.record for verdict in verdicts}
    known = {key: context.customers[key].party_id for key in keys if key in context.customers}
    known |= made_before(keys.keys() - known.keys(), context)
    new = {key: record for key, record in keys.items() if key not in known}
    rows = []
    for id_, (key, record) in zip(new_ids(len(new) or 1), new.items(), strict=False):
        kind = key.partition(":")[0]
        identities = tuple(
            IdentityRow(k, value, system, "", normal)
            for k, system, value, normal in identities_of(record)
            if k == kind or k in ("email", "phone")
        )
        rows.append(
            PartyRow(
                name=name_for(record),
                identities=identities,
                source=context.options.system,
                id=id_,
                owner_id=context.owner_of_new,
            )
        )
        known[key] = id_
    write_parties(rows, batch=context.import_id, by_id=context.by_id)
    context.ledger.note_made({key: known[key] for key in new})
    return known


def _products(verdicts: Sequence[Verdict], context: Context) -> dict[str, tuple[int | None, str]]:
    """(id, name) of the products by article number; those that are not known are written."""
    wanted: dict[str, tuple[str, str]] = {}
    for verdict in verdicts:
        for name, sku, _quantity, _amount in verdict.record["lines"]:
            if sku:
                wanted[sku] = (name or wanted.get(sku, ("",))[0], verdict.record.get("currency") or context.options.currency)
    known = {sku: (id_, name) for sku, id_, name in bulk_find(Product, "sku", wanted, ("sku", "id", "name"))}
    new = [(sku, *told) for sku, told in wanted.items() if sku not in known]
    rows = [
        ProductRow(sku=sku, name=name or sku, currency=currency, id=id_)
        for id_, (sku, name, currency) in zip(new_ids(len(new) or 1), new, strict=False)
    ]
    write_products(rows, batch=context.import_id)
    return known | {row.sku: (row.id, row.name) for row in rows}
