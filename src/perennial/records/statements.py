"""Questions as SQL, for very many ids or for several questions at once, without what Django does for each row."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from perennial.records.fields import Rows

Told = tuple[str, tuple[Any, ...]]  # SQL and its parameters; "" where there can be none


def told_of(rows: Rows) -> Told:
    """A question as SQL."""
    try:
        return rows.query.sql_with_params()
    except EmptyResultSet:
        return "", ()


def ids_of(told: Told) -> list[int]:
    """What a question for nothing but ids gives, all at once."""
    if not told[0]:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*told)
        return [row[0] for row in cursor.fetchall()]


def counts_of(questions: Sequence[Told]) -> list[int]:
    """How many rows each question gives, in one query."""
    counts = [f"(SELECT COUNT(*) FROM ({sql}) AS counted)" if sql else "0" for sql, _values in questions]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}", [value for _sql, values in questions for value in values])
        return list(cursor.fetchone())
