"""Every question in core SQL keeps to the small language, and has the same answer on DuckDB, PostgreSQL and Spark."""

import logging
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest
import sqlglot
from django.db import connection
from sqlglot import exp

from perennial.lake.core import Definition, definitions, render
from perennial.lake.engines import DuckDBEngine, Engine, EngineError, FilesChangedError, SparkEngine
from perennial.lake.queries import schemas
from tests.journeys.core_audiences import LENT, audience_questions, lent

NUMBERS = {"as_of_day": 20_600, "cancelled": 3, "refunded": 4, "currency": 1, "after": 20, "upto": 380, "every": 3}
ALLOWED = (
    *(exp.Select, exp.From, exp.Join, exp.Where, exp.Group, exp.Having, exp.Order, exp.Ordered, exp.Limit, exp.With, exp.CTE),
    *(exp.Subquery, exp.Union, exp.TableAlias, exp.Table, exp.Column, exp.Identifier, exp.Alias, exp.Star, exp.Distinct),
    *(exp.Literal, exp.Null, exp.Add, exp.Sub, exp.Mul, exp.Neg, exp.Paren, exp.Tuple, exp.And, exp.Or, exp.Not),
    *(exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Is, exp.Between, exp.Exists, exp.Case, exp.If),
    *(exp.Count, exp.Sum, exp.Min, exp.Max, exp.Avg, exp.Coalesce, exp.Mod, exp.Abs, exp.Lead, exp.Lag, exp.RowNumber),
    *(exp.Window, exp.WindowSpec, exp.Cast, exp.DataType, exp.PercentileCont, exp.Anonymous),
)
AGGREGATES = (exp.Count, exp.Sum, exp.Min, exp.Max, exp.Avg)


def faults_of(sql: str) -> list[str]:
    """What is not core SQL in a text."""
    tree = sqlglot.parse_one(sql)
    found = []
    for node in tree.walk():
        if not isinstance(node, ALLOWED):
            found.append(f"{type(node).__name__} is not in the language: {node.sql()[:60]}")
        if isinstance(node, exp.Anonymous) and node.name.upper() not in ("PCT", "TOTAL", "WIDE"):
            found.append(f"the function {node.name} is not in the language")
        if isinstance(node, exp.Literal) and node.is_string:
            found.append(f"a text: {node.sql()}; words have numbers")
        if isinstance(node, exp.Cast) and not node.to.is_type("bigint"):
            found.append(f"a cast to something else than BIGINT: {node.sql()}")
        is_running = isinstance(node, exp.Window) and isinstance(node.this, AGGREGATES) and node.args.get("order")
        if is_running and node.args.get("spec") is None:
            found.append(f"a window with an order but no frame: {node.sql()}")
    return found


