"""Tell the lake which orders, lines and refunds changed after they were copied."""

from django.db import migrations

from perennial.lake.watching import Watch


class Migration(migrations.Migration):
    dependencies = [("purchases", "0010_delete_products"), ("lake", "0001_initial")]
    operations = [
        Watch(
            source="purchases.Order",
            table="purchases_order",
            columns=(
                "party_id",
                "placed_at",
                "channel",
                "status",
                "currency",
                "total_minor",
                "refunded_minor",
                "quantity",
                "version",
            ),
        ),
        Watch(
            source="purchases.Order",
            table="purchases_orderline",
            columns=("order_id", "product_id", "quantity_milli", "total_minor"),
            root="{row}.order_id",
        ),
        Watch(
            source="purchases.Order",
            table="purchases_refund",
            columns=("order_id", "at", "amount_minor"),
            root="{row}.order_id",
        ),
    ]
