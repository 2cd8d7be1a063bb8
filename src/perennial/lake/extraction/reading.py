"""From the operational database into DuckDB, as Arrow."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import duckdb

from perennial.lake.extraction.spec import FactSpec

IN_ONE_LIST = 20_000
_DAY_US = 86_400_000_000


def connect(database: str) -> Any:
    """An ADBC connection that only reads."""
    if database.startswith(("postgresql://", "postgres://")):
        from adbc_driver_postgresql import dbapi as postgresql

        return postgresql.connect(database)
    from adbc_driver_sqlite import dbapi as sqlite

    return sqlite.connect(f"file:{database}?mode=ro")


def lists_of(ids: Sequence[int]) -> Iterator[str]:
    """Ids as texts for `IN (…)`, some thousand at a time."""
    for start in range(0, len(ids), IN_ONE_LIST):
        yield ",".join(map(str, ids[start : start + IN_ONE_LIST]))


def ids(source: Any, sql: str) -> list[int]:
    """The numbers that a query of one column gives."""
    with source.cursor() as cursor:
        cursor.execute(sql)
        return [value for value in cursor.fetch_arrow_table().column(0).to_pylist() if value is not None]


class Reader:
    """Reads rows of facts as the lake keeps them into tables of DuckDB called `fresh_FACT`."""

    def __init__(self, source: Any, duck: duckdb.DuckDBPyConnection, *, zone: str, terms: dict[str, dict[str, int]]) -> None:
        self.source, self.duck, self.zone = source, duck, zone
        self.terms: dict[str, dict[str, int]] = {name: dict(words) for name, words in terms.items()}
        self.learnt: dict[str, dict[str, int]] = {}

    def prepare(self, fact: FactSpec) -> None:
        """An empty table for what is read."""
        columns = [f"{c.stored} {'SMALLINT' if c.is_term else 'BIGINT'}" for c in fact.columns]
        made = ", ".join([*columns, "at_us BIGINT", "day INTEGER", "month INTEGER"])
        self.duck.execute(f"CREATE OR REPLACE TEMP TABLE fresh_{fact.key} ({made})")

    def read(self, fact: FactSpec, conditions: Iterable[str]) -> None:
        """Add the rows under each of these conditions."""
        asked = ", ".join([*(f"{c.sql} AS {c.name}" for c in fact.columns), f"{fact.moment} AS moment"])
        joint = "AND" if " WHERE " in fact.rows else "WHERE"
        for condition in conditions:
            with self.source.cursor() as cursor:
                cursor.adbc_statement.set_options(**_options(self.source))
                cursor.execute(f"SELECT {asked} FROM {fact.rows} {joint} {condition}")
                self._take(fact, cursor.fetch_record_batch())

    def _take(self, fact: FactSpec, batches: Any) -> None:
        words = [c for c in fact.columns if c.is_term]
        self.duck.execute("CREATE OR REPLACE TEMP TABLE raw AS SELECT * FROM batches")
        if self.duck.execute("SELECT EXISTS (FROM raw)").fetchone() == (False,):
            return  # the columns of an empty answer have any type
        for column in words:
            self._learn(fact, column.name)
        values = [f"{c.name}_of.number" if c.is_term else f"CAST(raw.{c.name} AS BIGINT)" for c in fact.columns]
        joins = " ".join(f"JOIN term_{fact.key}_{c.name} AS {c.name}_of ON {c.name}_of.word = raw.{c.name}" for c in words)
        at = "CAST(raw.moment AS TIMESTAMP)"  # both databases answer in UTC
        local = f"(({at} AT TIME ZONE 'UTC') AT TIME ZONE '{self.zone}')"
        self.duck.execute(
            f"INSERT INTO fresh_{fact.key} SELECT {', '.join(values)}, epoch_us({at}),"
            f" CAST(epoch_us({local}) // {_DAY_US} AS INTEGER), year({local}) * 12 + month({local}) - 1 FROM raw {joins}"
        )
        self.duck.execute("DROP TABLE raw")

    def _learn(self, fact: FactSpec, name: str) -> None:
        """Give numbers to words that were not seen before, and hold all of the column's for a join."""
        known = self.terms.setdefault(name, {})
        for (word,) in self.duck.execute(f"SELECT DISTINCT {name} FROM raw ORDER BY 1").fetchall():
            if word not in known:
                known[word] = self.learnt.setdefault(name, {})[word] = max(known.values(), default=0) + 1
        table = f"term_{fact.key}_{name}"
        self.duck.execute(f"CREATE OR REPLACE TEMP TABLE {table} (word VARCHAR, number SMALLINT)")
        if known:
            self.duck.executemany(f"INSERT INTO {table} VALUES (?, ?)", list(known.items()))


def _options(source: Any) -> dict[str, str]:
    """SQLite's columns have no type of their own: the driver looks at the first rows of a batch."""
    return {"adbc.sqlite.query.batch_rows": "65536"} if "sqlite" in type(source.adbc_connection).__module__ else {}
