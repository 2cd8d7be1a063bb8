"""Ask the lake: the files that are live now, on the engine of this installation."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.db.models import Count, Sum

from perennial.lake.damage import ask_for_healing, damage_in_words
from perennial.lake.engines import (
    DuckDBEngine,
    Engine,
    EngineError,
    EngineGoneError,
    EngineMemoryError,
    FilesChangedError,
    FilesDamagedError,
    SparkEngine,
)
from perennial.lake.models import Change, File, Progress, Term
from perennial.lake.places import MEMORY, folder
from perennial.lake.sources import sources
from perennial.lake.watching import names

if TYPE_CHECKING:
    import pyarrow  # heavy: whoever asks nothing does not pay for it


@contextmanager
def open_lake() -> Iterator["Lake"]:
    """The lake as it is now: what is committed meanwhile is not seen."""
    lake = Lake(_engine())
    try:
        yield lake
    finally:
        lake.engine.close()


class Lake:
    """Answers core SQL over the facts, as of the last commit before it was opened."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._hold()

    def query(self, sql: str) -> "pyarrow.Table":
        """The answer. A file that was replaced while the question ran is asked for again in its new form; one that is lost or
        damaged raises `FilesDamagedError`: it is found, noted and written anew by a job."""
        try:
            return self.engine.query(sql)
        except (EngineMemoryError, EngineGoneError):
            raise
        except EngineError:  # what a damaged file makes of a question has many names
            self._hold()
            with self._told_of_damage():
                return self.engine.query(sql)

    def _hold(self) -> None:
        try:
            self.engine.hold(live_files(), schemas())
        except FilesChangedError:  # one was replaced and swept since they were listed
            with self._told_of_damage():
                self.engine.hold(live_files(), schemas())

    @contextmanager
    def _told_of_damage(self) -> Iterator[None]:
        try:
            yield
        except (EngineMemoryError, EngineGoneError):
            raise
        except EngineError as error:
            if damaged := ask_for_healing():
                raise FilesDamagedError(damage_in_words(damaged)) from error
            raise


def live_files() -> Mapping[str, list[Path]]:
    """The files that make up each fact now."""
    files: dict[str, list[Path]] = {}
    for fact, name in File.objects.live().order_by("fact", "month", "id").values_list("fact", "name"):
        files.setdefault(fact, []).append(folder() / name)
    return files


def schemas() -> Mapping[str, "pyarrow.Schema"]:
    """The columns of every fact."""
    import pyarrow

    return {
        fact.key: pyarrow.schema(
            [
                *((c.stored, pyarrow.int16() if c.type == "term" else pyarrow.int64()) for c in fact.columns),
                ("at_us", pyarrow.int64()),
                ("day", pyarrow.int32()),
                ("month", pyarrow.int32()),
            ]
        )
        for source in sources
        for fact in source.facts
    }


def numbers_of(vocabulary: str) -> Mapping[str, int]:
    """The number of each word of a vocabulary, as it stands in the lake."""
    return dict(Term.objects.filter(vocabulary=vocabulary).values_list("word", "number"))


def _engine() -> Engine:
    address: str = settings.ENGINE
    return SparkEngine(address) if address else DuckDBEngine(memory=MEMORY, scratch=folder() / "scratch")


@dataclasses.dataclass(frozen=True)
class FactStatus:
    """How a fact stands: its size, when it was last brought up to date, how many records changed since."""

    key: str
    rows: int
    bytes: int
    files: int
    waiting: int
    synced_at: dt.datetime | None


def status() -> list[FactStatus]:
    """Every fact, in the order of its source."""
    sums = File.objects.live().values_list("fact").annotate(Sum("rows"), Sum("bytes"), Count("pk"))
    sizes = {fact: (rows, bytes_, files) for fact, rows, bytes_, files in sums}
    synced = dict(Progress.objects.values_list("source", "synced_at"))
    waiting = dict(Change.objects.values_list("source").annotate(Count("pk")))
    return [
        FactStatus(fact.key, *sizes.get(fact.key, (0, 0, 0)), waiting.get(source.key, 0), synced.get(source.key))
        for source in sources
        for fact in source.facts
    ]


def missing_triggers() -> list[str]:
    """Watched tables of which a trigger is gone, so that the lake would not follow a change."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        standing = {name for (name,) in cursor.fetchall()}
    watched = {table for source in sources for table in (source.table, *source.parts)}
    return sorted(table for table in watched if not standing.issuperset(names(table)))
