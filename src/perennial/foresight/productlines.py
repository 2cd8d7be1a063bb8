"""Who bought which product on which day, as the science wants it: from the lake of many, from the orders of one customer."""

import dataclasses
from typing import Self

import numpy as np

from perennial.foresight.definitions import PRODUCT_BUYERS, PRODUCT_DAYS
from perennial.foresight.ownpurchases import LARGEST_ID, day_of, not_counted
from perennial.foresight.science.baskets import Baskets
from perennial.foresight.science.companions import sold_most
from perennial.foresight.science.histories import Whole
from perennial.kernel.clock import zone_named
from perennial.lake.queries import Lake
from perennial.people.models import Party
from perennial.purchases.choices import OrderStatus
from perennial.purchases.models import Order, OrderLine, Product
from perennial.team.models import Workspace

LEARNT_FROM = 200_000  # customers, at most: more would change next to nothing
SUGGESTED = 5_000  # products, at most: the best sellers of those that are offered
NEWEST = 200  # orders of a customer that are looked at on their page


@dataclasses.dataclass(frozen=True, slots=True)
class Stock:
    """Baskets in which customer i is `customers[i]` and product j `products[j]`."""

    baskets: Baskets
    customers: Whole
    products: Whole

    @classmethod
    def of(cls, customer: Whole, product: Whole, day: Whole, products: Whole) -> Self:
        """Of lines, those of these products (sorted)."""
        place = np.minimum(np.searchsorted(products, product), max(len(products) - 1, 0))
        known = products[place] == product if len(products) else np.zeros(len(product), bool)
        customers, who = np.unique(customer[known], return_inverse=True)
        return cls(Baskets.of(who, place[known], day[known], len(customers), len(products)), customers, products)

    def of_best_sellers(self) -> Self:
        """The same of the products that most customers have, if there are very many."""
        chosen = sold_most(self.baskets, SUGGESTED)
        lines = (self.customers[self.baskets.customer], self.products[self.baskets.product], self.baskets.day)
        return type(self).of(*lines, self.products[chosen])


def offered() -> Whole:
    """The products that can be sold now, by id."""
    return np.array(sorted(Product.objects.kept().filter(is_offered=True).order_by().values_list("pk", flat=True)), np.int64)


def to_learn_from(lake: Lake, as_of: int) -> Stock:
    """What every so-manieth customer bought, of the best sellers."""
    numbers = not_counted() | {"as_of_day": as_of}
    buyers = int(lake.query(PRODUCT_BUYERS.asked(**numbers)).column("customers")[0].as_py())
    return lines_in(lake, as_of, offered(), every=1 + buyers // LEARNT_FROM).of_best_sellers()


def lines_in(lake: Lake, as_of: int, products: Whole, *, after: int = 0, upto: int = LARGEST_ID, every: int = 1) -> Stock:
    """What customers with such ids bought of these products until a day."""
    numbers = not_counted() | {"as_of_day": as_of, "after": after, "upto": upto, "every": every}
    table = PRODUCT_DAYS.cast(lake.query(PRODUCT_DAYS.asked(**numbers)))
    customer, product, day = (table.column(name).to_numpy() for name in ("customer_id", "product_id", "day"))
    return Stock.of(customer, product, day, products)


def lines_of(party: Party) -> Stock:
    """What one customer bought lately of what can be sold now, as the orders say it. Two queries."""
    zone = zone_named(Workspace.current().time_zone)
    newest = Order.objects.filter(party=party, status__in=OrderStatus.counted()).order_by("-placed_at", "-pk")
    days = {pk: day_of(placed.astimezone(zone).date()) for pk, placed in newest.values_list("pk", "placed_at")[:NEWEST]}
    lines = OrderLine.objects.filter(order__in=list(days), product__deleted_at=None, product__is_offered=True)
    told = [(product, days[order]) for product, order in lines.values_list("product_id", "order_id").order_by()]
    product, day = np.array(told, np.int64).reshape(-1, 2).T
    return Stock.of(np.full(len(product), party.pk), product, day, np.unique(product))
