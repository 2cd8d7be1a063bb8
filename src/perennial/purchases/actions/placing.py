"""Placing an order, and changing it."""

import dataclasses
import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.kernel.money import Money, is_currency
from perennial.people.holding import hold_customers, hold_with_customer
from perennial.people.models import Party
from perennial.purchases.actions.announcing import tell_of_order
from perennial.purchases.actions.bulk import LineRow, quantity_of
from perennial.purchases.actions.filling import applied_custom
from perennial.purchases.actions.refusals import Conflict, OrderRefused
from perennial.purchases.actions.staging import settle_purchases
from perennial.purchases.actions.telling import lines_as_told, told
from perennial.purchases.choices import OrderStatus
from perennial.purchases.events import OrderChanged, OrderPlaced
from perennial.purchases.models import Order, OrderLine, Product
from perennial.purchases.words import index_fresh_lines, index_orders_anew
from perennial.records.custom.values import keep_picks
from perennial.team.deeds import record_deed
from perennial.team.models import Member, Workspace

MOST_MINOR = 10**15  # the largest order: thousands of them still add up within 64 bits
MOST_MILLI = 10**9  # a million of something on one line; 500 lines of it still fit
MOST_LINES = 500
EARLIEST = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is mistaken for something else on the phone


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line to be ordered: a product, or a name, or both; the amount is for the whole line, after discounts."""

    total_minor: int
    product: Product | None = None
    name: str = ""
    quantity_milli: int = 1000


@transaction.atomic
def place_order(
    party: Party,
    *,
    by: Member | None,
    lines: Sequence[Line],
    number: str = "",
    placed_at: dt.datetime | None = None,
    channel: str = "shop",
    currency: str = "",
    status: str = OrderStatus.PAID,
    custom: Mapping[str, Any] | None = None,
) -> Order:
    """A customer bought something: writes the order with its lines, their summary and stage; tells OrderPlaced. With `custom`
    (fields of the business by their keys) the required ones must be there; without it they stay empty.

    Refuses a deleted customer, a number that is taken, an unknown currency, a day before 1900 or in the future, no lines, and
    amounts that are negative in sum or beyond what can be kept.
    """
    if party.is_deleted:
        raise OrderRefused(_("%(name)s was deleted. Restore the customer first.") % {"name": party.name})
    currency = currency or Workspace.current().currency
    placed_at = placed_at or clock.now()
    _check(lines, placed_at, currency)
    number = number.strip() or fresh_number()
    order = Order(
        number=number,
        party=party,
        placed_at=placed_at,
        channel=channel,
        currency=currency,
        status=_countable(status),
        total_minor=sum(line.total_minor for line in lines),
        quantity=quantity_of(_rows(lines)),
    )
    hold_customers([party.pk])
    applied = applied_custom(order, custom, by=by, creating=True)
    try:
        with transaction.atomic():
            order.save(force_insert=True)
    except IntegrityError:
        raise OrderRefused(
            _("There is an order “%(number)s” already. Open it to change it, or choose another number.") % {"number": number},
            field="number",
        ) from None
    _write_lines(order, lines)
    keep_picks(order.pk, order.custom, applied.picked)
    if applied.searched:
        index_orders_anew([order.pk])
    settle_purchases([party.pk])
    if by is not None:
        record_deed("purchases.order.placed", by=by, on=order)
    tell_of_order(order, by=by)
    publish(
        OrderPlaced(
            order_id=order.pk,
            party_id=party.pk,
            number=order.number,
            placed_at=order.placed_at,
            total_minor=order.total_minor,
            currency=order.currency,
            by_id=by.pk if by else None,
        )
    )
    return order


@transaction.atomic
def change_order(
    order: Order,
    *,
    by: Member | None,
    version: int,
    lines: Sequence[Line] | None = None,
    placed_at: dt.datetime | None = None,
    channel: str | None = None,
    status: str | None = None,
    custom: Mapping[str, Any] | None = None,
) -> Order:
    """Change what is named, lines as a whole; tells OrderChanged. Refuses a version that somebody else has moved on from, a
    cancelled order, and other lines once money was given back."""
    kept = locked(order)
    if kept.version != version:
        raise Conflict(_("Somebody else changed order %(number)s since you opened it.") % {"number": kept.number})
    if kept.is_cancelled:
        raise OrderRefused(_("Order %(number)s was cancelled. Take the cancellation back first.") % {"number": kept.number})
    placed_at = placed_at or kept.placed_at
    values = {"placed_at": placed_at, "channel": channel or kept.channel, "status": kept.status}
    if status is not None and status != kept.status:
        values["status"] = _countable(status, kept)
    if lines is not None:
        if kept.refunded_minor:
            raise OrderRefused(_("Money was given back for this order, so its lines stay as they are."), field="lines")
        _check(lines, placed_at, kept.currency)
        values |= {"total_minor": sum(line.total_minor for line in lines), "quantity": quantity_of(_rows(lines))}
    else:
        check_day(placed_at)
    changes: dict[str, tuple[Any, Any]] = {n: (getattr(kept, n), v) for n, v in values.items() if getattr(kept, n) != v}
    applied = applied_custom(kept, custom, by=by)
    changes |= applied.changes
    if lines is not None and _differ(kept, lines):
        changes["lines"] = (lines_as_told(kept.currency, rows_of(kept)), lines_as_told(kept.currency, _rows(lines)))
        kept.lines.all().delete()
        _write_lines(kept, lines)
    if not changes:
        return kept
    for name, value in values.items():
        setattr(kept, name, value)
    kept.version += 1
    kept.updated_at = clock.now()
    kept.save()
    keep_picks(kept.pk, kept.custom, applied.picked)
    if applied.searched:
        index_orders_anew([kept.pk])
    settle_purchases([kept.party_id])
    if by is not None:
        record_deed("purchases.order.changed", by=by, on=kept, changes=told(changes, kept.currency))
    publish(OrderChanged(order_id=kept.pk, party_id=kept.party_id, fields=tuple(changes), by_id=by.pk if by else None))
    return kept


def moment_on(day: dt.date, zone: dt.tzinfo, before: dt.datetime | None = None) -> dt.datetime:
    """When an order of that day was placed: now for today, else noon; the moment that it had `before` as long as its day
    stays."""
    if before and before.astimezone(zone).date() == day:
        return before
    return clock.now() if day == clock.today(zone) else dt.datetime.combine(day, dt.time(12), tzinfo=zone)


def locked(order: Order) -> Order:
    """The order as it stands, held until the transaction ends, with its customer."""
    kept: Order | None = hold_with_customer(Order.objects.select_related("party"), order.pk)
    if kept is None:
        raise OrderRefused(_("Somebody deleted order %(number)s in the meantime.") % {"number": order.number})
    return kept


def _check(lines: Sequence[Line], placed_at: dt.datetime, currency: str) -> None:
    check_day(placed_at)
    if not is_currency(currency):
        raise OrderRefused(_("“%(code)s” is not a currency.") % {"code": currency[:20]}, field="currency")
    if not lines:
        raise OrderRefused(_("An order has at least one line. Say what was bought."), field="lines")
    if len(lines) > MOST_LINES:
        raise OrderRefused(_("An order has at most %(count)d lines.") % {"count": MOST_LINES}, field="lines")
    for at, line in enumerate(lines, 1):
        if not 0 < line.quantity_milli <= MOST_MILLI:
            raise OrderRefused(_("Line %(at)d: the quantity must be more than 0.") % {"at": at}, field="lines")
        if abs(line.total_minor) > MOST_MINOR:
            raise OrderRefused(_("Line %(at)d: the amount is larger than an order can be.") % {"at": at}, field="lines")
    total = sum(line.total_minor for line in lines)
    if not 0 <= total <= MOST_MINOR:
        raise OrderRefused(
            _("The total is %(total)s; it must be between nothing and %(most)s.")
            % {"total": Money(total, currency), "most": Money(MOST_MINOR, currency)},
            field="lines",
        )


def check_day(placed_at: dt.datetime) -> None:
    """Refuse a day on which nothing can have been bought."""
    if placed_at < EARLIEST:
        raise OrderRefused(_("The day is before 1900. Check the year."), field="placed_at")
    if placed_at > clock.now() + dt.timedelta(days=1):
        raise OrderRefused(_("The day is in the future. An order is written down once it was placed."), field="placed_at")


def _countable(status: str, order: Order | None = None) -> str:
    """Refunded and cancelled come from refunds and cancellations, not by being set."""
    if status not in OrderStatus.counted() or (order and order.status == OrderStatus.REFUNDED):
        raise OrderRefused(_("This status comes by itself: refund the order, or cancel it."), field="status")
    return status


def _rows(lines: Sequence[Line]) -> list[LineRow]:
    return [
        LineRow(
            name=(line.name.strip() or (line.product.name if line.product else ""))[:200],
            quantity_milli=line.quantity_milli,
            total_minor=line.total_minor,
            product_id=line.product.pk if line.product else None,
        )
        for line in lines
    ]


def _differ(order: Order, lines: Sequence[Line]) -> bool:
    return rows_of(order) != _rows(lines)


def rows_of(order: Order) -> list[LineRow]:
    """The lines as they stand."""
    before = order.lines.order_by("pk").values_list("name", "quantity_milli", "total_minor", "product_id")
    return [LineRow(*row) for row in before]


def _write_lines(order: Order, lines: Sequence[Line]) -> None:
    made = OrderLine.objects.bulk_create(OrderLine(order=order, **row._asdict()) for row in _rows(lines))
    index_fresh_lines((line.pk, line.name, line.product_id) for line in made)


def fresh_number() -> str:
    """A number that nobody has, short enough to be read out."""
    return f"{clock.today():%y%m%d}-{''.join(secrets.choice(_ALPHABET) for _ in range(6))}"
