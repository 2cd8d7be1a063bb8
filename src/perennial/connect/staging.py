"""The staging file of an import: its rows as records, sorted by what they belong to, in a SQLite file of its own.

Sorting on disk brings together the rows of one order or one customer wherever they stand in the file, in memory that does not
grow with it. The file holds nothing that the source does not: it may be thrown away and made again.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from perennial.connect.kinds.base import Record
from perennial.connect.kinds.sameness import led_together
from perennial.connect.kinds.troubles import Trouble
from perennial.kernel.bulk import chunks

COUNTED = "~"  # keys that begin so are of rows that repeat because it happened repeatedly
_AT_ONCE, _LOOKED_UP_AT_ONCE = 2_000, 10_000


class StagedRow(NamedTuple):
    """One row of the file. `at` is the row's place in the sorted file: the cursor of a run."""

    at: int
    key: str
    line: int
    record: Record
    troubles: list[Trouble]


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The staging file, closed afterwards."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=60)
    try:
        connection.execute("PRAGMA cache_size=-32768")
        connection.execute("PRAGMA temp_store=FILE")
        yield connection
    finally:
        connection.close()


def fresh(path: Path) -> None:
    """A file that only notes whose figures must be added up; one that is there stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)  # gone when the import came back with a backup
    with opened(path) as db:
        db.execute("CREATE TABLE IF NOT EXISTS touched (party_id INTEGER PRIMARY KEY)")


def stage(
    path: Path,
    rows: Iterable[tuple[str, int, Record, Sequence[Trouble]]],
    *,
    ways_of: Callable[[Record, str], Sequence[str]] = lambda _record, _key: (),
    joined: Callable[[Iterable[tuple[str, str]]], Mapping[str, str]] = lambda _shared: {},
    leads: Callable[[Sequence[str]], Mapping[str, int]] | None = None,
) -> int:
    """Write (key, line, record, troubles) sorted by key and line; gives their number. Anew each time: an older file goes.

    Rows with different keys may be about the same: `ways_of` a record are what else it is known by, and `joined` says of the
    ways that rows of several keys share, as (way, key), which keys give way to which. `leads` says which customers keys lead
    to: keys that lead to the same one are one as well. A row that got another key tells its own in `_also`."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    with opened(path) as db:
        db.execute("PRAGMA journal_mode=OFF")
        db.execute("PRAGMA synchronous=OFF")
        db.execute("CREATE TABLE raw (key TEXT, line INTEGER, record TEXT, trouble TEXT)")
        db.execute("CREATE TABLE touched (party_id INTEGER PRIMARY KEY)")
        dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
        db.execute("CREATE TABLE ways (way TEXT, key TEXT)")
        db.execute("CREATE TABLE led (key TEXT, party_id INTEGER)")
        db.execute("CREATE TABLE taken (key TEXT PRIMARY KEY, by TEXT) WITHOUT ROWID")
        db.execute("BEGIN")
        for some in chunks(rows, _AT_ONCE):
            db.executemany(
                "INSERT INTO raw VALUES (?, ?, ?, ?)", ((k, line, dumps(r), dumps(t) if t else "") for k, line, r, t in some)
            )
            db.executemany("INSERT INTO ways VALUES (?, ?)", ((way, k) for k, _line, r, _t in some for way in ways_of(r, k)))
        taken = joined(_shared(db))
        if leads:
            _lead(db, leads)
            taken = led_together(taken, _led_twice(db), partial(_lead_of, db))
        db.executemany("INSERT INTO taken VALUES (?, ?)", taken.items())
        db.execute("CREATE TABLE rows (at INTEGER PRIMARY KEY, key TEXT, line INTEGER, record TEXT, trouble TEXT)")
        # equal rows without a number of their own are the first, the second … of their kind, in any file they come in
        db.execute(
            "INSERT INTO rows (key, line, record, trouble) SELECT CASE WHEN nth > 1 THEN key || '#' || nth ELSE key END,"
            " line, record, trouble FROM (SELECT COALESCE(taken.by, raw.key) AS key, line, trouble, CASE WHEN taken.by IS NULL"
            " THEN record ELSE json_set(record, '$._also', json_array(raw.key)) END AS record,"
            " CASE WHEN substr(raw.key, 1, 1) = ? THEN row_number() OVER (PARTITION BY raw.key ORDER BY line) ELSE 1 END AS nth"
            " FROM raw LEFT JOIN taken ON taken.key = raw.key) ORDER BY key, nth, line",
            [COUNTED],
        )
        for table in ("raw", "ways", "taken"):
            db.execute(f"DROP TABLE {table}")
        db.execute("COMMIT")
        (count,) = db.execute("SELECT count(*) FROM rows").fetchone()
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    return int(count)


