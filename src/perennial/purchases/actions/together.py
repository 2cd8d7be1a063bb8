"""Changing very many orders at once, in a fixed number of statements, leaving what the single actions leave."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from perennial.kernel.clock import zone_named
from perennial.purchases.actions.placing import check_day, moment_on
from perennial.purchases.actions.refusals import OrderRefused
from perennial.purchases.actions.staging import settle_purchases
from perennial.purchases.choices import OrderStatus
from perennial.purchases.models import Order, OrderCancellation
from perennial.records.bulk.acts import Halt, Round
from perennial.records.bulk.columns import Columns
from perennial.records.bulk.noted import Noted
from perennial.team.models import Workspace


def why_closed(status: str) -> str:
    """Why an order cannot be changed, "" when it can: one that was cancelled is left as it was."""
    return _("It was cancelled") if status == OrderStatus.CANCELLED else ""


def _why_not_moved(status: str) -> str:
    """The same for its status: what a refund or a cancellation said is not set."""
    return _("It was refunded") if status == OrderStatus.REFUNDED else why_closed(status)


def _countable(_turn: Round, status: str) -> None:
    if status not in OrderStatus.counted():
        raise Halt(_("This status comes by itself: refund the order, or cancel it."))


CHANNEL = Columns(
    model=Order,
    names=("channel",),
    also=("status",),
    deed="purchases.order.changed",
    closed=lambda one: why_closed(one.values[1]),
)
STATUS = Columns(
    model=Order,
    names=("status",),
    deed="purchases.order.changed",
    check=_countable,
    closed=lambda one: _why_not_moved(one.values[0]),
)


def _day_of_purchase(_turn: Round, day: str) -> None:
    try:
        check_day(_placed(day))
    except OrderRefused as refusal:
        raise Halt(str(refusal)) from None


def _placed(day: str, before: dt.datetime | None = None) -> dt.datetime:
    return moment_on(dt.date.fromisoformat(day), zone_named(Workspace.current().time_zone), before)


def _settle(order_ids: Sequence[int]) -> None:
    """What their customers bought is summed up anew."""
    settle_purchases(set(Order.objects.filter(pk__in=order_ids).values_list("party_id", flat=True)))


PLACED = Columns(
    model=Order,
    names=("placed_at",),
    also=("status",),
    deed="purchases.order.changed",
    check=_day_of_purchase,
    closed=lambda one: why_closed(one.values[1]),
    aim=lambda one, day: (_placed(day, one.values[0]),),
    follow=lambda _turn, moved: _settle([each.one.pk for each in moved]),
)
CANCELLING = Noted(
    model=Order,
    note=OrderCancellation,
    link="order",
    column="status",
    on=OrderStatus.CANCELLED.value,
    also=("refunded_minor",),
    fresh=lambda one, reason: {"reason": reason or "", "status_before": one.values[0]},
    off=lambda note: note["status_before"],
    put_deed=lambda _note: "purchases.order.cancelled",
    lift_deed="purchases.order.reinstated",
    told=lambda note: {"status": (note["status_before"], OrderStatus.CANCELLED.value)},
    closed=lambda one: _("Money was given back for it. Refund the rest instead") if one.values[1] else "",
    follow=_settle,
)
