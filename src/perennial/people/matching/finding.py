"""Who is like whom: for one that is not written down yet, for some parties, or for everybody."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing
from itertools import combinations, groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from django.db import connection

from perennial.kernel.bulk import bulk_find, chunks
from perennial.people.matching.comparing import evidence_of
from perennial.people.matching.keys import Kind, keys_of, kind_of, largest_block, name_key
from perennial.people.matching.reasons import told
from perennial.people.matching.records import Record, records_of
from perennial.people.matching.weights import confidence_of
from perennial.people.models import MatchKey

POSSIBLE, LIKELY, CERTAIN = 0.4, 0.8, 0.97
AT_ONCE = 2_000
PAIRS_AT_ONCE = 5_000
_PAIRS = """
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
    CREATE TABLE pair (first, second, PRIMARY KEY (first, second)) WITHOUT ROWID
"""
Told = Callable[[int, int], None]


class Pair(NamedTuple):
    """Two that may be one customer, the smaller id first."""

    first_id: int
    second_id: int
    confidence: float
    reasons: list[str]


def pairs_with(records: Collection[Record]) -> list[Pair]:
    """The pairs of these records with any party whose keys are kept: a fixed number of queries."""
    keys = {record.id: keys_of(record) for record in records}
    blocks = _blocks({key for some in keys.values() for key in some})
    theirs: dict[int, set[int]] = {
        record.id: {id_ for key in keys[record.id] if len(blocks[key]) <= largest_block(key) for id_ in blocks[key]} - {record.id}
        for record in records
    }
    known = records_of({id_ for ids in theirs.values() for id_ in ids}) | {record.id: record for record in records}
    _count_namesakes(known.values())
    pairs = {(min(mine, other), max(mine, other)) for mine, others in theirs.items() for other in others if other in known}
    return list(_suspected((known[first], known[second]) for first, second in sorted(pairs)))


def pairs_of_everybody(told_: Told = lambda done, total: None) -> Iterator[list[Pair]]:
    """All pairs, some thousand at a time. The candidates lie in a file, so that memory does not grow with the customers."""
    with TemporaryDirectory(prefix="perennial-pairs-") as folder, closing(sqlite3.connect(Path(folder) / "pairs")) as file:
        file.executescript(_PAIRS)
        namesakes = _gather(file)
        ((total,),) = file.execute("SELECT count(*) FROM pair")
        done = 0
        for some in chunks(file.execute("SELECT first, second FROM pair ORDER BY first, second"), PAIRS_AT_ONCE):
            records = records_of({id_ for pair in some for id_ in pair})
            for record in records.values():
                record.namesakes = namesakes.get(name_key(record) or 0, 1)
            yield list(_suspected((records[a], records[b]) for a, b in some if a in records and b in records))
            done += len(some)
            told_(done, total)


def _gather(file: sqlite3.Connection) -> dict[int, int]:
    """Put everybody who meets into the file; gives how many have each name that several have."""
    namesakes: dict[int, int] = {}

    def pairs() -> Iterator[tuple[int, int]]:
        for key, rows in groupby(_keys_in_order(), key=itemgetter(0)):
            ids = sorted({party_id for _key, party_id in rows})
            if len(ids) > 1 and kind_of(key) == Kind.NAME:
                namesakes[key] = len(ids)
            if 1 < len(ids) <= largest_block(key):
                yield from combinations(ids, 2)

    with file:
        file.executemany("INSERT OR IGNORE INTO pair VALUES (?, ?)", pairs())
    return namesakes


def _keys_in_order() -> Iterator[tuple[int, int]]:
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


def _suspected(pairs: Iterable[tuple[Record, Record]]) -> Iterator[Pair]:
    for one, other in pairs:
        if one.is_firm == other.is_firm:
            evidence = evidence_of(one, other)
            confidence = confidence_of(evidence)
            if confidence >= POSSIBLE:
                yield Pair(one.id, other.id, round(confidence, 4), told(evidence))


def _blocks(keys: Collection[int]) -> defaultdict[int, set[int]]:
    """Who has these keys."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for key, party_id in bulk_find(MatchKey, "key", keys, ("key", "party_id")):
        found[key].add(party_id)
    return found


def _count_namesakes(records: Iterable[Record]) -> None:
    records = list(records)
    keys = {record.id: name_key(record) for record in records}
    counts = Counter(key for (key,) in bulk_find(MatchKey, "key", {key for key in keys.values() if key is not None}, ("key",)))
    for record in records:
        record.namesakes = max(counts.get(keys[record.id] or 0, 1), 1)
