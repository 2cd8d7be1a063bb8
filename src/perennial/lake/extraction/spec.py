"""What the process is told to copy, and what it answers: plain values that become JSON."""

import dataclasses
from typing import Any


@dataclasses.dataclass(frozen=True)
class ColumnSpec:
    name: str
    sql: str
    is_term: bool
    stored: str


@dataclasses.dataclass(frozen=True)
class FactSpec:
    key: str
    columns: list[ColumnSpec]
    rows: str
    walk: str
    root: str
    moment: str
    root_name: str
    chosen: str

    def where_chosen(self, ids: str) -> str:
        """The condition for the rows that hang on these roots, given as numbers with commas."""
        return self.chosen.replace("{walk}", self.walk).replace("{ids}", ids)


@dataclasses.dataclass(frozen=True)
class LiveFile:
    fact: str
    month: int
    name: str
    least_root: int
    greatest_root: int
    checksum: str


@dataclasses.dataclass(frozen=True)
class Pass:
    """One pass over a source: the next `most` rows behind `walked_to`, the records that changed, and rows that may have been
    committed late, with ids above `settled`."""

    database: str  # a path, or postgresql://…
    folder: str
    zone: str
    memory: str
    table: str
    root: str
    revises: str
    facts: list[FactSpec]
    walked_to: int
    settled: int
    most: int
    changed: list[int]
    files: list[LiveFile]
    terms: dict[str, dict[str, int]]
    month: int | None = None  # copy this one month of everything anew, and nothing else
    totals: list[str] | None = None  # write nothing: answer these questions, one a fact, asked of `{table}`

    @classmethod
    def of(cls, plain: dict[str, Any]) -> "Pass":
        """The same from JSON."""
        facts = [FactSpec(**fact | {"columns": [ColumnSpec(**one) for one in fact["columns"]]}) for fact in plain["facts"]]
        files = [LiveFile(**file) for file in plain["files"]]
        return cls(**plain | {"facts": facts, "files": files})


@dataclasses.dataclass(frozen=True)
class Written:
    fact: str
    month: int
    name: str
    rows: int
    bytes: int
    least_root: int
    greatest_root: int
    checksum: str


@dataclasses.dataclass(frozen=True)
class Outcome:
    """The files that the pass wrote, the names of those they replace, words that got a number, and how far it walked. `is_end`:
    there was nothing more behind it. `totals`, by fact: (month, kind, sum, …) added up over all rows."""

    written: list[Written]
    replaced: list[str]
    terms: dict[str, dict[str, int]]
    walked_to: int
    rows: int
    is_end: bool
    totals: list[list[list[int]]] = dataclasses.field(default_factory=list)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> "Outcome":
        """The same from JSON."""
        return cls(**plain | {"written": [Written(**file) for file in plain["written"]]})
