"""Everything that people notice when it happens to an order, a product or a subscription."""

from perennial.purchases.actions.cancelling import cancel_order, delete_orders, reinstate_order
from perennial.purchases.actions.fitting import fit_rhythm
from perennial.purchases.actions.placing import Line, change_order, place_order
from perennial.purchases.actions.refunding import refund_order
from perennial.purchases.actions.refusals import (
    Conflict,
    OrderRefused,
    ProductRefused,
    PurchaseRefused,
    RefundRefused,
    SubscriptionRefused,
)
from perennial.purchases.actions.staging import restage, settle_purchases
from perennial.purchases.actions.summing import recompute_summaries

__all__ = [
    "Conflict",
    "Line",
    "OrderRefused",
    "ProductRefused",
    "PurchaseRefused",
    "RefundRefused",
    "SubscriptionRefused",
    "cancel_order",
    "change_order",
    "delete_orders",
    "fit_rhythm",
    "place_order",
    "recompute_summaries",
    "refund_order",
    "reinstate_order",
    "restage",
    "settle_purchases",
]
