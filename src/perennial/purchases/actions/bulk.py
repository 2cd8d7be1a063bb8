"""Writing many products and orders at once, leaving exactly what the single actions leave."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import transaction

from perennial.kernel import clock
from perennial.kernel.bulk import bulk_write, chunks
from perennial.kernel.events import publish
from perennial.kernel.ids import new_ids
from perennial.lake.changes import note_old_ids
from perennial.purchases.choices import OrderStatus
from perennial.purchases.events import OrdersWritten
from perennial.purchases.models import Order, OrderLine, Product
from perennial.purchases.words import index_anew, index_fresh_lines

AT_ONCE = 5_000


class ProductRow(NamedTuple):
    """One product to write. `price_minor` None: it has no fixed price."""

    sku: str
    name: str
    currency: str
    price_minor: int | None = None
    category_id: int | None = None
    is_offered: bool = True
    id: int | None = None


class LineRow(NamedTuple):
    """One line of an order to write; see `OrderLine`."""

    name: str = ""
    quantity_milli: int = 1000
    total_minor: int = 0
    product_id: int | None = None


class OrderRow(NamedTuple):
    """One order to write, with its lines. `total_minor` is what was charged, whatever the lines add up to."""

    number: str
    party_id: int
    placed_at: dt.datetime
    currency: str
    total_minor: int
    lines: Sequence[tuple[str, int, int, int | None]] = ()  # each as a LineRow has it
    channel: str = "shop"
    status: str = OrderStatus.PAID.value
    id: int | None = None
    refunded_minor: int = 0


def quantity_of(lines: Iterable[tuple[str, int, int, int | None]]) -> int:
    """The whole units in an order: the sum over its lines, half a unit rounded away from zero."""
    milli = sum([line[1] for line in lines])
    return (abs(milli) + 500) // 1000 * (1 if milli >= 0 else -1)


@transaction.atomic
def write_products(rows: Iterable[ProductRow], *, batch: int | None = None, sample: bool = False) -> int:
    """Add products in bulk. Refuses (IntegrityError) an article number that exists. Returns how many were written."""
    now, written = clock.now(), 0
    same = {"batch": batch, "sample": sample, "created_at": now, "updated_at": now}
    columns = ("id", "sku", "name", "currency", "price_minor", "category_id", "is_offered")
    for some in chunks(rows, AT_ONCE):
        numbered = [(row.id or id_, row) for id_, row in zip(new_ids(len(some)), some, strict=True)]
        written += bulk_write(Product, columns, ((id_, *row[:6]) for id_, row in numbered), same=same)
        index_anew(id_ for id_, _row in numbered)
    return written


@transaction.atomic
def write_orders(rows: Iterable[OrderRow], *, batch: int | None = None) -> int:
    """Add orders with their lines in bulk; tells OrdersWritten. Refuses (IntegrityError) a number that exists. Returns how many
    were written.

    Summaries are not touched: call `recompute_summaries` with the customers once, after the last chunk.
    """
    now, written = clock.now(), 0
    same = {"batch": batch, "created_at": now, "updated_at": now, "version": 1}
    columns = (
        "id",
        "number",
        "party_id",
        "placed_at",
        "currency",
        "total_minor",
        "channel",
        "status",
        "quantity",
        "refunded_minor",
    )
    line_columns = ("id", "order_id", "name", "quantity_milli", "total_minor", "product_id")
    for some in chunks(rows, AT_ONCE):
        ids = new_ids(len(some))
        orders, lines = [], []
        for i, row in enumerate(some):
            id_ = row.id or ids[i]
            orders.append((id_, *row[:5], row.channel, row.status, quantity_of(row.lines), row.refunded_minor))
            lines += [(id_, *line) for line in row.lines]
        written += bulk_write(Order, columns, orders, same=same)
        note_old_ids("purchases.Order", [row.id for row in some if row.id])
        line_ids = new_ids(max(len(lines), 1))
        bulk_write(OrderLine, line_columns, ((line_ids[i], *line) for i, line in enumerate(lines)))
        index_fresh_lines((line_ids[i], line[1], line[4]) for i, line in enumerate(lines))
    if written:
        publish(OrdersWritten(count=written))
    return written
