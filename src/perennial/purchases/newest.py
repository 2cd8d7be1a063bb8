"""The newest orders of one member's customers, met through those who ordered last: their index begins with whose they are.

When a customer ordered last is told in the transaction of the order itself. Only who writes or takes away very many orders adds
up at the end, and says so here meanwhile: what is not added up yet is looked for one by one, in all orders.
"""

import dataclasses
from collections.abc import Callable
from typing import Any

from perennial.kernel.registry import Registry
from perennial.people.hanging import of_some
from perennial.people.models import Party, of_visible
from perennial.people.queries import visible_parties
from perennial.people.rules import may_see
from perennial.purchases.choices import OrderStatus
from perennial.purchases.models import Order
from perennial.records.fields import Rows
from perennial.records.ordering import Among, Newest
from perennial.team.reach import owners_within_reach

_MORE = 100  # customers who ordered at the same moment as the last one that is taken
_FEW = 1_000  # customers whose orders are counted as soon as they are estimated


@dataclasses.dataclass(frozen=True, kw_only=True)
class Writer:
    """Somebody who writes very many orders, or takes them away. `is_at_it()` says whether it is still to be added up what the
    customers bought, in one cheap query."""

    key: str
    is_at_it: Callable[[], bool]
    order: int = 50


writers: Registry[Writer] = Registry("writer of very many orders")


def newest_orders(member: Any, count: int) -> Rows | None:
    """Orders among which the newest `count` that a member sees certainly are; None where that cannot be told soon.

    As many customers as that ordered at a certain moment or later, so as many orders are no older; and whoever has an order
    that is no older ordered then or later, too. An order that does not count is no purchase, so these are met by themselves.
    """
    owners = owners_within_reach(member) if may_see(member) else None
    if owners is None or len(owners) != 1 or any(writer.is_at_it() for writer in writers):
        return None
    buyers = Party.objects.kept().of_owners(owners).filter(last_order_at__isnull=False)
    last = list(buyers.order_by(Newest("last_order_at"), Newest("id")).values_list("pk", "last_order_at")[: count + _MORE])
    since = last[count - 1][1] if len(last) >= count else None
    if since is None or (len(last) == count + _MORE and last[-1][1] == since):
        return None
    theirs = Order.objects.filter(Among("party_id", [pk for pk, at in last if at and at >= since]))
    besides = Order.objects.filter(of_visible(member), status__in=set(OrderStatus.values) - set(OrderStatus.counted()))
    found = [rows.filter(placed_at__gte=since).order_by().values_list("pk") for rows in (theirs, besides)]
    return Order.objects.filter(Among("pk", [pk for (pk,) in found[0].union(found[1], all=True)]))


def are_many(member: Any, count: int) -> bool:
    """Whether the orders that a member sees are certainly more than `count`. Whoever bought has an order at least, and to count
    the buyers is quickest; where they are not that many, the orders of some customers are counted."""
    buyers = visible_parties(member).filter(last_order_at__isnull=False).order_by()[: count + 1].count()
    if buyers > count or buyers < _FEW:
        return buyers > count
    return bool(of_some(Order.objects.all(), member).order_by()[: count + 1].count() > count)
