"""Where deleted orders are kept."""

from perennial.purchases.words import index_lines_of
from perennial.records.bins import Bin, bins

ORDERS = Bin(
    key="purchases.DeletedOrder",
    model_name="purchases.Order",
    parts=(
        ("purchases.OrderLine", "order"),
        ("purchases.Refund", "order"),
        ("purchases.OrderCancellation", "order"),
    ),
    pointing=(("purchases.Renewal", "order"),),
    carried=("party_id", "number"),
    holder="orders",
    back=lambda rows: index_lines_of([row["id"] for row in rows]),
    order=30,
)
bins.add(ORDERS)
