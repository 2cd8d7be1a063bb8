"""Lists of a member who sees the records of some members: the lists of each, as an index has them in order, merged.

An index that begins with whose a record is has those of one member in the order that is wanted. Several such lists are read in
step with each other, each no further than the page needs, so that neither the first page nor the last one reads what it does
not show, and nobody else's records are met at all.
"""

import dataclasses
from collections.abc import Iterator
from typing import Any, cast

from django.db import connection
from django.db.models.expressions import OrderBy

from perennial.records.choices import Operator
from perennial.records.compiling import compiled
from perennial.records.conditions import Condition, Is
from perennial.records.fields import Rows
from perennial.records.ordering import Newest
from perennial.records.wanted import Wanted

MOST = 12  # lists that are read in step


def lanes_of(wanted: Wanted) -> list[Condition]:
    """What is asked of each list; none where no index has them in the order that is wanted."""
    border = wanted.border
    if not isinstance(border, Is) or not isinstance(border.value, tuple) or not 0 < len(border.value) <= MOST:
        return []
    return [dataclasses.replace(border, value=(one,)) for one in border.value] if _has_order(wanted) else []


def in_lanes(wanted: Wanted, lanes: list[Condition], start: int, end: int) -> list[int]:
    """The ids of some of the records, in their order."""
    keys, rows = wanted.keys(indexed=True), [each.order_by() for each in _rows(wanted, lanes)]
    if len(rows) == 1:
        return list(rows[0].order_by(*keys).values_list("id", flat=True)[start:end])
    columns = dict.fromkeys(["id", *map(_name, keys)])
    parts = [_part(each.values_list(*columns), keys, end) for each in rows]
    order = ", ".join(f"{connection.ops.quote_name(_name(key))} {_way(key)}" for key in keys)
    told = f"{' UNION ALL '.join(sql for sql, _values in parts)} ORDER BY {order} LIMIT %s OFFSET %s"
    with connection.cursor() as cursor:
        cursor.execute(told, [*(value for _sql, values in parts for value in values), end - start, start])
        return [row[0] for row in cursor.fetchall()]


def _rows(wanted: Wanted, lanes: list[Condition]) -> Iterator[Rows]:
    assert wanted.kind.kept is not None
    own = {field.key: field for field in wanted.kind.built_in()}
    asked = compiled(wanted.condition, wanted.fields)
    return (asked.on(compiled(lane, own).on(wanted.kind.kept())) for lane in lanes)


def _part(rows: Rows, keys: list[OrderBy], end: int) -> tuple[str, tuple[Any, ...]]:
    """A list as SQL. SQLite hands the order of the whole on to its parts; PostgreSQL has to be told it in each of them."""
    if connection.vendor == "sqlite":
        return rows.query.sql_with_params()
    sql, values = rows.order_by(*keys)[:end].query.sql_with_params()
    return f"({sql})", values


def _name(key: OrderBy) -> str:
    return str(cast(Any, key.expression).name)


def _way(key: OrderBy) -> str:
    if not isinstance(key, Newest) or connection.vendor != "postgresql":
        return "DESC" if key.descending else "ASC"
    return "ASC NULLS FIRST" if key.reverse else "DESC NULLS LAST"


def _has_order(wanted: Wanted) -> bool:
    """Whether there is an index of whose they are, the one thing that is asked, if any, and the order."""
    asked = wanted.condition
    if wanted.is_everything:
        return (wanted.sorted_by.key,) in wanted.kind.lanes
    if not isinstance(asked, Is) or (asked.field, wanted.sorted_by.key) not in wanted.kind.lanes:
        return False
    return asked.operator == Operator.IS or (isinstance(asked.value, tuple) and len(asked.value) == 1)
