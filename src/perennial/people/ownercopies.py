"""Tables that repeat the owner of their customer, so that one index range answers "of whom this member looks after" in order.

The database keeps the copy true by itself, in the statement that changes either side: assigning one or many, importing,
merging, deleting, restoring and undoing need not know of it.
"""
# ruff: noqa: S608 - the names of tables come from migrations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.migrations.operations.base import Operation
from django.db.models import Q

NOBODY = 0
COPY = "party_owner"  # the column: nothing that anybody was told, so no part of what is exported of a person
_OWNER = f"CASE WHEN {{party}}.deleted_at IS NULL THEN COALESCE({{party}}.owner_id, {NOBODY}) END"


class OfOwner(models.Model):
    """Rows of a customer that carry the customer's owner: 0 for nobody's, empty while the customer is put away."""

    party_owner = models.BigIntegerField(null=True, editable=False)

    class Meta:
        abstract = True


def of_party_owners(owners: frozenset[int] | None) -> Q:
    """The rows of customers who are kept and whom one of these members looks after; None: of all that are kept."""
    if owners is None:
        return Q(party_owner__isnull=False)
    return Q(party_owner=min(owners)) if len(owners) == 1 else Q(party_owner__in=sorted(owners))


class CopyOwner(Operation):
    """A migration's operation: fill `party_owner` of `table` and let triggers keep it true.

    SQLite refuses to rebuild `people_party` or the table while the triggers stand: a later migration that does has to drop
    them before and copy again after.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, *, table: str) -> None:
        self.table = table

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [], {"table": self.table}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        schema_editor.execute(f"UPDATE {self.table} SET party_owner = {self._asked(self.table)}", params=None)
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        for statement in self._postgresql() if is_postgresql else self._sqlite():
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        (told, asks), table = self._names(), self.table
        for name, on in ((told, "people_party"), (asks, table), (f"{asks}_anew", table)):
            schema_editor.execute(f"DROP TRIGGER {name}" + (f" ON {on}" if is_postgresql else ""), params=None)
        for name in (told, asks) if is_postgresql else ():
            schema_editor.execute(f"DROP FUNCTION {name}()", params=None)

    def describe(self) -> str:
        return f"Copy the owner of customers to {self.table}"

    def _names(self) -> tuple[str, str]:
        """The triggers by which the table is told, and by which it asks."""
        return f"{self.table}_is_told", f"{self.table}_asks"

    def _asked(self, row: str) -> str:
        """The owner of a row's customer, as it has to be."""
        return f"(SELECT {_OWNER.format(party='p')} FROM people_party p WHERE p.id = {row}.party_id)"

    def _sqlite(self) -> Iterator[str]:
        (told, asks), table = self._names(), self.table
        yield (
            f"CREATE TRIGGER {told} AFTER UPDATE OF owner_id, deleted_at ON people_party WHEN {_differs('IS NOT')} BEGIN"
            f" UPDATE {table} SET party_owner = {_OWNER.format(party='NEW')} WHERE party_id = NEW.id; END"
        )
        ask = f"BEGIN UPDATE {table} SET party_owner = {self._asked('NEW')} WHERE rowid = NEW.rowid; END"
        yield f"CREATE TRIGGER {asks} AFTER INSERT ON {table} {ask}"
        yield (
            f"CREATE TRIGGER {asks}_anew AFTER UPDATE OF party_id, party_owner ON {table}"
            f" WHEN NEW.party_owner IS NOT {self._asked('NEW')} {ask}"
        )

    def _postgresql(self) -> Iterator[str]:
        """Row by row, each asked for by an index: a plan for many rows, once kept, would serve a single one badly. The customer
        is held, as by `hold_customers`, for whoever is just giving it to somebody else; were it shared, two who wrote at once
        would wait for each other for ever as soon as both had to hold it."""
        (told, asks), table = self._names(), self.table
        yield (
            f"CREATE FUNCTION {told}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" UPDATE {table} SET party_owner = {_OWNER.format(party='NEW')} WHERE party_id = NEW.id; RETURN NULL; END $$"
        )
        yield (
            f"CREATE TRIGGER {told} AFTER UPDATE OF owner_id, deleted_at ON people_party FOR EACH ROW"
            f" WHEN ({_differs('IS DISTINCT FROM')}) EXECUTE FUNCTION {told}()"
        )
        yield (
            f"CREATE FUNCTION {asks}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" NEW.party_owner := {self._asked('NEW')[:-1]} FOR NO KEY UPDATE); RETURN NEW; END $$"
        )
        yield f"CREATE TRIGGER {asks} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {asks}()"
        yield (
            f"CREATE TRIGGER {asks}_anew BEFORE UPDATE OF party_id, party_owner ON {table} FOR EACH ROW"
            f" WHEN (OLD.party_id <> NEW.party_id OR OLD.party_owner IS DISTINCT FROM NEW.party_owner)"
            f" EXECUTE FUNCTION {asks}()"
        )


def _differs(distinct: str) -> str:
    return f"OLD.owner_id {distinct} NEW.owner_id OR (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL)"
