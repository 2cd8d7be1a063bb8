"""Orders that are known already: what a file would change in them, and changing it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from perennial.connect.kinds.base import Context, Record, Verdict
from perennial.connect.kinds.customers import Found
from perennial.connect.kinds.journal import keep_changes
from perennial.kernel import clock
from perennial.kernel.bulk import bulk_delete, bulk_find, bulk_update, bulk_write
from perennial.kernel.ids import new_ids
from perennial.people.models import Party
from perennial.purchases.actions.bulk import quantity_of
from perennial.purchases.choices import OrderStatus
from perennial.purchases.models import Order, OrderLine, Product
from perennial.purchases.words import index_fresh_lines

COLUMNS = ("party_id", "placed_at", "channel", "status", "currency", "total_minor", "quantity")
Products = Mapping[str, tuple[int | None, str]]  # (id, name) by article number
LINE = ("name", "quantity_milli", "total_minor", "product_id")


class Existing:
    """The orders of a chunk that are known, with their lines, in four queries; `beyond` are the numbers of those whose customer
    is beyond the reach of whoever imports."""

    def __init__(self, numbers: Iterable[str], within: frozenset[int] | None = None) -> None:
        ids = [id_ for (id_,) in bulk_find(Order, "number", numbers, ("id",))]
        self.orders = {order.number: order for order in Order.objects.in_bulk(ids).values()}
        self.beyond = self._beyond(within) if within is not None else set()
        self.lines: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
        for order_id, _id, *line in sorted(bulk_find(OrderLine, "order_id", ids, ("order_id", "id", *LINE))):
            self.lines[order_id].append(tuple(line))
        products = {line[3] for lines in self.lines.values() for line in lines if line[3]}
        self.skus = dict(bulk_find(Product, "id", products, ("id", "sku")))

    def _beyond(self, within: frozenset[int]) -> set[str]:
        parties = {order.party_id for order in self.orders.values()}
        seen = {id_ for id_, owner_id in bulk_find(Party, "id", parties, ("id", "owner_id")) if owner_id in within}
        return {order.number for order in self.orders.values() if order.party_id not in seen}

    def compare(self, group: Verdict, customer: Found | None) -> None:
        """Set the group's changes against the order as it stands; blank cells change nothing."""
        order, record = group.found, group.record
        changes: dict[str, tuple[Any, Any]] = {}
        if customer and customer.party_id != order.party_id:
            changes["party_id"] = (order.party_id, customer.party_id)
        placed = dt.datetime.fromisoformat(record["placed"])
        if placed != order.placed_at:
            changes["placed_at"] = (order.placed_at, placed)
        for field, column in (("channel", "channel"), ("currency", "currency"), ("status", "status")):
            value = record.get(field)
            if value and value != getattr(order, column) and (field != "status" or value in OrderStatus.values):
                changes[column] = (getattr(order, column), value)
        before = [(line[0], self.skus.get(line[3], ""), *line[1:3]) for line in self.lines[order.pk]]
        if not _same_lines(before, record["lines"]):
            changes["lines"] = (before, [tuple(line) for line in record["lines"]])
        total = int(record["total"]) if "total" in record else sum(line[3] for line in record["lines"])
        if total != order.total_minor:
            changes["total_minor"] = (order.total_minor, total)
        if changes and (order.refunded_minor or order.status == OrderStatus.CANCELLED) and not group.record.get("refunds"):
            if changes.keys() <= {"status"}:  # it was refunded or cancelled here; the file does not know yet
                changes = {}
            else:
                group.fail(_("Money was given back for this order, or it was cancelled; change it by hand"))
        group.changes = changes


def _same_lines(before: Sequence[Sequence[Any]], after: Sequence[Sequence[Any]]) -> bool:
    if len(before) != len(after):
        return False
    return all(
        old[2:] == tuple(new[2:]) and new[1] in ("", old[1]) and new[0] in ("", old[0])
        for old, new in zip(map(tuple, before), after, strict=True)
    )


def update_orders(verdicts: Sequence[Verdict], customers: Mapping[str, int], products: Products, context: Context) -> None:
    """Write the changes of known orders, and keep what they were."""
    rows, journal, lines, replaced, now = [], [], [], [], clock.now()
    for verdict in verdicts:
        order: Order = verdict.found
        before: dict[str, Any] = {}
        context.touched.add(order.party_id)
        for field, (old, new) in verdict.changes.items():
            if field.startswith("custom_"):  # written by `custom.CustomColumns`
                continue
            if field == "lines":
                fresh = lines_of(verdict.record, products)
                before["lines"] = [list(row) for row in _kept_lines(order.pk)]
                before["quantity"], order.quantity = order.quantity, quantity_of(fresh)
                lines += [(order.pk, *row) for row in fresh]
                replaced.append(order.pk)
            else:
                before[field] = old.isoformat() if isinstance(old, dt.datetime) else old
                setattr(order, field, new)
        context.touched.add(order.party_id)
        rows.append((order.pk, order.version + 1, now, *(getattr(order, name) for name in COLUMNS)))
        journal.append((order.pk, order.version + 1, before))
    bulk_delete(OrderLine, "order_id", replaced)
    write_lines(lines)
    bulk_update(Order, ("id", "version", "updated_at", *COLUMNS), rows)
    keep_changes(context.import_id, "purchases.order", journal)


def write_lines(lines: Sequence[tuple[Any, ...]]) -> None:
    """Add lines: (order, name, quantity, amount, product)."""
    numbered = [(id_, *line) for id_, line in zip(new_ids(len(lines) or 1), lines, strict=False)]
    bulk_write(OrderLine, ("id", "order_id", *LINE), numbered)
    index_fresh_lines((id_, name, product) for id_, _order, name, _quantity, _amount, product in numbered)


def _kept_lines(order_id: int) -> Any:
    return OrderLine.objects.filter(order=order_id).order_by("id").values_list(*LINE)


def lines_of(record: Record, products: Products) -> list[tuple[str, int, int, int | None]]:
    """The order's lines as LineRow has them, each with its product."""
    rows = []
    for name, sku, quantity, amount in record["lines"]:
        product_id, known_as = products.get(sku, (None, ""))
        rows.append((name or known_as, quantity, amount, product_id))
    return rows
