"""What the lake keeps of orders, their lines and their refunds: who, when, what and how much."""

from perennial.lake.sources import Column, Fact, Source

ORDERS = Fact(
    key="orders",
    columns=(
        Column("order_id", "o.id"),
        Column("customer_id", "o.party_id"),
        Column("status", "o.status", "term"),
        Column("channel", "o.channel", "term"),
        Column("currency", "o.currency", "term"),
        Column("total_minor", "o.total_minor"),
        Column("refunded_minor", "o.refunded_minor"),
        Column("quantity", "o.quantity"),
    ),
    rows="purchases_order o",
    walk="o.id",
    root="o.id",
    root_name="order_id",
    moment="o.placed_at",
    measures=("total_minor", "refunded_minor", "quantity"),
    split="status",
)
ORDER_LINES = Fact(
    key="order_lines",
    columns=(
        Column("line_id", "l.id"),
        Column("order_id", "l.order_id"),
        Column("customer_id", "o.party_id"),
        Column("product_id", "l.product_id"),
        Column("quantity_milli", "l.quantity_milli"),
        Column("total_minor", "l.total_minor"),
        Column("status", "o.status", "term"),
        Column("channel", "o.channel", "term"),
        Column("currency", "o.currency", "term"),
    ),
    rows="purchases_orderline l JOIN purchases_order o ON o.id = l.order_id",
    walk="o.id",
    root="o.id",
    root_name="order_id",
    moment="o.placed_at",
    measures=("quantity_milli", "total_minor"),
    split="status",
)
REFUNDS = Fact(
    key="refunds",
    columns=(
        Column("refund_id", "r.id"),
        Column("order_id", "r.order_id"),
        Column("customer_id", "o.party_id"),
        Column("amount_minor", "r.amount_minor"),
        Column("currency", "o.currency", "term"),
    ),
    rows="purchases_refund r JOIN purchases_order o ON o.id = r.order_id",
    walk="o.id",
    root="o.id",
    root_name="order_id",
    moment="r.at",
    measures=("amount_minor",),
    split="currency",
)

ORDER_SOURCE = Source(
    key="purchases.Order",
    table="purchases_order",
    parts=("purchases_orderline", "purchases_refund"),
    facts=(ORDERS, ORDER_LINES, REFUNDS),
    order=30,
)
