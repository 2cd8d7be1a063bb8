"""`python -m perennial.lake.extraction`: reads a `Pass` a line from stdin, answers with an `Outcome` a line, both as JSON."""

import contextlib
import dataclasses
import datetime as dt
import json
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from perennial.lake.extraction.reading import Reader, connect, ids, lists_of
from perennial.lake.extraction.spec import FactSpec, LiveFile, Outcome, Pass
from perennial.lake.extraction.writing import Writer


def run(asked: Pass) -> Outcome:
    """Copy what the pass asks for. Nothing that was there before is changed: the caller commits by listing the new files."""
    folder = Path(asked.folder)
    duck = duckdb.connect(config={"memory_limit": asked.memory, "temp_directory": str(folder / "scratch"), "threads": 2})
    duck.execute("SET TimeZone = 'UTC'")
    with contextlib.closing(duck), connect(asked.database) as source:
        reader = Reader(source, duck, zone=asked.zone, terms=asked.terms)
        writer = Writer(duck, folder)
        walked_to, is_end, totals = asked.walked_to, True, []
        if asked.totals is not None:
            totals = [_added_up(asked, fact, sql, source, reader) for fact, sql in zip(asked.facts, asked.totals, strict=True)]
        elif asked.month is not None:
            _copy_month(asked, asked.month, reader, writer)
        else:
            walked_to, is_end = _upto(source, asked, asked.walked_to)
            _copy_fresh(asked, walked_to, source, reader, writer)
    rows = sum(file.rows for file in writer.written)
    return Outcome(writer.written, writer.replaced, reader.learnt, walked_to, rows, is_end, totals)


def _upto(source: Any, asked: Pass, start: int) -> tuple[int, bool]:
    """The id at which a stretch from here ends, and whether it is the last."""
    behind = f"FROM {asked.table} WHERE id > {start} ORDER BY id"
    border = ids(source, f"SELECT id {behind} LIMIT 1 OFFSET {asked.most - 1}")
    if border:
        return border[0], False
    last = ids(source, f"SELECT MAX(id) FROM {asked.table}")
    return max([start, *last]), True


def _added_up(asked: Pass, fact: FactSpec, sql: str, source: Any, reader: Reader) -> list[list[int]]:
    """The totals of all rows of a fact up to where the lake has walked, read anew from the operational tables."""
    totals: dict[tuple[int, int], list[int]] = {}
    start = 0
    while start < asked.walked_to:
        end = min(_upto(source, asked, start)[0], asked.walked_to)
        reader.prepare(fact)
        reader.read(fact, [f"{fact.walk} > {start} AND {fact.walk} <= {end}"])
        for month, kind, *sums in reader.duck.execute(sql.replace("{table}", f"fresh_{fact.key}")).fetchall():
            held = totals.setdefault((month, kind), [0] * len(sums))
            totals[month, kind] = [a + b for a, b in zip(held, sums, strict=True)]
        start = end
    return [[month, kind, *sums] for (month, kind), sums in totals.items()]


def _copy_fresh(asked: Pass, upto: int, source: Any, reader: Reader, writer: Writer) -> None:
    changed = sorted({*asked.changed, *_late(asked, source, reader.duck), *_revised(asked, upto, source)})
    for fact in asked.facts:
        reader.prepare(fact)
        reader.read(fact, _conditions(fact, asked.walked_to, upto, changed))
        gone = _gone(reader.duck, fact, changed)
        writer.write(fact, _of(asked, fact), gone=gone)


def _conditions(fact: FactSpec, walked_to: int, upto: int, changed: list[int]) -> Iterator[str]:
    """The rows walked over now, and those of changed records that the walk does not meet."""
    if upto > walked_to:
        yield f"{fact.walk} > {walked_to} AND {fact.walk} <= {upto}"
    for some in lists_of(changed):
        yield f"{fact.where_chosen(some)} AND NOT ({fact.walk} > {walked_to} AND {fact.walk} <= {upto})"


def _late(asked: Pass, source: Any, duck: duckdb.DuckDBPyConnection) -> set[int]:
    """Records whose rows were committed after the walk had passed their ids: transactions end in another order than their ids
    were made."""
    if asked.settled >= asked.walked_to:
        return set()
    between = f"{asked.settled} < id AND id <= {asked.walked_to}"
    recent = ids(source, f"SELECT DISTINCT {asked.root} FROM {asked.table} WHERE {between}")
    first = asked.facts[0]
    near = [file for file in _of(asked, first) if file.greatest_root > asked.settled]
    if not recent or not near:
        return set(recent)
    paths = repr([str(Path(asked.folder) / file.name) for file in near])
    held = duck.execute(f"SELECT {first.root_name} FROM read_parquet({paths}) WHERE {first.root_name} > {asked.settled}")
    return set(recent) - {root for (root,) in held.fetchall()}


def _revised(asked: Pass, upto: int, source: Any) -> list[int]:
    """Records of which a row that is walked over now says something new: it may be that they no longer stand."""
    if not asked.revises:
        return []
    walked = f"id > {asked.walked_to} AND id <= {upto}"
    return ids(source, f"SELECT DISTINCT {asked.root} FROM {asked.table} WHERE {asked.revises} AND {walked}")


def _gone(duck: duckdb.DuckDBPyConnection, fact: FactSpec, changed: list[int]) -> str:
    """A table of the roots whose rows in the lake are to be replaced: all that changed, and all that were just read."""
    duck.execute(f"CREATE OR REPLACE TEMP TABLE gone AS SELECT DISTINCT {fact.root_name} AS root FROM fresh_{fact.key}")
    for some in lists_of(changed):
        duck.execute(f"INSERT INTO gone SELECT UNNEST([{some}])")
    return "gone"


def _copy_month(asked: Pass, month: int, reader: Reader, writer: Writer) -> None:
    """One month of every fact from the operational tables, whatever the files say: for files that were damaged."""
    first, after = (f"{m // 12}-{m % 12 + 1:02}-01" for m in (month, month + 1))
    for fact in asked.facts:
        reader.prepare(fact)
        near = f"{fact.moment} >= '{first}' AND {fact.moment} < '{after}'"
        reader.read(fact, [f"({near.replace(first, _day(first, -1)).replace(after, _day(after, 1))})"])
        reader.duck.execute(f"DELETE FROM fresh_{fact.key} WHERE month <> {month}")
        reader.duck.execute("CREATE OR REPLACE TEMP TABLE gone (root BIGINT)")
        writer.write(fact, _of(asked, fact), gone="gone", months=[month])


def _day(day: str, days: int) -> str:
    return str(dt.date.fromisoformat(day) + dt.timedelta(days=days))


def _of(asked: Pass, fact: FactSpec) -> list[LiveFile]:
    return [file for file in asked.files if file.fact == fact.key]


def main() -> None:
    """Answer each line of stdin with one on stdout, until there is none."""
    for line in sys.stdin:
        try:
            answer = dataclasses.asdict(run(Pass.of(json.loads(line))))
        except Exception as error:  # whoever waits for the answer is told whatever it was
            traceback.print_exc()
            answer = {"trouble": str(error).splitlines()[0] if str(error) else type(error).__name__}
        print(json.dumps(answer), flush=True)  # noqa: T201 - this is its answer


if __name__ == "__main__":
    main()
