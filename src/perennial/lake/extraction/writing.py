"""From DuckDB into the months' files."""

import os
import uuid
from collections.abc import Sequence
from pathlib import Path

import duckdb

from perennial.lake.extraction.checksums import checksum_of
from perennial.lake.extraction.spec import FactSpec, LiveFile, Written

MOST_FILES = 8  # of one month; then they become one


class DamagedError(Exception):
    """A file is no longer what was written; what stands in it must not be copied on."""


class Writer:
    """Writes what is fresh of a fact, and writes anew the months of which something is to be taken away."""

    def __init__(self, duck: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self.duck, self.folder = duck, folder
        self.written: list[Written] = []
        self.replaced: list[str] = []

    def write(self, fact: FactSpec, files: Sequence[LiveFile], *, gone: str, months: Sequence[int] = ()) -> None:
        """`gone` is a table of roots whose rows leave the lake (they may be among the fresh ones); `months` are written anew in
        any case."""
        anew = self._holding(fact, files, gone) | set(months)
        fresh = {month for (month,) in self.duck.execute(f"SELECT DISTINCT month FROM fresh_{fact.key}").fetchall()}
        for month in sorted(fresh | anew):
            standing = [file for file in files if file.month == month]
            if month not in anew and len(standing) < MOST_FILES:
                standing = []
            self._write_month(fact, month, standing, gone, dropping=month in months)

    def _holding(self, fact: FactSpec, files: Sequence[LiveFile], gone: str) -> set[int]:
        """The months in which a row of these roots stands."""
        least, greatest = self.duck.execute(f"SELECT MIN(root), MAX(root) FROM {gone}").fetchone() or (None, None)
        if least is None:
            return set()
        near = [f for f in files if f.least_root <= greatest and f.greatest_root >= least]
        if not near:
            return set()
        held = self.duck.execute(
            f"SELECT DISTINCT month FROM read_parquet({self._paths(near)}) WHERE {fact.root_name} IN (SELECT root FROM {gone})"
        )
        return {month for (month,) in held.fetchall()}

    def _write_month(self, fact: FactSpec, month: int, standing: Sequence[LiveFile], gone: str, *, dropping: bool) -> None:
        columns = ", ".join([*(c.stored for c in fact.columns), "at_us", "day", "month"])
        rows = f"SELECT {columns} FROM fresh_{fact.key} WHERE month = {month}"
        if standing and not dropping:
            self._trust(standing)
            rows += (
                f" UNION ALL SELECT {columns} FROM read_parquet({self._paths(standing)})"
                f" WHERE {fact.root_name} NOT IN (SELECT root FROM {gone})"
            )
        self.replaced += [file.name for file in standing]
        name = f"{fact.key}/{month // 12}-{month % 12 + 1:02}/{uuid.uuid4().hex}.parquet"
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        self.duck.execute(
            f"COPY ({rows} ORDER BY at_us, {fact.columns[0].stored}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
        )
        told = self.duck.execute(
            f"SELECT COUNT(*), MIN({fact.root_name}), MAX({fact.root_name}) FROM read_parquet('{path}')"
        ).fetchone()
        rows_written, least, greatest = told or (0, 0, 0)
        if not rows_written:
            path.unlink()
            return
        _settle(path)
        size = path.stat().st_size
        self.written.append(Written(fact.key, month, name, rows_written, size, least, greatest, checksum_of(path)))

    def _trust(self, files: Sequence[LiveFile]) -> None:
        """Bits that turned over may still make rows, but wrong ones; copied into a new file nobody would ever see it."""
        for file in files:
            if checksum_of(self.folder / file.name) != file.checksum:
                raise DamagedError(f"{file.name} is damaged")

    def _paths(self, files: Sequence[LiveFile]) -> str:
        return repr([str(self.folder / file.name) for file in files])


def _settle(path: Path) -> None:
    """On the disk, so that what is committed after it survives a power cut."""
    for place, flags in ((path, os.O_RDONLY), (path.parent, os.O_RDONLY | os.O_DIRECTORY)):
        descriptor = os.open(place, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
