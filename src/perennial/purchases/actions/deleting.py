"""Deleting an order that should never have been, and taking that back."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from perennial.kernel.events import publish
from perennial.people.holding import hold_with_customer
from perennial.purchases.actions.placing import locked
from perennial.purchases.actions.refusals import OrderRefused
from perennial.purchases.actions.staging import settle_purchases
from perennial.purchases.bins import ORDERS
from perennial.purchases.events import OrderDeleted, OrderRestored
from perennial.purchases.models import DeletedOrder, Order
from perennial.records.bins import bring_back, put_away
from perennial.team.deeds import record_deed
from perennial.team.models import Member


@transaction.atomic
def delete_order(order: Order, *, by: Member) -> None:
    """Take an order out of every list and sum, with its lines and refunds, as if it had never been; it can be restored. What a
    customer took back is cancelled or refunded instead. Tells OrderDeleted."""
    kept = locked(order)
    put_away(ORDERS, [kept.pk], by=by)
    settle_purchases([kept.party_id])
    record_deed("purchases.order.deleted", by=by, on=kept)
    publish(OrderDeleted(order_id=kept.pk, party_id=kept.party_id, by_id=by.pk))


@transaction.atomic
def restore_order(deleted: DeletedOrder, *, by: Member) -> Order:
    """Let a deleted order be again what it was, under its id. Tells OrderRestored. Refuses one that somebody restored already,
    and one whose number or unique value another order has taken since."""
    kept: DeletedOrder | None = hold_with_customer(DeletedOrder.objects.all(), deleted.pk)
    if kept is None:
        raise OrderRefused(_("Somebody has restored this order meanwhile."))
    try:
        with transaction.atomic():
            returned = bring_back(ORDERS, [kept.pk], by=by)
    except IntegrityError:  # in this very moment
        words = {"field": Order._meta.get_field("number").verbose_name, "value": kept.number}
        raise OrderRefused(_("Another one has taken the %(field)s “%(value)s” since") % words) from None
    if why := returned.stayed.get(deleted.pk):
        raise OrderRefused(why)
    order = Order.objects.get(pk=deleted.pk)
    settle_purchases([order.party_id])
    record_deed("purchases.order.restored", by=by, on=order)
    publish(OrderRestored(order_id=order.pk, party_id=order.party_id, by_id=by.pk))
    return order
