"""What can be done to very many orders and products at once: how it is asked for, said, done and taken back."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from perennial.purchases.actions import settle_purchases, together
from perennial.purchases.bins import ORDERS
from perennial.purchases.forms import CancelOrderForm
from perennial.purchases.models import Product
from perennial.purchases.rules import may_delete_orders, may_edit_product, may_edit_purchases
from perennial.records.bins import Row
from perennial.records.bulk.acts import Act, deletion
from perennial.records.bulk.away import deleting, marking


def _settle(orders: Collection[Row]) -> None:
    """What their customers bought is summed up anew."""
    settle_purchases({order["party_id"] for order in orders})


def _reason(_member: Any) -> forms.Field:
    return CancelOrderForm().fields["reason"]


DELETE = deleting(
    ORDERS, may=may_delete_orders, deleted="purchases.order.deleted", restored="purchases.order.restored", follow=_settle
)
PRODUCT_ACTS = (
    deletion(
        marking(
            Product,
            may=may_edit_product,
            holder="products",
            deleted="purchases.product.deleted",
            restored="purchases.product.restored",
        ),
        text=_("They are in no list and cannot be sold. Orders keep what was sold of them. You can undo it for 30 days."),
    ),
)
ORDER_ACTS = (
    Act(
        key="cancel",
        label=_("Cancel orders"),
        icon="ban",
        many=together.CANCELLING.putting(may=may_edit_purchases, form_field=_reason, keep=str.strip),
        title=_("Cancel orders"),
        told=lambda value: _t("Cancelled: %(value)s") % {"value": value} if value else _t("Cancelled"),
        doing=lambda value: _t("Cancelling: %(value)s") % {"value": value} if value else _t("Cancelling"),
        text=_("They count no more and stay in sight. What money was given back for is left. You can undo it for 30 days."),
        order=1,
    ),
    Act(
        key="reinstate",
        label=_("Reinstate"),
        icon="rotate-ccw",
        many=together.CANCELLING.lifting(may=may_edit_purchases),
        title=_("Take cancellations back"),
        told=lambda _value: _t("Reinstated"),
        doing=lambda _value: _t("Reinstating"),
        order=2,
    ),
    deletion(
        DELETE,
        text=_("They count no more; the sums and stages of their customers follow. You can undo it for 30 days."),
    ),
)
