"""Lists of a member who sees the records of some members: the lists of each, as an index has them in order, merged.

An index that begins with whose a record is has those of one member in the order that is wanted. Several such lists are read in
step with each other, each no further than the page needs, so that neither the first page nor the last one reads what it does
not show, and nobody else's records are met at all.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any, cast

from django.db import connection
from django.db.models.expressions import OrderBy

from perennial.records.choices import Operator
from perennial.records.compiling import compiled
from perennial.records.conditions import Is
from perennial.records.fields import Rows
from perennial.records.marked import OWNER, marked, values_of, with_each
from perennial.records.ordering import Newest
from perennial.records.statements import Told, ids_of, told_of
from perennial.records.wanted import Wanted

MOST = 12  # lists that are read in step


def lanes_of(wanted: Wanted) -> list[Is]:
    """What is asked of each list; none where no index has them in the order that is wanted."""
    border = wanted.border
    if not isinstance(border, Is) or not isinstance(border.value, tuple) or not 0 < len(border.value) <= MOST:
        return []
    return [dataclasses.replace(border, value=(one,)) for one in border.value] if _has_order(wanted) else []


@dataclasses.dataclass(frozen=True, slots=True)
class Merged:
    """Lists in one order, read in step with each other: the SQL of each, put together once however often they are read on."""

    parts: Sequence[Told]
    order: str

    def ids(self, start: int, end: int) -> list[int]:
        """The ids of some of their records, in the order of all."""
        return ids_of(self.told(start, end))

    def told(self, start: int, end: int) -> Told:
        """As SQL. SQLite hands the order of the whole on to its parts; PostgreSQL has to be told it in each of them."""
        each = [sql for sql, _values in self.parts if sql]
        if len(each) > 1:
            each = [f"({sql} LIMIT {end:d})" for sql in each] if connection.vendor == "postgresql" else each
            each = [f"{' UNION ALL '.join(each)} ORDER BY {self.order}"]
        # the ids alone, in the order of what is within: SQLite would make a moment of each text that was compared
        sql = f"SELECT id FROM ({each[0]} LIMIT %s OFFSET %s) AS merged" if each else ""  # noqa: S608 (made by querysets)
        return sql, (*(value for _sql, values in self.parts for value in values), end - start, start)


def in_lanes(wanted: Wanted, lanes: list[Is], start: int, end: int) -> list[int]:
    """The ids of some of the records, in their order."""
    return merged_lanes(wanted, lanes).ids(start, end)


def merged_lanes(wanted: Wanted, lanes: list[Is]) -> Merged:
    """The records of all lists."""
    assert wanted.kind.kept is not None
    own, keys = {field.key: field for field in wanted.kind.built_in()}, wanted.keys(indexed=True)
    lane = compiled(marked(lanes[0], OWNER), own).on(wanted.kind.kept())
    rows = compiled(wanted.condition, wanted.fields).on(lane).order_by()
    is_one, sorts = len(lanes) == 1, connection.vendor == "postgresql"
    rows = rows.order_by(*keys) if is_one or sorts else rows
    columns = ["id"] if is_one else list(dict.fromkeys(["id", *map(_name, keys)]))
    order = ", ".join(f"{connection.ops.quote_name(_name(key))} {_way(key)}" for key in keys) if not is_one else ""
    told = told_of(rows.values_list(*columns))
    return Merged(with_each(told, OWNER, own[lanes[0].field], [str(key) for lane in lanes for key in values_of(lane)]), order)


def unmerged(wanted: Wanted, rows: Rows) -> Merged:
    """One list of all that is wanted, which an index has in its order."""
    rows = rows.select_related(None).prefetch_related(None).order_by(*wanted.keys(indexed=True))
    return Merged([told_of(rows.values_list("id"))], "")


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
