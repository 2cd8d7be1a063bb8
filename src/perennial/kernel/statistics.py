"""What the database knows of its own tables, from which it plans every query.

Without numbers, or with those of a table that was empty, SQLite walks through all customers to find a thousand. PostgreSQL
notices by itself within a minute; SQLite has to be told. A thousand rows of each index are enough and take milliseconds,
whatever the size; but how many rows an index has, SQLite then guesses, and is wrong by up to ten times. Of two indexes over the
same rows it would walk all along the one that it thinks smaller and sort, instead of fifty rows along the one that has the
order. So indexes over the same rows are given the same number. And it believes that no value has more rows than were looked
at: a stage that every tenth customer is in would seem as rare as a city. Where there are few values they are counted.

Nor may it leave out the first column of an index and visit each of its values (“skip-scan”): it would rather sort the tenth of
a million customers that a stage has, owner by owner, than walk fifty rows along the index that has their order.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db import OperationalError, connection, transaction
from django_tasks import task

from perennial.kernel.jobs import checkpoint
from perennial.kernel.schedule import every

LOOKED_AT = 1000
MOST_VALUES = 500


def refresh_statistics(values: Mapping[str, int] | None = None) -> None:
    """Let the database look at its tables again; after many rows were written at once. `values` are those of SQLite's indexes,
    where they were counted before, outside of a transaction that keeps others from writing."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        return
    counted = values_of_indexes() if values is None else values
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT}")
        cursor.execute("ANALYZE")
        _correct(cursor, counted)


def values_of_indexes() -> dict[str, int]:
    """How many values the first term of each of SQLite's indexes has, counted up to MOST_VALUES. Only reads."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl_name, name, sql FROM sqlite_schema WHERE type = 'index'")
        return {index: _values_of(cursor, table, index, sql or "") for table, index, sql in cursor.fetchall()}


def _correct(cursor: Any, values: Mapping[str, int]) -> None:
    """Give all indexes of a table that have the same rows the largest of their guessed numbers, those whose values have more
    rows than were looked at the number that they really have, and those that begin with the same column the same one: an index
    of some of the rows would be taken for a finer one, and what it finds sorted."""
    alike: dict[tuple[str, str], list[tuple[str, list[str]]]] = defaultdict(list)
    first: dict[tuple[str, str], list[list[str]]] = defaultdict(list)
    for table, index, told, sql in _told(cursor):
        numbers = told.split()
        alike[table, _condition_of(sql or "")].append((index, numbers))
        first[table, _first_of(cursor, index, sql or "")].append(numbers)
    for indexes in alike.values():
        most = max(int(numbers[0]) for _index, numbers in indexes)
        for index, numbers in indexes:
            if int(numbers[1]) >= LOOKED_AT and values.get(index):
                numbers[1] = str(max(int(numbers[1]), most // values[index]))
            numbers[0] = str(most)
    for each in first.values():
        largest = str(max(int(numbers[1]) for numbers in each))
        for numbers in each:
            numbers[1] = largest
    for (table, _limited_to), indexes in alike.items():
        for index, numbers in indexes:
            told = " ".join([*numbers, "noskipscan"])
            cursor.execute("UPDATE sqlite_stat1 SET stat = %s WHERE tbl = %s AND idx = %s", [told, table, index])
    cursor.execute("ANALYZE sqlite_schema")  # reads them again


def _condition_of(sql: str) -> str:
    return "".join(re.split(r"\sWHERE\s", sql, maxsplit=1, flags=re.IGNORECASE)[1:])


def _told(cursor: Any) -> list[tuple[str, str, str, str | None]]:
    """(table, index, its numbers, how it was made) of every index that was looked at."""
    cursor.execute(
        "SELECT s.tbl, s.idx, s.stat, m.sql FROM sqlite_stat1 s LEFT JOIN sqlite_schema m ON m.name = s.idx"
        " WHERE s.idx IS NOT NULL AND s.stat GLOB '[0-9]* [0-9]*'"
    )
    rows: list[tuple[str, str, str, str | None]] = cursor.fetchall()
    return rows


def _values_of(cursor: Any, table: str, index: str, sql: str) -> int:
    """The values of one index, counted by stepping along it from one to the next. Without the index a step would read the whole
    table: then there is no answer, 0."""
    first, condition = _first_of(cursor, index, sql), _condition_of(sql)
    rows = f"{connection.ops.quote_name(table)} INDEXED BY {connection.ops.quote_name(index)}"
    where = f"({condition}) AND " if condition else ""
    try:
        cursor.execute(  # the names are the schema's own, and quoted
            f"WITH RECURSIVE step(value, place) AS (SELECT MIN({first}), 1 FROM {rows} WHERE {where}{first} IS NOT NULL"  # noqa: S608
            f" UNION ALL SELECT (SELECT MIN({first}) FROM {rows} WHERE {where}{first} > value), place + 1 FROM step"
            f" WHERE value IS NOT NULL AND place <= {MOST_VALUES}) SELECT COUNT(value) FROM step"
        )
    except OperationalError:
        return 0
    return int(cursor.fetchone()[0])


def _first_of(cursor: Any, index: str, sql: str) -> str:
    """What an index begins with: a column, quoted, or an expression as it was written."""
    cursor.execute("SELECT name FROM pragma_index_info(%s) WHERE seqno = 0", [index])
    (column,) = cursor.fetchone() or (None,)
    return connection.ops.quote_name(column) if column else _first_term(sql)


def _first_term(sql: str) -> str:
    """The first of the terms in the brackets of CREATE INDEX … ON table (…)."""
    begun = re.split(r"\sON\s[^(]*\(", sql, maxsplit=1, flags=re.IGNORECASE)[1]
    depth = 0
    for part in re.finditer(r"'[^']*'|\"[^\"]*\"|[(),]", begun):
        depth += {"(": 1, ")": -1}.get(part[0], 0)
        if depth < 0 or (part[0] == "," and not depth):
            return begun[: part.start()]
    return begun


@task()
def look_again() -> None:
    """Refresh what SQLite knows; PostgreSQL does it by itself."""
    if connection.vendor == "sqlite":
        values = values_of_indexes()
        with checkpoint():
            refresh_statistics(values)


every("kernel.statistics", look_again, minutes=10)
