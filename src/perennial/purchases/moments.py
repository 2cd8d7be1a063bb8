"""Purchases on a customer's timeline, read where they are kept."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from perennial.kernel.ids import lowest_id_at
from perennial.kernel.manifests import Moment
from perennial.kernel.money import Money
from perennial.kernel.prepared import prepared
from perennial.purchases.choices import OrderStatus
from perennial.purchases.models import Cancellation, Order, OrderCancellation, Pause, Refund, Subscription
from perennial.purchases.queries import summary_of

MANY = 5_000  # orders of one customer that are not all looked at for a page
Position = tuple[dt.datetime, int]
ORDER, REFUND, CANCELLED, SUBSCRIPTION = (
    "purchases.order",
    "purchases.refund",
    "purchases.cancellation",
    "purchases.subscription",
)


def purchases_of(party_id: int, before: Position | None, kinds: frozenset[str] | None, limit: int) -> Sequence[Moment]:
    """Orders, refunds and cancelled orders, newest first; at most four queries."""
    found = orders_of(party_id, before, kinds, limit)
    if not found and before is None and _wanted(ORDER, kinds):
        return []  # they never ordered
    since = found[-1].at if len(found) == limit and _have_many(party_id) else None  # what is older stands on a later page
    found = [
        *found,
        *refunds_of(party_id, before, kinds, limit, since),
        *cancellations_of(party_id, before, kinds, limit, since),
    ]
    return sorted(found, key=lambda moment: (moment.at, moment.id), reverse=True)[:limit]


def orders_of(party_id: int, before: Position | None, kinds: frozenset[str] | None, limit: int) -> Sequence[Moment]:
    """What they ordered; one query."""
    if not _wanted(ORDER, kinds):
        return []
    rows = _found(_orders, party_id, "placed_at", before, limit)
    return [
        Moment(
            at=order.placed_at,
            id=order.pk,
            kind=ORDER,
            title=_("Ordered for %(amount)s") % {"amount": Money(order.total_minor, order.currency)},
            text=_order_words(order),
            icon="shopping-bag",
            hue=150,
            url=reverse("purchases:order", args=[order.pk]),
            recorded_at=order.created_at,
        )
        for order in rows
    ]


def refunds_of(
    party_id: int, before: Position | None, kinds: frozenset[str] | None, limit: int, since: dt.datetime | None = None
) -> Sequence[Moment]:
    """What was given back, if need be only `since`; one query."""
    if not _wanted(REFUND, kinds):
        return []
    rows = _found(_refunds, party_id, "at", before, limit, since)
    return [
        Moment(
            at=refund.at,
            id=refund.pk,
            kind=REFUND,
            title=_("Refunded %(amount)s") % {"amount": Money(refund.amount_minor, refund.order.currency)},
            text=refund.reason,
            icon="undo-2",
            hue=60,
            who=str(refund.by or ""),
            url=reverse("purchases:order", args=[refund.order_id]),
        )
        for refund in rows
    ]


def cancellations_of(
    party_id: int, before: Position | None, kinds: frozenset[str] | None, limit: int, since: dt.datetime | None = None
) -> Sequence[Moment]:
    """Orders that were cancelled, if need be only `since`; one query."""
    if not _wanted(CANCELLED, kinds):
        return []
    return [
        Moment(
            at=row.at,
            id=row.pk,
            kind=CANCELLED,
            title=_("Order %(number)s cancelled") % {"number": row.order.number},
            text=row.reason,
            icon="ban",
            hue=0,
            who=str(row.by or ""),
            url=reverse("purchases:order", args=[row.order_id]),
        )
        for row in _found(_cancelled_orders, party_id, "at", before, limit, since)
    ]


def subscriptions_of(party_id: int, before: Position | None, kinds: frozenset[str] | None, limit: int) -> Sequence[Moment]:
    """Subscriptions started, paused and ended; three queries. Their renewals are orders."""
    if not _wanted(SUBSCRIPTION, kinds):
        return []
    begun = _found(_subscriptions, party_id, "created_at", before, limit)
    if not begun and before is None:
        return []  # none was ever begun
    moments = [_subscribed(row.created_at, row.pk, _("Subscribed to %(name)s") % {"name": row.name}, "repeat") for row in begun]
    moments += [
        _subscribed(
            row.at,
            row.pk,
            _("%(name)s ended: %(reason)s") % {"name": row.subscription.name, "reason": row.get_reason_display()},
            "circle-stop",
            text=row.words,
            who=str(row.by or ""),
        )
        for row in _found(_ends, party_id, "at", before, limit)
    ]
    moments += [
        _subscribed(
            row.at, row.pk, _("%(name)s paused") % {"name": row.subscription.name}, "circle-pause", who=str(row.by or "")
        )
        for row in _found(_pauses, party_id, "at", before, limit)
    ]
    return sorted(moments, key=lambda moment: (moment.at, moment.id), reverse=True)[:limit]


def _subscribed(at: dt.datetime, id_: int, title: str, icon: str, *, text: str = "", who: str = "") -> Moment:
    return Moment(at=at, id=id_, kind=SUBSCRIPTION, title=title, text=text, icon=icon, hue=270, who=who)


def _order_words(order: Order) -> str:
    if order.status in (OrderStatus.CANCELLED, OrderStatus.REFUNDED, OrderStatus.OPEN):
        return f"{order.number} · {order.get_status_display()}"
    return order.number


def _wanted(kind: str, kinds: frozenset[str] | None) -> bool:
    return kinds is None or kind in kinds


def _orders(party_id: int) -> QuerySet[Any]:
    return Order.objects.filter(party_id=party_id)


def _refunds(party_id: int) -> QuerySet[Any]:
    return Refund.objects.filter(order__party_id=party_id).select_related("order", "by")


def _cancelled_orders(party_id: int) -> QuerySet[Any]:
    return OrderCancellation.objects.filter(order__party_id=party_id).select_related("order", "by")


def _subscriptions(party_id: int) -> QuerySet[Any]:
    return Subscription.objects.filter(party_id=party_id)


def _ends(party_id: int) -> QuerySet[Any]:
    return Cancellation.objects.filter(subscription__party_id=party_id).select_related("subscription", "by")


def _pauses(party_id: int) -> QuerySet[Any]:
    return Pause.objects.filter(subscription__party_id=party_id).select_related("subscription", "by")


@prepared
def _newest(party_id: int, *, of: Callable[[int], QuerySet[Any]], at: str, limit: int) -> QuerySet[Any]:
    return of(party_id).order_by(f"-{at}", "-pk")[:limit]


def _found(
    of: Callable[[int], QuerySet[Any]],
    party_id: int,
    at: str,
    before: Position | None,
    limit: int,
    since: dt.datetime | None = None,
) -> Sequence[Any]:
    """The newest rows of a party strictly before a position."""
    if before is None and since is None:
        return _newest(party_id, of=of, at=at, limit=limit)
    rows = of(party_id)
    if since is not None:
        rows = _recorded(rows.model, party_id, since)
    if before is not None:
        moment, id_ = before
        rows = rows.filter(**{f"{at}__lte": moment}).filter(Q(**{f"{at}__lt": moment}) | Q(pk__lt=id_))
    return list(rows.order_by(f"-{at}", "-pk")[:limit])


def _recorded(model: Any, party_id: int, since: dt.datetime) -> QuerySet[Any]:
    """What befell the orders of a party since: sought in what was written down since, whosever it is, and not by looking at
    every order of somebody who has very many. Nothing is written down before it happens, and ids tell when that was."""
    whose = Order.objects.filter(pk=OuterRef("order_id")).values("party_id")
    told: QuerySet[Any] = model._default_manager.filter(pk__gte=lowest_id_at(since), at__gte=since)
    told = told.alias(whose=Subquery(whose)).filter(whose=party_id)
    return told.select_related("order", "by")


def _have_many(party_id: int) -> bool:
    summary = summary_of(party_id)
    return summary is not None and summary.orders > MANY
