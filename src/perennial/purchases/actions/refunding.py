"""Giving money back for an order."""

import datetime as dt

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.kernel.money import Money
from perennial.purchases.actions.placing import locked
from perennial.purchases.actions.refusals import RefundRefused
from perennial.purchases.actions.staging import settle_purchases
from perennial.purchases.choices import OrderStatus
from perennial.purchases.events import OrderRefunded
from perennial.purchases.models import Order, Refund
from perennial.team.deeds import record_deed
from perennial.team.models import Member


@transaction.atomic
def refund_order(
    order: Order,
    *,
    by: Member | None,
    amount_minor: int,
    reason: str = "",
    key: str | None = None,
    at: dt.datetime | None = None,
) -> Refund:
    """Give money back, wholly or in part, as often as needed; once all is back the order's status is refunded and it no longer
    counts as a purchase. Tells OrderRefunded. The same `key` is one refund, however often it is told. Refuses a cancelled order
    and more than what is left, so that refunds never exceed what was paid."""
    kept = locked(order)
    if key and (told := Refund.objects.filter(key=key).first()):
        if told.order_id != kept.pk or told.amount_minor != amount_minor:
            raise RefundRefused(_("This refund was recorded before, with another amount or for another order."))
        return told
    if kept.is_cancelled:
        raise RefundRefused(_("Order %(number)s was cancelled; there is nothing to give back.") % {"number": kept.number})
    if amount_minor <= 0:
        raise RefundRefused(_("Give back more than nothing."), field="amount")
    if amount_minor > kept.refundable_minor:
        raise RefundRefused(
            _("%(left)s of this order can still be given back, not %(amount)s.")
            % {"left": Money(kept.refundable_minor, kept.currency), "amount": Money(amount_minor, kept.currency)},
            field="amount",
        )
    at = at or clock.now()
    if not kept.placed_at - dt.timedelta(days=1) <= at <= clock.now() + dt.timedelta(days=1):
        raise RefundRefused(_("A refund lies between the order and today."), field="at")
    refund = Refund.objects.create(
        order=kept, at=at, amount_minor=amount_minor, reason=reason.strip()[:200], key=key or None, by=by
    )
    _settle(kept)
    if by is not None:
        record_deed(
            "purchases.order.refunded",
            by=by,
            on=kept,
            changes={"refund": (None, {"minor": amount_minor, "currency": kept.currency})},
        )
    publish(
        OrderRefunded(
            order_id=kept.pk,
            party_id=kept.party_id,
            refund_id=refund.pk,
            amount_minor=amount_minor,
            currency=kept.currency,
            in_full=kept.status == OrderStatus.REFUNDED,
            by_id=by.pk if by else None,
        )
    )
    return refund


def _settle(order: Order) -> None:
    """What was given back is the sum of the refunds, never a running figure."""
    order.refunded_minor = order.refunds.aggregate(sum=Sum("amount_minor"))["sum"] or 0
    if order.refunded_minor >= order.total_minor:
        order.status = OrderStatus.REFUNDED
    order.version += 1
    order.updated_at = clock.now()
    order.save(update_fields=["refunded_minor", "status", "version", "updated_at"])
    settle_purchases([order.party_id])
