"""The indexes of the fields of the business: made and dropped to fit the definitions, whenever and however often this is asked.

Each is over (the value, what orders the records of one value) of the records that lists show; a unique field has a second one
that refuses the same value twice. On PostgreSQL they are made without holding anybody up, and each field has statistics
beside them: of an index that leaves out deleted records the planner asks for none. A migration that writes a table anew
on SQLite loses them; they come back within the quarter of an hour.
"""

import dataclasses
import re
from typing import Any, cast

from django.db import IntegrityError, connection

from perennial.kernel.jobs import checkpoint
from perennial.records.custom.expressions import value_sql
from perennial.records.custom.holders import Holder, holder_named, holders
from perennial.records.models.customfield import NEVER_INDEXED, CustomField, IndexState

NAME = re.compile(r"custom_\d+(_once|_said)?")
_STATISTICS = "_said"


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """One index that there should be."""

    name: str
    field_id: int
    sql: str
    beside: tuple[str, ...] = ()  # columns without which it is not the one that is meant


def settle_indexes() -> int:
    """Make what is missing and drop what nobody needs any more; gives how many were made or dropped. A unique index that cannot
    be made, because two records have the same value, leaves its field marked."""
    if connection.in_atomic_block and connection.vendor == "postgresql":
        connection.check_constraints()  # or what was written in this very transaction would still hold the table
    there = _definitions() | _statistics()
    wanted = {one.name: one for field in _indexed() for one in indexes_of(field)}
    changed = 0
    for name in sorted(there - wanted.keys()):
        with checkpoint():
            pass  # look whether somebody stopped the job; PostgreSQL drops outside of any transaction
        _drop(name)
        changed += 1
    for name, one in sorted(wanted.items()):
        if name not in there or any(column not in there[name] for column in one.beside):
            with checkpoint():
                pass
            _make(one)
            changed += 1
    _note_states(wanted)
    if changed and connection.vendor == "postgresql":
        _look_again()
    return changed


def indexes_of(field: CustomField) -> list[Wanted]:
    """The indexes that a field should have."""
    holder = holder_named(field.holder)
    name = f"custom_{field.slot}"
    value, table = _value(holder, field), connection.ops.quote_name(holder.model._meta.db_table)
    kept = " AND ".join(f"{_column(holder, column)} IS NULL" for column in holder.kept)
    first = (
        f"{value} NULLS FIRST" if connection.vendor == "postgresql" else value
    )  # as SQLite sorts: `ordering.Newest` needs it
    tail = ", ".join([first, *(_column(holder, column) for column in (*holder.tail, *holder.beside))])
    index = f"INDEX {{}}{name} ON {table} ({tail}){f' WHERE {kept}' if kept else ''}"
    made = [Wanted(name, field.pk, index, holder.beside)]
    if field.is_unique:
        there = " AND ".join(filter(None, (kept, f"{value} IS NOT NULL")))
        made.append(Wanted(f"{name}_once", field.pk, f"UNIQUE INDEX {{}}{name}_once ON {table} ({value}) WHERE {there}"))
    if connection.vendor == "postgresql":
        made.append(Wanted(f"{name}{_STATISTICS}", field.pk, f"STATISTICS {name}{_STATISTICS} ON ({value}) FROM {table}"))
    return made


def existing_indexes() -> set[str]:
    """The names of the indexes of fields that there are and that work."""
    return set(_definitions())


def _definitions() -> dict[str, str]:
    if connection.vendor == "postgresql":
        query = (
            "SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid"
            " WHERE c.relname LIKE 'custom%%' AND i.indisvalid"
        )
    else:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND name LIKE 'custom%%'"
    with connection.cursor() as cursor:
        cursor.execute(query, [])
        return {name: sql for name, sql in cursor.fetchall() if NAME.fullmatch(name)}


def _statistics() -> dict[str, str]:
    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT stxname, '' FROM pg_statistic_ext WHERE stxname LIKE 'custom%%'", [])
        return {name: sql for name, sql in cursor.fetchall() if NAME.fullmatch(name)}


def _indexed() -> list[CustomField]:
    return list(CustomField.objects.kept().exclude(type__in=NEVER_INDEXED).order_by("id"))


def _make(one: Wanted) -> None:
    try:
        _drop(one.name)  # one that was left half made
        _run(f"CREATE {one.sql.format(_concurrently())}")
    except IntegrityError:
        _drop(one.name)
        CustomField.objects.filter(pk=one.field_id).update(index_state=IndexState.FAILED)


def _drop(name: str) -> None:
    is_statistics = name.endswith(_STATISTICS)
    _run(f"DROP {'STATISTICS ' if is_statistics else f'INDEX {_concurrently()}'}IF EXISTS {connection.ops.quote_name(name)}")


def _note_states(wanted: dict[str, Wanted]) -> None:
    there = _definitions() | _statistics()
    missing = {one.field_id for one in wanted.values() if one.name not in there}
    kept = CustomField.objects.kept().exclude(pk__in=missing)
    kept.exclude(index_state=IndexState.READY).update(index_state=IndexState.READY)


def _value(holder: Holder, field: CustomField) -> str:
    return value_sql(connection.vendor, connection.ops.quote_name("custom"), field)


def _column(holder: Holder, name: str) -> str:
    return connection.ops.quote_name(str(cast(Any, holder.model._meta.get_field(name)).column))


def _concurrently() -> str:
    return "CONCURRENTLY " if connection.vendor == "postgresql" and not connection.in_atomic_block else ""


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _look_again() -> None:
    """What PostgreSQL knows of an expression it learns from looking at the table, which it would not do before many changes."""
    for table in {holder.model._meta.db_table for holder in holders}:
        _run(f"ANALYZE {connection.ops.quote_name(table)}")
