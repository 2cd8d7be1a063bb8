"""Prove that the lake says what the operational tables say."""

import dataclasses
from collections.abc import Iterator, Mapping

from perennial.lake.extractor import begun, extracting
from perennial.lake.queries import open_lake
from perennial.lake.sources import Fact, sources

Totals = Mapping[tuple[int, int], tuple[int, ...]]


@dataclasses.dataclass(frozen=True)
class Difference:
    """Where they differ: the fact, its month and kind, the numbers (rows, sum of ids, sums of the measures) of both sides."""

    fact: str
    month: int
    kind: int
    lake: tuple[int, ...] | None
    operational: tuple[int, ...] | None


def verify() -> Iterator[tuple[Fact, int, list[Difference]]]:
    """For each fact how many rows it has, and every difference by month and kind. The operational side is read whole."""
    with open_lake() as lake, extracting() as extractor:
        for source in sources:
            told = extractor.totals(source, begun(source), [totals_sql(fact, "{table}") for fact in source.facts])
            for fact, rows in zip(source.facts, told, strict=True):
                held = {(m, k): tuple(rest) for m, k, *rest in _rows(lake.query(totals_sql(fact)).to_pydict())}
                meant = {(m, k): tuple(rest) for m, k, *rest in rows}
                yield fact, sum(one[0] for one in held.values()), _differences(fact, held, meant)


def totals_sql(fact: Fact, table: str = "") -> str:
    """Rows, ids and measures by month and kind. Ids are summed by their low 32 bits: the sum of whole ones fits no integer."""
    split = f"{fact.split}_id" if fact.split else "0"
    own = fact.columns[0].stored
    sums = "".join(f", CAST(SUM({name}) AS BIGINT) AS sum_{name}" for name in fact.measures)
    return (
        f"SELECT month, {split} AS kind, COUNT(*) AS n, CAST(SUM(MOD({own}, 4294967296)) AS BIGINT) AS ids{sums}"
        f" FROM {table or fact.key} GROUP BY month, {split}"
    )


def _rows(columns: Mapping[str, list[int]]) -> Iterator[tuple[int, ...]]:
    return zip(*columns.values(), strict=True)


def _differences(fact: Fact, held: Totals, meant: Totals) -> list[Difference]:
    return [
        Difference(fact.key, month, kind, held.get((month, kind)), meant.get((month, kind)))
        for month, kind in sorted(held.keys() | meant.keys())
        if held.get((month, kind)) != meant.get((month, kind))
    ]
