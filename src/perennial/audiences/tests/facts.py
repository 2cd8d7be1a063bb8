"""The lake without its files: every fact as its source declares it, read from the operational tables of a test."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pyarrow
from django.db import connection

from perennial.lake.engines import DuckDBEngine
from perennial.lake.models import Term
from perennial.lake.places import folder
from perennial.lake.queries import schemas
from perennial.lake.sources import Fact, sources


def facts_now(zone: dt.tzinfo) -> Mapping[str, pyarrow.Table]:
    """Every fact of the lake, as a sync would write it now."""
    schema = schemas()
    return {fact.key: _rows(fact, schema[fact.key], zone) for source in sources for fact in source.facts}


def _rows(fact: Fact, schema: pyarrow.Schema, zone: dt.tzinfo) -> pyarrow.Table:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(column.sql for column in fact.columns)}, {fact.moment} FROM {fact.rows}")
        found = cursor.fetchall()
    columns: dict[str, list[Any]] = {name: [] for name in schema.names}
    for *values, moment in found:
        at = _aware(moment)
        for column, value in zip(fact.columns, values, strict=True):
            columns[column.stored].append(_number(column.name, value) if column.type == "term" else value)
        columns["at_us"].append((at - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1))
        day = at.astimezone(zone).date()
        columns["day"].append((day - dt.date(1970, 1, 1)).days)
        columns["month"].append(day.year * 12 + day.month - 1)
    return pyarrow.table(columns, schema=schema)


def _aware(moment: Any) -> dt.datetime:
    at = dt.datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def _number(vocabulary: str, word: str) -> int:
    known = Term.objects.filter(vocabulary=vocabulary)
    number = known.filter(word=word).values_list("number", flat=True).first()
    return number or Term.objects.create(vocabulary=vocabulary, word=word, number=known.count() + 1).number


@contextmanager
def lake_of(facts: Mapping[str, pyarrow.Table]) -> Iterator[DuckDBEngine]:
    """An engine that holds these facts."""
    engine = DuckDBEngine(memory="256MB", scratch=folder() / "scratch", threads=1)
    try:
        for name, table in facts.items():
            engine.lend(name, table)
        yield engine
    finally:
        engine.close()
