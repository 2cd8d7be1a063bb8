"""Cancelling an order, taking that back, and deleting orders that should never have been."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.purchases.actions.placing import locked
from perennial.purchases.actions.refusals import OrderRefused
from perennial.purchases.actions.staging import settle_purchases
from perennial.purchases.choices import OrderStatus
from perennial.purchases.events import OrderCancelled, OrderDeleted, OrderReinstated
from perennial.purchases.models import Order, OrderCancellation
from perennial.team.deeds import record_deed
from perennial.team.models import Member


@transaction.atomic
def cancel_order(order: Order, *, by: Member | None, reason: str = "") -> Order:
    """The order no longer counts; it stays in sight. Tells OrderCancelled. Done twice it changes nothing. Refuses an order that
    was refunded: that one is over already."""
    kept = locked(order)
    if kept.is_cancelled:
        return kept
    if kept.refunded_minor:
        raise OrderRefused(_("Money was given back for order %(number)s. Refund the rest instead.") % {"number": kept.number})
    OrderCancellation.objects.create(order=kept, by=by, reason=reason.strip()[:200], status_before=kept.status)
    _move(kept, OrderStatus.CANCELLED, "purchases.order.cancelled", by=by)
    publish(OrderCancelled(order_id=kept.pk, party_id=kept.party_id, reason=reason.strip()[:200], by_id=by.pk if by else None))
    return kept


@transaction.atomic
def reinstate_order(order: Order, *, by: Member | None) -> Order:
    """Take a cancellation back: the order counts as before. Tells OrderReinstated. Done twice it
    changes nothing."""
    kept = locked(order)
    cancellation = OrderCancellation.objects.filter(order=kept).first()
    if cancellation is None:
        return kept
    before = cancellation.status_before
    cancellation.delete()
    _move(kept, before, "purchases.order.reinstated", by=by)
    publish(OrderReinstated(order_id=kept.pk, party_id=kept.party_id, by_id=by.pk if by else None))
    return kept


@transaction.atomic
def delete_orders(order_ids: Collection[int], *, by: Member | None) -> int:
    """Remove orders as if they had never been (an import's undo, sample data); tells OrderDeleted for each. A customer's order
    is cancelled, not deleted. Gives how many there were."""
    doomed = list(Order.objects.filter(pk__in=order_ids).values_list("pk", "party_id", "number"))
    Order.objects.filter(pk__in=[pk for pk, _party, _number in doomed]).delete()
    settle_purchases({party for _pk, party, _number in doomed})
    for pk, party, number in doomed:
        if by is not None:
            record_deed("purchases.order.deleted", by=by, name=number)
        publish(OrderDeleted(order_id=pk, party_id=party, by_id=by.pk if by else None))
    return len(doomed)


def _move(order: Order, status: str, deed: str, *, by: Member | None) -> None:
    before, order.status = order.status, status
    order.version += 1
    order.updated_at = clock.now()
    order.save(update_fields=["status", "version", "updated_at"])
    settle_purchases([order.party_id])
    if by is not None:
        record_deed(deed, by=by, on=order, changes={"status": (before, status)})
