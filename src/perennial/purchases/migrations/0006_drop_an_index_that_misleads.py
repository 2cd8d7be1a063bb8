"""The orders of a customer stand in `order_party` already, the newest first. The index is dropped by name: altering the field
would write five million rows anew on SQLite."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("people", "0008_drop_indexes_that_mislead"),
        ("purchases", "0005_index_products_for_lists"),
    ]
    operations: ClassVar[list[Operation]] = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL("DROP INDEX IF EXISTS purchases_order_party_id_cd05dc42", reverse_sql=migrations.RunSQL.noop)
            ],
            state_operations=[
                migrations.AlterField(
                    "order",
                    "party",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.party"
                    ),
                )
            ],
        )
    ]
