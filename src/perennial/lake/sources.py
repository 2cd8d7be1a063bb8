"""Sources: which operational tables are copied into the lake, and as which facts. Each slice offers its own in its manifest."""

import dataclasses
from collections.abc import Sequence
from typing import Literal

from perennial.kernel.registry import Registry

ColumnType = Literal["bigint", "term"]


@dataclasses.dataclass(frozen=True)
class Column:
    """A column of a fact: `sql` over the operational tables, in words that SQLite and PostgreSQL both know. A `term` is a word
    of a small vocabulary (a channel, a currency): the lake keeps its number, as `NAME_id`, the same in all facts."""

    name: str
    sql: str
    type: ColumnType = "bigint"

    @property
    def stored(self) -> str:
        """What the column is called in the lake."""
        return f"{self.name}_id" if self.type == "term" else self.name


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fact:
    """A table of the lake. `rows` is its FROM and WHERE; `walk` is the operational id by which new rows are found, `root` the
    record on which a row hangs (an order's line on its order): when a record changes, all that hangs on it is copied anew.
    `chosen` says which rows hang on `{ids}`. Besides its columns a fact has `at_us` (microseconds since 1970, UTC), `day` (days
    since 1970) and `month` (year × 12 + month − 1), the last two in the time zone of the workspace."""

    key: str
    columns: Sequence[Column]
    rows: str
    walk: str
    root: str
    moment: str
    root_name: str
    chosen: str = "{walk} IN ({ids})"
    measures: Sequence[str] = ()  # columns whose sums `verify` compares
    split: str = ""  # the term by which it counts them apart


@dataclasses.dataclass(frozen=True, kw_only=True)
class Source:
    """An operational table whose rows are told to the lake. `key` is the model's label. The triggers that `watching.Watch`
    makes in a migration of the slice note down what changed; what is new is found by its id."""

    key: str
    table: str
    facts: Sequence[Fact]
    root: str = "id"  # over the table: the record that a row belongs to
    revises: str = ""  # over the table: which rows say something new of a record that was written before
    parts: Sequence[str] = ()  # other tables whose rows hang on it, watched as well
    order: int = 50


sources: Registry[Source] = Registry("source of the lake")
