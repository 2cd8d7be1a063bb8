"""Triggers that note which records changed after they were copied into the lake.

New rows are found by their ids, which grow. A trigger on INSERT would cost several times the writing itself: inside of a
savepoint SQLite then keeps every page of every row for a rollback. Rows under old ids are told by `changes.note_old_ids`.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.migrations.operations.base import Operation

OWN = "{row}.id"


def names(table: str) -> tuple[str, str]:
    """What the triggers of a table are called: for changed and for deleted rows."""
    return f"lake_{table}_changed", f"lake_{table}_deleted"


class Watch(Operation):
    """A migration's operation: watch `table` for the source `source`. `root` is the column (or expression over `{row}`) that
    names the record.

    On SQLite a later migration that rebuilds the table loses the triggers and must watch again; a test sees to it.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, *, source: str, table: str, columns: Sequence[str], root: str = OWN) -> None:
        self.source, self.table, self.columns, self.root = source, table, tuple(columns), root

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        told = {"source": self.source, "table": self.table, "columns": self.columns, "root": self.root}
        return type(self).__name__, (), told

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        statements = self._postgresql() if schema_editor.connection.vendor == "postgresql" else self._sqlite()
        for statement in statements:
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        for name in names(self.table):
            schema_editor.execute(f"DROP TRIGGER {name}" + (f" ON {self.table}" if is_postgresql else ""), params=None)
            if is_postgresql:
                schema_editor.execute(f"DROP FUNCTION {name}()", params=None)

    def describe(self) -> str:
        return f"Watch {self.table} for the lake"

    def _roots(self) -> tuple[str, str]:
        return self.root.format(row="OLD"), self.root.format(row="NEW")

    def _sqlite(self) -> list[str]:
        changed, deleted = names(self.table)
        old, new = self._roots()
        note = f"INSERT INTO lake_change (source, root) VALUES ('{self.source}', "
        differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in self.columns)
        noted = f"{note}{new}); " if self.root == OWN else f"{note}{old}); {note}{new}); "
        return [
            f"CREATE TRIGGER {changed} AFTER UPDATE OF {', '.join(self.columns)} ON {self.table} WHEN {differs}"
            f" BEGIN {noted}END",
            f"CREATE TRIGGER {deleted} AFTER DELETE ON {self.table} BEGIN {note}{old}); END",
        ]

    def _postgresql(self) -> Iterator[str]:
        """Once a statement, not once a row: a bulk change of 100,000 rows notes them in one INSERT."""
        changed, deleted = names(self.table)
        row = self.root.format
        differs = " OR ".join(f"gone.{column} IS DISTINCT FROM fresh.{column}" for column in self.columns)
        both = f"SELECT {row(row='gone')} AS root {{0}} UNION SELECT {row(row='fresh')} {{0}}".format(
            f"FROM gone JOIN fresh ON fresh.id = gone.id WHERE {differs}"
        )
        yield from self._trigger(changed, "UPDATE", "OLD TABLE AS gone NEW TABLE AS fresh", both)
        yield from self._trigger(deleted, "DELETE", "OLD TABLE AS gone", f"SELECT DISTINCT {row(row='gone')} AS root FROM gone")

    def _trigger(self, name: str, verb: str, tables: str, roots: str) -> Iterator[str]:
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" INSERT INTO lake_change (source, root) SELECT '{self.source}', noted.root FROM ({roots}) AS noted;"
            " RETURN NULL; END $$"
        )
        yield (
            f"CREATE TRIGGER {name} AFTER {verb} ON {self.table} REFERENCING {tables}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )
