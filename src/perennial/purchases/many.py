"""What can be done to very many orders at once: how it is asked for, said, done and taken back."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from perennial.purchases.actions import settle_purchases
from perennial.purchases.bins import ORDERS
from perennial.purchases.rules import may_delete_orders
from perennial.records.bins import Row
from perennial.records.bulk.acts import Act
from perennial.records.bulk.away import deleting


def _settle(orders: Collection[Row]) -> None:
    """What their customers bought is summed up anew."""
    settle_purchases({order["party_id"] for order in orders})


DELETE = deleting(
    ORDERS, may=may_delete_orders, deleted="purchases.order.deleted", restored="purchases.order.restored", follow=_settle
)
ORDER_ACTS = (
    Act(
        key="delete",
        label=_("Delete"),
        icon="trash-2",
        many=DELETE,
        title=_("Delete"),
        told=lambda value: str(_("Deleted")),
        text=_("They count no more; the sums and stages of their customers follow. You can undo it for 30 days."),
        danger=True,
        order=9,
    ),
)
