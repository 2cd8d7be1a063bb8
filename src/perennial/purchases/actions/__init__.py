"""Everything that people notice when it happens to an order, a product or a subscription."""

from perennial.purchases.actions.cancelling import cancel_order, delete_orders, reinstate_order
from perennial.purchases.actions.cataloguing import (
    create_category,
    create_product,
    delete_product,
    edit_product,
    restore_product,
)
from perennial.purchases.actions.deleting import delete_order, restore_order
from perennial.purchases.actions.fitting import fit_rhythm
from perennial.purchases.actions.placing import (
    EARLIEST,
    MOST_LINES,
    MOST_MILLI,
    MOST_MINOR,
    Line,
    change_order,
    fresh_number,
    place_order,
)
from perennial.purchases.actions.refunding import refund_order
from perennial.purchases.actions.refusals import (
    Conflict,
    OrderRefused,
    ProductRefused,
    PurchaseRefused,
    RefundRefused,
    SubscriptionRefused,
)
from perennial.purchases.actions.renewing import renew_due_subscriptions
from perennial.purchases.actions.resubscribing import change_subscription
from perennial.purchases.actions.ruling import set_stage_rules
from perennial.purchases.actions.staging import restage, settle_purchases
from perennial.purchases.actions.subscribing import (
    cancel_subscription,
    pause_subscription,
    reinstate_subscription,
    resume_subscription,
    start_subscription,
)
from perennial.purchases.actions.summing import recompute_summaries

__all__ = [
    "EARLIEST",
    "MOST_LINES",
    "MOST_MILLI",
    "MOST_MINOR",
    "Conflict",
    "Line",
    "OrderRefused",
    "ProductRefused",
    "PurchaseRefused",
    "RefundRefused",
    "SubscriptionRefused",
    "cancel_order",
    "cancel_subscription",
    "change_order",
    "change_subscription",
    "create_category",
    "create_product",
    "delete_order",
    "delete_orders",
    "delete_product",
    "edit_product",
    "fit_rhythm",
    "fresh_number",
    "pause_subscription",
    "place_order",
    "recompute_summaries",
    "refund_order",
    "reinstate_order",
    "reinstate_subscription",
    "renew_due_subscriptions",
    "restage",
    "restore_order",
    "restore_product",
    "resume_subscription",
    "set_stage_rules",
    "settle_purchases",
    "start_subscription",
]