def _shared(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """(way, key) of each way that rows of several keys share, way by way."""
    db.execute("CREATE INDEX ways_way ON ways (way, key)")
    several = "SELECT way FROM ways GROUP BY way HAVING min(key) <> max(key)"
    yield from db.execute(f"SELECT DISTINCT way, key FROM ways WHERE way IN ({several}) ORDER BY way, key")  # noqa: S608 - no values


def _lead(db: sqlite3.Connection, leads: Callable[[Sequence[str]], Mapping[str, int]]) -> None:
    """Write down to which customers the keys of the rows lead, as things are now."""
    keys = (key for (key,) in db.execute("SELECT DISTINCT key FROM raw WHERE key <> ''"))
    for some in chunks(keys, _LOOKED_UP_AT_ONCE):
        db.executemany("INSERT INTO led VALUES (?, ?)", leads(some).items())
    db.execute("CREATE INDEX led_party ON led (party_id)")
    db.execute("CREATE INDEX led_key ON led (key)")


def _led_twice(db: sqlite3.Connection) -> list[tuple[str, int]]:
    """(key, customer) of each customer to whom several keys lead."""
    several = "SELECT party_id FROM led GROUP BY party_id HAVING count(*) > 1"
    return db.execute(f"SELECT key, party_id FROM led WHERE party_id IN ({several}) ORDER BY key").fetchall()  # noqa: S608 - no values


def _lead_of(db: sqlite3.Connection, key: str) -> int | None:
    found = db.execute("SELECT party_id FROM led WHERE key = ?", [key]).fetchone()
    return found[0] if found else None


def groups_after(db: sqlite3.Connection, cursor: int, size: int) -> list[list[StagedRow]]:
    """The next rows after `cursor`, about `size` of them, by what they belong to; a group is never torn."""
    rows = _rows(db, cursor, size)
    if not rows:
        return []
    while rows[-1].key and (more := _rows(db, rows[-1].at, _AT_ONCE)):
        same = [row for row in more if row.key == rows[-1].key]
        rows += same
        if len(same) < len(more):
            break
    groups: list[list[StagedRow]] = []
    last = ""
    for row in rows:
        if row.key and row.key == last:
            groups[-1].append(row)
        else:
            groups.append([row])
            last = row.key
    return groups


def touch(db: sqlite3.Connection, party_ids: Collection[int]) -> None:
    """Note whose figures must be added up again; noting too many does no harm."""
    if not party_ids:
        return
    db.execute("BEGIN IMMEDIATE")  # one commit, not one for each
    db.executemany("INSERT OR IGNORE INTO touched VALUES (?)", ((party_id,) for party_id in party_ids))
    db.execute("COMMIT")


def touched_after(db: sqlite3.Connection, party_id: int, size: int) -> list[int]:
    """The next parties whose figures must be added up again."""
    found = db.execute("SELECT party_id FROM touched WHERE party_id > ? ORDER BY party_id LIMIT ?", [party_id, size])
    return [one for (one,) in found]


def _rows(db: sqlite3.Connection, cursor: int, size: int) -> list[StagedRow]:
    query = "SELECT at, key, line, record, trouble FROM rows WHERE at > ? ORDER BY at LIMIT ?"
    found = db.execute(query, [cursor, size]).fetchall()
    records = json.loads(f"[{','.join([row[3] for row in found])}]")  # all at once: a call for each costs more than the reading
    return [
        StagedRow(at, key, line, record, [Trouble(*one) for one in json.loads(bad)] if bad else [])
        for (at, key, line, _, bad), record in zip(found, records, strict=True)
    ]
