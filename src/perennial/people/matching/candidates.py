"""Everybody who meets by a key, in a file: memory does not grow with the customers, and a run that was killed goes on where it
was.

The file is gathered under another name, so that it is whole whenever it is there; how far its comparing came is replaced in one
step. One run at a time keeps its file; another one that begins meanwhile gets a file of its own that goes with it.
"""

import datetime as dt
import fcntl
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import combinations, groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection

from perennial.kernel import clock
from perennial.people.matching.comparing import RARE
from perennial.people.matching.keys import Kind, kind_of, largest_block
from perennial.people.models import MatchKey

AT_ONCE = 5_000
STALE_AFTER = dt.timedelta(hours=12)
_TABLES = """
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
    CREATE TABLE pair (first, second, PRIMARY KEY (first, second)) WITHOUT ROWID;
    CREATE TABLE name (key PRIMARY KEY, namesakes) WITHOUT ROWID;
"""
Ids = tuple[int, int]


class Candidates:
    """The pairs that meet, and how many of them were compared already."""

    def __init__(self, file: sqlite3.Connection, position: Path) -> None:
        self.file, self.position = file, position
        told = json.loads(position.read_text())
        self.began, self.done, self.last = dt.datetime.fromisoformat(told["began"]), told["done"], tuple(told["last"])
        ((self.total,),) = file.execute("SELECT count(*) FROM pair")

    def __iter__(self) -> Iterator[list[Ids]]:
        """The pairs that were not compared yet, some thousand at a time; those given before count as compared when the next
        ones are asked for."""
        sql = "SELECT first, second FROM pair WHERE (first, second) > (?, ?) ORDER BY first, second LIMIT ?"
        while some := self.file.execute(sql, (*self.last, AT_ONCE)).fetchall():
            yield some
            self.done, self.last = self.done + len(some), some[-1]
            _keep_position(self.position, self.began, self.done, self.last)

    def namesakes(self, keys: Iterable[int]) -> dict[int, int]:
        """How many have each of these names, of those that are not rare."""
        sql = "SELECT key, namesakes FROM name WHERE key IN (SELECT value FROM json_each(?))"
        return dict(self.file.execute(sql, [json.dumps(list(keys))]))


@contextmanager
def candidates() -> Iterator[Candidates]:
    """Those of the run that was interrupted, else gathered anew from the keys. They go when the block ends well."""
    with ExitStack() as stack:
        folder = _folder(stack)
        pairs, position = folder / "pairs", folder / "position"
        if not (pairs.exists() and _is_fresh(position)):
            _gather(folder / "gathering", position)
            (folder / "gathering").replace(pairs)
        yield Candidates(stack.enter_context(closing(sqlite3.connect(pairs))), position)
        pairs.unlink()
        position.unlink()


def _folder(stack: ExitStack) -> Path:
    """The usual place, if nobody else works there."""
    folder = Path(settings.HOME) / "duplicates"
    folder.mkdir(exist_ok=True, mode=0o700)
    lock = stack.enter_context((folder / "lock").open("w"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return Path(stack.enter_context(TemporaryDirectory(prefix="perennial-pairs-")))
    return folder


def _is_fresh(position: Path) -> bool:
    try:
        return clock.now() - dt.datetime.fromisoformat(json.loads(position.read_text())["began"]) < STALE_AFTER
    except (OSError, ValueError, KeyError):
        return False


def _keep_position(position: Path, began: dt.datetime, done: int, last: Ids) -> None:
    new = position.with_suffix(".new")
    new.write_text(json.dumps({"began": began.isoformat(), "done": done, "last": last}))
    new.replace(position)


def _gather(path: Path, position: Path) -> None:
    """Put everybody who meets into a file, and how many have each name that is not rare."""
    path.unlink(missing_ok=True)
    began = clock.now()
    with closing(sqlite3.connect(path)) as file:
        file.executescript(_TABLES)

        def pairs() -> Iterator[Ids]:
            for key, rows in groupby(_keys_in_order(), key=itemgetter(0)):
                ids = sorted({party_id for _key, party_id in rows})
                if len(ids) > RARE and kind_of(key) == Kind.NAME:
                    file.execute("INSERT INTO name VALUES (?, ?)", (key, len(ids)))
                if 1 < len(ids) <= largest_block(key):
                    yield from combinations(ids, 2)

        with file:
            for pair in pairs():
                file.execute("INSERT OR IGNORE INTO pair VALUES (?, ?)", pair)
    _keep_position(position, began, 0, (-1, 0))


def _keys_in_order() -> Iterator[Ids]:
    """All (key, party), by key: spans of the index, so that no cursor stays open for minutes."""
    table, after = connection.ops.quote_name(MatchKey._meta.db_table), (-1, 0)
    sql = f"SELECT key, party_id FROM {table} WHERE (key, party_id) > (%s, %s) ORDER BY key, party_id LIMIT 50000"  # noqa: S608 - our own table
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, after)
            rows = cursor.fetchall()
        if not rows:
            return
        yield from rows
        after = rows[-1]
