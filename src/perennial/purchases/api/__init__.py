"""The JSON face of purchases: products, orders with their lines and refunds, subscriptions."""

from collections.abc import Sequence

from perennial.purchases.api import orders, products, subscriptions
from perennial.team.rest import Routes


def routes() -> Sequence[Routes]:
    """Every operation of this slice."""
    from perennial.purchases.api import ending  # noqa: F401 - it adds its operations by being read

    return [products.routes, orders.routes, subscriptions.routes]