@pytest.mark.django_db
def test_every_definition_is_core_sql() -> None:
    assert len(definitions) >= 4
    for definition in (*definitions, *audience_questions()):
        assert faults_of(definition.asked(**NUMBERS)) == [], definition.key


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT DATE_TRUNC('month', at) FROM orders",
        "SELECT a / b FROM orders",
        "SELECT COUNT(*) FROM orders WHERE channel = 'web'",
        "SELECT SUM(x) OVER (PARTITION BY a ORDER BY b) FROM orders",
        "SELECT CAST(x AS INT) FROM orders",
        "SELECT COUNT(*) FILTER (WHERE a > 1) FROM orders",
        "SELECT LAST_VALUE(a) IGNORE NULLS OVER (ORDER BY b) FROM orders",
        "SELECT a FROM orders QUALIFY ROW_NUMBER() OVER (ORDER BY b) = 1",
        "SELECT LOWER(name) FROM customers",
    ],
)
def test_what_engines_understand_in_different_ways_is_refused(sql: str) -> None:
    assert faults_of(sql)


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """Invented rows of every fact, in two files each."""
    random, folder = np.random.default_rng(7), tmp_path_factory.mktemp("facts")
    files: dict[str, list[Path]] = {}
    for fact, schema in schemas().items():
        columns: dict[str, Any] = {}
        count = 4_000
        for place, field in enumerate(schema):
            columns[field.name] = random.integers(1, 5 if field.type == pyarrow.int16() else 400, count)
            if not place:
                columns[field.name] = np.arange(1, count + 1)
        columns["day"] = random.integers(19_900, 20_700, count)
        columns["month"], columns["at_us"] = columns["day"] // 30, columns["day"] * 86_400_000_000 + np.arange(count)
        table = pyarrow.table(columns).cast(schema)
        for part in range(2):
            path = folder / f"{fact}-{part}.parquet"
            pyarrow.parquet.write_table(table.slice(part * count // 2, count // 2), path)
            files.setdefault(fact, []).append(path)
    return files


@pytest.fixture(scope="module")
def duck(facts: dict[str, list[Path]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = DuckDBEngine(memory="512MB", scratch=tmp_path_factory.mktemp("scratch"))
    engine.hold(facts, schemas())
    engine.lend(LENT, lent())
    yield engine
    engine.close()


def answer_of(engine: Engine, definition: Definition) -> list[tuple[float, ...]]:
    table = definition.cast(engine.query(definition.asked(**NUMBERS)))
    return sorted(zip(*table.to_pydict().values(), strict=True))


def is_same(one: list[tuple[float, ...]], other: list[tuple[float, ...]]) -> bool:
    return len(one) == len(other) > 0 and np.allclose(np.array(one, float), np.array(other, float), rtol=1e-9)


@pytest.mark.postgres
@pytest.mark.django_db
def test_postgresql_answers_as_duckdb_does(duck: Engine, facts: dict[str, list[Path]]) -> None:
    types = {pyarrow.int16(): "smallint", pyarrow.int32(): "integer", pyarrow.int64(): "bigint"}
    with connection.cursor() as cursor:
        for fact, schema in schemas().items():
            made = ", ".join(f"{field.name} {types[field.type]}" for field in schema)
            cursor.execute(f"CREATE TEMP TABLE {fact} ({made}) ON COMMIT DROP")
            rows = pyarrow.parquet.read_table(facts[fact]).to_pydict()
            with cursor.copy(f"COPY {fact} FROM STDIN") as copy:
                for row in zip(*rows.values(), strict=True):
                    copy.write_row(row)
        cursor.execute(f"CREATE TEMP TABLE {LENT} ON COMMIT DROP AS SELECT n AS customer_id FROM generate_series(1, 299) AS n")
        for definition in (*definitions, *audience_questions()):
            cursor.execute(render(definition.asked(**NUMBERS), "postgresql"))
            names = [column.name for column in cursor.description]
            rows = [tuple(float(row[names.index(name)]) for name in definition.columns) for row in cursor.fetchall()]
            assert is_same(sorted(rows), answer_of(duck, definition)), definition.key


@pytest.fixture(scope="module")
def spark() -> Iterator[Engine]:
    """A real Spark on this machine, through Spark Connect."""
    if not shutil.which("java"):
        pytest.skip("Spark needs Java, and there is none on this machine")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        logging.getLogger("py4j").setLevel(logging.WARNING)  # it says good-bye when pytest has closed its streams already
        engine = SparkEngine("local[2]")
        yield engine
        engine.close()


@pytest.mark.sqlite
@pytest.mark.django_db
def test_spark_answers_as_duckdb_does(duck: Engine, facts: Mapping[str, list[Path]], spark: Engine, tmp_path: Path) -> None:
    spark.hold(facts, schemas())
    spark.lend(LENT, lent())
    for definition in (*definitions, *audience_questions()):
        assert is_same(answer_of(spark, definition), answer_of(duck, definition)), definition.key
    with pytest.raises(EngineError):
        spark.query("SELECT no_such_column FROM orders")
    spark.hold({}, schemas())
    assert spark.query("SELECT COUNT(*) AS n FROM refunds WHERE day > 1").to_pydict() == {"n": [0]}
    gone = tmp_path / "gone.parquet"
    shutil.copy(facts["orders"][0], gone)
    spark.hold({"orders": [gone]}, {"orders": schemas()["orders"]})
    gone.unlink()
    with pytest.raises(FilesChangedError):
        spark.query("SELECT SUM(total_minor) AS s FROM orders")


def test_a_spark_that_is_not_there_is_told_in_words() -> None:
    with pytest.raises(EngineError, match=r"does not answer at sc://127\.0\.0\.1:9"):
        SparkEngine("sc://127.0.0.1:9")


def test_only_percentiles_are_spelt_in_another_way() -> None:
    sql = "SELECT PCT(0.5, (a - b) / 2) AS m FROM orders"
    assert render(sql, "duckdb") == "SELECT QUANTILE_CONT((a - b) / 2, 0.5) AS m FROM orders"
    assert render(sql, "spark") == "SELECT PERCENTILE((a - b) / 2, 0.5) AS m FROM orders"
    assert re.fullmatch(r"SELECT PERCENTILE_CONT\(0.5\) WITHIN GROUP .*", render(sql, "postgresql"))
