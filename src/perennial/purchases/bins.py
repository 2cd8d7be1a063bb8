"""Where deleted orders are kept until they can no longer be restored."""

from perennial.records.bins import Bin, bins

ORDERS = Bin(
    key="purchases.DeletedOrder",
    model_name="purchases.Order",
    name="number",
    parts=(
        ("purchases.OrderLine", "order"),
        ("purchases.Refund", "order"),
        ("purchases.OrderCancellation", "order"),
    ),
    pointing=(("purchases.Renewal", "order"),),
    carried=("party_id",),
    holder="orders",
    order=30,
)
bins.add(ORDERS)
