from typing import Any, ClassVar

from django.db import migrations

INDEX = "party_city_begins"


def index(apps: Any, schema_editor: Any) -> None:
    """For “begins with” in any case. SQLite uses no index for a pattern: it is asked for ranges of the one of cities."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f'CREATE INDEX {INDEX} ON people_party (UPPER("city"::text) text_pattern_ops) WHERE deleted_at IS NULL'
        )


def drop(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {INDEX}")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0013_keep_what_merges_left_out")]
    operations: ClassVar = [migrations.RunPython(index, drop)]
