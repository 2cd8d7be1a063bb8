"""The process that copies rows into files, as this one sees it, and the commit of what it wrote."""

import contextlib
import dataclasses
import datetime as dt
import json
import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import IO

from django.db import transaction

from perennial.kernel import clock
from perennial.kernel.hindrance import HinderedError
from perennial.kernel.ids import id_before, new_id
from perennial.lake.extraction.spec import ColumnSpec, FactSpec, LiveFile, Outcome, Pass
from perennial.lake.models import Change, File, Progress, Term
from perennial.lake.places import MEMORY, database, folder, shape_of, zone
from perennial.lake.sources import Fact, Source

MOST_IN_A_PASS = 2_000_000
LOOK_EVERY_SECONDS = 0.5


class LakeError(HinderedError):
    """The lake could not be written; the message says why and what to do."""


class CopyingError(LakeError):
    """A pass failed in the process that copies: the database or a file could not be read, or the disk is full."""


class OvertakenError(LakeError):
    """Somebody else committed to the same source meanwhile. Nothing was written; begin again."""


@dataclasses.dataclass(frozen=True)
class Copied:
    rows: int
    changed: int
    is_end: bool


def always() -> None:
    """Asks nobody: whoever does not say otherwise waits for the end."""


class Extractor:
    """One copying process for as many passes as are needed; it starts with the first. `is_wanted` is called while a pass runs
    and ends it by raising: the process is killed, its files are swept."""

    def __init__(self, is_wanted: Callable[[], None] = always) -> None:
        self.is_wanted = is_wanted
        self._process: subprocess.Popen[str] | None = None

    def copy(self, source: Source, progress: Progress, changes: Sequence[Change], *, settled: int) -> Copied:
        """One pass over the source, committed."""
        asked = _pass(source, progress, sorted({change.root for change in changes}), settled=settled)
        outcome = self._answer(asked)
        _list(progress, outcome, done=[change.pk for change in changes])
        return Copied(outcome.rows, len(changes), outcome.is_end)

    def copy_month(self, source: Source, progress: Progress, month: int) -> None:
        """One month of the source's facts from the operational tables, whatever the files say; committed."""
        asked = _pass(source, progress, [], settled=progress.walked_to)
        _list(progress, self._answer(dataclasses.replace(asked, month=month)), done=[])

    def totals(self, source: Source, progress: Progress, questions: Sequence[str]) -> list[list[list[int]]]:
        """What the operational tables answer, up to where the lake has walked, to one question a fact, asked of `{table}`."""
        asked = _pass(source, progress, [], settled=progress.walked_to)
        return self._answer(dataclasses.replace(asked, totals=list(questions))).totals

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._process:
            self._process.kill()
            self._process.communicate()

    def _answer(self, asked: Pass) -> Outcome:
        self.is_wanted()
        if not self._process:
            self._process = _started()
        given, told = _ends(self._process)
        try:
            given.write(json.dumps(dataclasses.asdict(asked)) + "\n")
            given.flush()
        except BrokenPipeError:
            raise LakeError("the process that copies into the lake ended") from None
        while not select.select([told], [], [], LOOK_EVERY_SECONDS)[0]:
            self.is_wanted()
        line = told.readline()
        if not line:
            raise LakeError("the process that copies into the lake ended")
        answer = json.loads(line)
        if trouble := answer.get("trouble"):
            raise CopyingError(f"copying into the lake failed: {trouble}")
        return Outcome.of(answer)


@contextlib.contextmanager
def extracting(is_wanted: Callable[[], None] = always) -> Iterator[Extractor]:
    """An extractor, ended in any case."""
    extractor = Extractor(is_wanted)
    try:
        yield extractor
    finally:
        extractor.close()


def settled_id(seconds: int) -> int:
    """An id so old that every transaction that made such ids has ended."""
    return id_before(new_id(), dt.timedelta(seconds=seconds))


def commit(progress: Progress, outcome: Outcome, *, done: Sequence[int]) -> None:
    """List the new files, retire those that they replace, and go on from where the pass ended: all of it or nothing."""
    now = clock.now()
    with transaction.atomic():
        _take(progress, walked_to=outcome.walked_to, synced_at=now)
        File.objects.live().filter(name__in=outcome.replaced).update(retired_at=now)
        File.objects.bulk_create([File(**dataclasses.asdict(file)) for file in outcome.written])
        Term.objects.bulk_create(
            Term(vocabulary=name, word=word, number=number)
            for name, words in outcome.terms.items()
            for word, number in words.items()
        )
        for start in range(0, len(done), 10_000):
            Change.objects.filter(pk__in=done[start : start + 10_000]).delete()
    progress.refresh_from_db()


def _list(progress: Progress, outcome: Outcome, *, done: Sequence[int]) -> None:
    """Commit, or leave no file behind that nobody lists: it may hold what is erased by now."""
    try:
        commit(progress, outcome, done=done)
    except OvertakenError:
        for file in outcome.written:
            (folder() / file.name).unlink(missing_ok=True)
        raise


def begun(source: Source) -> Progress:
    """How far the lake is with a source. Where its facts were made in another shape, or for another time zone, it starts
    anew: the old files are retired in the same transaction."""
    shape, now_zone = shape_of(source), zone()
    progress, _created = Progress.objects.get_or_create(source=source.key, defaults={"shape": shape, "zone": now_zone})
    if (progress.shape, progress.zone) != (shape, now_zone):
        start_anew(source, progress)
    return progress


def start_anew(source: Source, progress: Progress) -> None:
    """Forget what was copied of a source; its files are retired."""
    with transaction.atomic():
        _take(progress, walked_to=0, shape=shape_of(source), zone=zone())
        File.objects.live().filter(fact__in=[fact.key for fact in source.facts]).update(retired_at=clock.now())
    progress.refresh_from_db()


def _take(progress: Progress, **values: object) -> None:
    """Write the progress, unless somebody else did since it was read."""
    mine = Progress.objects.filter(pk=progress.pk, version=progress.version)
    if not mine.update(version=progress.version + 1, **values):
        raise OvertakenError("another process wrote to the lake at the same time; what it wrote stands")


def _started() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "perennial.lake.extraction"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )


def _ends(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    if process.stdin is None or process.stdout is None:
        raise LakeError("the process that copies into the lake has no ends")
    return process.stdin, process.stdout


def _pass(source: Source, progress: Progress, changed: list[int], *, settled: int) -> Pass:
    keys = [fact.key for fact in source.facts]
    columns = ("fact", "month", "name", "least_root", "greatest_root", "checksum")
    terms: dict[str, dict[str, int]] = {}
    for vocabulary, word, number in Term.objects.values_list("vocabulary", "word", "number"):
        terms.setdefault(vocabulary, {})[word] = number
    return Pass(
        database=database(),
        folder=str(folder()),
        zone=progress.zone,
        memory=MEMORY,
        table=source.table,
        root=source.root,
        revises=source.revises,
        facts=[_spec(fact) for fact in source.facts],
        walked_to=progress.walked_to,
        settled=settled,
        most=MOST_IN_A_PASS,
        changed=changed,
        files=[LiveFile(*row) for row in File.objects.live().filter(fact__in=keys).values_list(*columns)],
        terms=terms,
    )


def _spec(fact: Fact) -> FactSpec:
    columns = [ColumnSpec(c.name, c.sql, c.type == "term", c.stored) for c in fact.columns]
    return FactSpec(fact.key, columns, fact.rows, fact.walk, fact.root, fact.moment, fact.root_name, fact.chosen)
