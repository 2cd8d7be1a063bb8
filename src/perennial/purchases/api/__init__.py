"""The JSON face of purchases: products, orders with their lines and refunds, subscriptions."""

from collections.abc import Sequence

from perennial.purchases.api import orders, products, subscriptions
from perennial.team.rest import Routes


def routes() -> Sequence[Routes]:
    """Every operation of this slice."""
    return [products.routes, orders.routes, subscriptions.routes]
