"""Writing without keeping indexes, which are built once at the end: several times faster for many millions of rows.

The definitions are noted in a file of the installation before the first index goes, so that an interrupted load finds them
again. Unique indexes stay: they guard the data while it is written.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, models, transaction

from perennial.kernel.statistics import refresh_statistics

NOTE = "indexes-to-rebuild.sql"


@contextmanager
def without_indexes(tables: Sequence[type[models.Model]]) -> Iterator[None]:
    """Within the block these tables have no indexes but unique ones. Only for tables that nobody reads meanwhile."""
    note = Path(settings.HOME) / NOTE
    if not note.exists():
        found = [row for model in tables for row in _definitions(model._meta.db_table)]
        note.write_text("\n".join(definition for _name, definition in found))
        with transaction.atomic(), connection.cursor() as cursor:
            for name, _definition in found:
                cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    yield
    rebuild_indexes()


def is_interrupted() -> bool:
    """Whether a load that took indexes away has not come to its end."""
    return (Path(settings.HOME) / NOTE).exists()


def rebuild_indexes() -> None:
    """Build what an earlier `without_indexes` took away, if anything is missing."""
    note = Path(settings.HOME) / NOTE
    if not note.exists():
        return
    with connection.cursor() as cursor:
        for definition in note.read_text().splitlines():
            cursor.execute(definition.replace("CREATE INDEX ", "CREATE INDEX IF NOT EXISTS ", 1))
    refresh_statistics()
    note.unlink()


def _definitions(table: str) -> list[tuple[str, str]]:
    """(name, CREATE INDEX …) of a table's indexes that are not unique."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = %s", [table]
            )
        else:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = %s", [table]
            )
        return [(name, " ".join(sql.split())) for name, sql in cursor.fetchall() if sql.startswith("CREATE INDEX ")]
