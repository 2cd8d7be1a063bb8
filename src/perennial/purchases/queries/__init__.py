"""Named questions about purchases; the only doors to one order, product or subscription are the `…_for` functions."""

from perennial.purchases.queries.finding import order_hits, orders_beginning, product_hits
from perennial.purchases.queries.orders import (
    beginning_with,
    channels_in_use,
    deleted_order_for,
    deleted_orders_for,
    deleted_product_for,
    deleted_products_for,
    is_anything_sold,
    number_beginning,
    order_for,
    product_for,
    subscription_for,
)
from perennial.purchases.queries.products import categories_below, category_choices, category_tree, offered_products
from perennial.purchases.queries.rhythm import gap_sums, rhythm_in_force, summary_of

__all__ = [
    "beginning_with",
    "categories_below",
    "category_choices",
    "category_tree",
    "channels_in_use",
    "deleted_order_for",
    "deleted_orders_for",
    "deleted_product_for",
    "deleted_products_for",
    "gap_sums",
    "is_anything_sold",
    "number_beginning",
    "offered_products",
    "order_for",
    "order_hits",
    "orders_beginning",
    "product_for",
    "product_hits",
    "rhythm_in_force",
    "subscription_for",
    "summary_of",
]
