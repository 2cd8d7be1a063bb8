"""Setting records back to what they were before an import, if nobody changed them since."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.utils.translation import gettext as _

from perennial.connect.actions.beyond import beyond_of, handed_on
from perennial.connect.actions.standing import as_it_was
from perennial.connect.choices import Bucket
from perennial.connect.kinds.custom import set_back
from perennial.connect.kinds.order_changes import COLUMNS as ORDER_COLUMNS
from perennial.connect.kinds.order_changes import write_lines
from perennial.connect.kinds.products import COLUMNS as PRODUCT_COLUMNS
from perennial.connect.models import Change
from perennial.kernel import clock
from perennial.kernel.bulk import bulk_delete, bulk_update
from perennial.people.actions.bulk_changes import revert_parties
from perennial.people.models import Party
from perennial.purchases.models import Order, OrderLine, Product
from perennial.purchases.words import index_anew

Owners = frozenset[int] | None
Kept = list[tuple[str, int, str, str]]


def _sorted_out(
    changes: Sequence[Change], records: dict[int, Any], beyond: Collection[int] = ()
) -> tuple[list[tuple[Any, Change]], Kept]:
    """The records that are as the import left them, and why the others are kept."""
    sound: list[tuple[Any, Change]] = []
    kept: Kept = []
    grown = {change.object_id: change.pk for change in changes if _has_grown(change, records)}
    same = as_it_was(type(next(iter(records.values()))), grown) if grown else set()
    for change in changes:
        record = records.get(change.object_id)
        if record is None:
            kept.append((Bucket.KEPT.value, change.object_id, "", _("It was deleted since")))
        elif record.pk in beyond:
            kept.append((Bucket.KEPT.value, change.object_id, "", handed_on()))
        elif (change.object_id in grown and change.object_id not in same) or getattr(record, "deleted_at", None):
            kept.append((Bucket.KEPT.value, change.object_id, str(record), _("Somebody changed it since")))
        else:
            sound.append((record, change))
    return sound, kept


def _has_grown(change: Change, records: dict[int, Any]) -> bool:
    record = records.get(change.object_id)
    return record is not None and record.version != change.version


def _set_custom_back(sound: Sequence[tuple[Any, Change]]) -> None:
    set_back([(record, change.before["custom"]) for record, change in sound if change.before.get("custom")])


def _revert_parties(changes: Sequence[Change], within: Owners) -> tuple[Kept, set[int]]:
    parties = Party.objects.select_for_update(of=("self",)).in_bulk([change.object_id for change in changes])
    sound, kept = _sorted_out(changes, parties, beyond_of(Party, parties, within))
    for party, change in sound:
        for name, value in change.before.items():
            if name not in ("added", "custom", "birthday"):
                setattr(party, name, value)
    _set_custom_back(sound)
    birthdays = {party.pk: tuple(day) for party, change in sound if (day := change.before.get("birthday"))}
    revert_parties([party for party, _change in sound], [change.before.get("added", {}) for _party, change in sound], birthdays)
    return kept, set()


def _revert_orders(changes: Sequence[Change], within: Owners) -> tuple[Kept, set[int]]:
    orders = Order.objects.select_for_update(of=("self",)).in_bulk([change.object_id for change in changes])
    sound, kept = _sorted_out(changes, orders, beyond_of(Order, orders, within))
    touched, rows, lines, replaced, now = set(), [], [], [], clock.now()
    for order, change in sound:
        touched.add(order.party_id)
        for name, value in change.before.items():
            if name == "lines":
                replaced.append(order.pk)
                lines += [(order.pk, *line) for line in value]
            elif name != "custom":
                setattr(order, name, dt.datetime.fromisoformat(value) if name == "placed_at" else value)
        touched.add(order.party_id)
        rows.append((order.pk, order.version + 1, now, *(getattr(order, name) for name in ORDER_COLUMNS)))
    _set_custom_back(sound)
    bulk_delete(OrderLine, "order_id", replaced)
    write_lines(lines)
    bulk_update(Order, ("id", "version", "updated_at", *ORDER_COLUMNS), rows)
    return kept, touched


def _revert_products(changes: Sequence[Change], _within: Owners) -> tuple[Kept, set[int]]:
    products = Product.objects.select_for_update(of=("self",)).in_bulk([change.object_id for change in changes])
    sound, kept = _sorted_out(changes, products)
    rows, now = [], clock.now()
    for product, change in sound:
        for name, value in change.before.items():
            if name != "custom":
                setattr(product, name, value)
        rows.append((product.pk, product.version + 1, now, *(getattr(product, name) for name in PRODUCT_COLUMNS)))
    _set_custom_back(sound)
    bulk_update(Product, ("id", "version", "updated_at", *PRODUCT_COLUMNS), rows)
    index_anew(product.pk for product, _change in sound)
    return kept, set()


REVERSALS: dict[str, Callable[[Sequence[Change], Owners], tuple[Kept, set[int]]]] = {
    "purchases.order": _revert_orders,
    "purchases.product": _revert_products,
    "people.party": _revert_parties,
}
