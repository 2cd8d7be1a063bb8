"""What begins with a text is then a range of the unique index on every database. SQLite sorts this way already, and altering
the fields would write five million rows anew there; PostgreSQL builds one index anew."""

from typing import Any, ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

import perennial.search.fields

_COLUMNS = (("purchases_order", "number"), ("purchases_product", "sku"))
_PATTERNS = ("purchases_order_number_13fe4340_like", "purchases_product_sku_a33eef97_like")


def _by_code_point(apps: Any, schema_editor: Any) -> None:
    _collate(schema_editor, 'COLLATE "C"')
    if schema_editor.connection.vendor == "postgresql":
        for name in _PATTERNS:
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


def _by_language(apps: Any, schema_editor: Any) -> None:
    _collate(schema_editor, 'COLLATE "default"')


def _collate(schema_editor: Any, collation: str) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, column in _COLUMNS:
        schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE varchar(80) {collation}")
        if _is_filled(schema_editor, table):  # of an empty table PostgreSQL would believe that it stays empty
            schema_editor.execute(f"ANALYZE {table} ({column})")


def _is_filled(schema_editor: Any, table: str) -> bool:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")  # noqa: S608 - our own name
        (filled,) = cursor.fetchone()
    return bool(filled)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("purchases", "0007_sample_orders")]
    operations: ClassVar[list[Operation]] = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(_by_code_point, _by_language)],
            state_operations=[
                migrations.AlterField(
                    "order",
                    "number",
                    perennial.search.fields.WordField(max_length=80, unique=True, verbose_name="number"),
                ),
                migrations.AlterField(
                    "product",
                    "sku",
                    perennial.search.fields.WordField(max_length=80, unique=True, verbose_name="article number"),
                ),
            ],
        )
    ]
