"""Headline figures, told in bulk by the slices that know them."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from perennial.people.models import Party

FIGURES = ("orders", "value_minor", "currency", "last_order_at", "last_contact_at")
_TYPES = {"orders": "int[]", "value_minor": "bigint[]", "currency": "text[]"}
_AT_ONCE = 5000


@transaction.atomic
def tell_figures(rows: Iterable[Mapping[str, Any]]) -> int:
    """Set headline figures of many parties: each row has `party_id` and the figures that its teller knows (any of FIGURES, the
    same ones in every row). No version grows and no event is told: who tells the figures has told what they come from.
    Gives the number of rows that were read."""
    told = 0
    rows = iter(rows)
    while chunk := list(islice(rows, _AT_ONCE)):
        names = [name for name in FIGURES if name in chunk[0]]
        if extra := chunk[0].keys() - {"party_id", *FIGURES}:
            raise TypeError(f"not headline figures: {sorted(extra)}")
        if names:
            _write(names, [[row["party_id"] for row in chunk], *([row[name] for row in chunk] for name in names)])
        told += len(chunk)
    return told


def tell_figures_of(query: QuerySet[Any, Mapping[str, Any]]) -> int:
    """What `tell_figures` does, with rows that the database has already: `query` selects `party_id` and figures as values().
    Gives the number of parties whose figures were set."""
    selected = {"party_id", *FIGURES}.intersection(names := [*query.query.values_select, *query.query.annotation_select])
    if "party_id" not in selected or len(selected) != len(names):
        raise TypeError(f"not a party and its headline figures: {sorted(names)}")
    table, (sql, parameters) = connection.ops.quote_name(Party._meta.db_table), query.query.sql_with_params()
    sets = ", ".join(f"{name} = told.{name}" for name in names if name != "party_id")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {sets} FROM ({sql}) AS told WHERE {table}.id = told.party_id", parameters)  # noqa: S608
        return int(cursor.rowcount)


def _write(names: list[str], lists: list[list[Any]]) -> None:
    table = connection.ops.quote_name(Party._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sets = ", ".join(f"{name} = told.{name}" for name in names)
            types = ", ".join(f"%s::{_TYPES.get(name, 'timestamptz[]')}" for name in names)
            cursor.execute(
                f"UPDATE {table} SET {sets} FROM unnest(%s::bigint[], {types}) AS told(party_id, {', '.join(names)})"  # noqa: S608
                f" WHERE {table}.id = told.party_id",
                lists,
            )
        else:
            sets = ", ".join(f"{name} = %s" for name in names)
            cursor.executemany(f"UPDATE {table} SET {sets} WHERE id = %s", list(_last_first(lists)))  # noqa: S608


def _last_first(lists: list[list[Any]]) -> Iterator[tuple[Any, ...]]:
    for party_id, *values in zip(*lists, strict=True):
        yield (*(connection.ops.adapt_datetimefield_value(v) if isinstance(v, dt.datetime) else v for v in values), party_id)
