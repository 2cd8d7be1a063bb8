"""Core SQL: the one text that DuckDB, Spark and PostgreSQL understand alike.

The lake stores time as integers (`at_us`, `day`, `month`) and words as numbers, so a definition needs neither dates nor texts.
What may stand in one: SELECT with CTEs, joins, IN and EXISTS, CASE, integer arithmetic, the functions of `FUNCTIONS`, windows
whose order ends in a unique column that is never NULL and whose frame is written out. Three macros are spelt by every engine in
another way: `PCT(p, x)`, the exact percentile, `TOTAL(x)`, a sum of whole numbers that does not overflow, and `WIDE(x)`, a
number that does not when it is multiplied. `tests/journeys/test_core_sql.py` holds every definition to that list and runs it on
all three.
"""

import dataclasses
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from perennial.kernel.registry import Registry

FUNCTIONS = frozenset(
    {"COUNT", "SUM", "MIN", "MAX", "AVG", "COALESCE", "MOD", "ABS", "CAST", "LEAD", "LAG", "ROW_NUMBER", "CASE", "EXISTS"}
)

if TYPE_CHECKING:
    import pyarrow  # heavy: whoever asks nothing does not pay for it
_PERCENTILES = {
    "duckdb": "QUANTILE_CONT({x}, {p})",
    "spark": "PERCENTILE({x}, {p})",
    "postgresql": "PERCENTILE_CONT({p}) WITHIN GROUP (ORDER BY {x})",
}
_WIDE_TYPES = {"duckdb": "HUGEINT", "spark": "DECIMAL(38, 0)", "postgresql": "DECIMAL(38, 0)"}
_INSIDE = r"([^()]*(?:\([^()]*\)[^()]*)*)"
_WIDE, _TOTAL = re.compile(rf"WIDE\({_INSIDE}\)"), re.compile(rf"TOTAL\({_INSIDE}\)")
_PCT = re.compile(rf"PCT\(([0-9.]+), {_INSIDE}\)")


def render(sql: str, engine: str) -> str:
    """The text for one engine: only the macros differ."""
    sql = _TOTAL.sub(r"SUM(\1)" if engine == "duckdb" else r"SUM(WIDE(\1))", sql)  # DuckDB's own sum is wide
    sql = _WIDE.sub(rf"CAST(\1 AS {_WIDE_TYPES[engine]})", sql)
    return _PCT.sub(lambda found: _PERCENTILES[engine].format(p=found[1], x=found[2]), sql)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Definition:
    """A question in core SQL. `{name}` in it stands for a whole number that is given when it is asked: a day, the number of a
    term. `columns` says what comes back, whole numbers or fractions, whichever way an engine counts."""

    key: str
    sql: str
    columns: Mapping[str, Literal["bigint", "double"]]
    order: int = 50

    def asked(self, **numbers: int) -> str:
        """The text with its numbers. Raises KeyError where one is missing."""
        return self.sql.format(**{name: int(number) for name, number in numbers.items()})

    def cast(self, table: "pyarrow.Table") -> "pyarrow.Table":
        """An engine's answer in the types that are promised."""
        import pyarrow

        types = {"bigint": pyarrow.int64(), "double": pyarrow.float64()}
        return pyarrow.table({name: table.column(name).cast(types[kind]) for name, kind in self.columns.items()})


definitions: Registry[Definition] = Registry("definition in core SQL")
