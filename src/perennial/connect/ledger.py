"""What the records of one file have taken and made so far. It stands beside the file's rows, so that a look before and the run
itself decide alike, and a chunk that is done again after a crash finds what was its own.
"""

import json
import sqlite3
from collections.abc import Collection, Mapping
from typing import Any

Claim = tuple[str, int]  # what is taken, and the first line of the rows that take it


_TABLES = (
    "claimed (what TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID",
    "made (key TEXT PRIMARY KEY, id INTEGER) WITHOUT ROWID",
    "added (identity_id INTEGER PRIMARY KEY)",
    "former (party_id INTEGER PRIMARY KEY, sort_name TEXT, city TEXT)",
    "alike (line INTEGER PRIMARY KEY, party_id INTEGER, confidence REAL, reasons TEXT)",
    "looked (ahead INTEGER PRIMARY KEY)",
    "led (key TEXT, party_id INTEGER)",  # see `staging.stage`
)
Alike = tuple[int, int, float, list[str]]  # the first line of rows, whom they are probably about, how sure that is, and why
Former = tuple[int, str, str]  # a customer, and the name and city by which they were known


class Ledger:
    """Of one staging file. Whoever takes something is known by the line of their first row: what is their own is not taken."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        for table in _TABLES:
            db.execute(f"CREATE TABLE IF NOT EXISTS {table}")
        db.execute("CREATE INDEX IF NOT EXISTS former_name ON former (sort_name)")

    @classmethod
    def alone(cls) -> "Ledger":
        """One for records that come from no file."""
        return cls(sqlite3.connect(":memory:", isolation_level=None))

    def begin(self) -> None:
        """Nothing is taken, nothing made."""
        for table in ("claimed", "made", "added", "former", "alike", "looked"):
            self.db.execute(f"DELETE FROM {table}")  # noqa: S608 - no values

    def taken(self, wanted: Collection[Claim]) -> set[Claim]:
        """Of these what others have taken."""
        known = dict(
            self._among(
                "SELECT what, line FROM claimed WHERE what IN (SELECT value FROM json_each(?))",
                [what for what, _line in wanted],
            )
        )
        return {(what, line) for what, line in wanted if known.get(what, line) != line}

    def claim(self, wanted: Collection[Claim]) -> set[Claim]:
        """Take what only one record of a file may have; gives those that others took before."""
        self._write("INSERT OR IGNORE INTO claimed VALUES (?, ?)", wanted)
        return self.taken(wanted)

    @property
    def looked_ahead(self) -> bool:
        """Whether all was noted that must be known before anything is written."""
        return bool(self.db.execute("SELECT 1 FROM looked").fetchone())

    def note_looked_ahead(self) -> None:
        """Note that it was."""
        self._write("INSERT INTO looked VALUES (?)", [(1,)])

    def note_alikes(self, alikes: Collection[Alike]) -> None:
        """Note whom rows that lead to nobody are probably about, as things are now."""
        rows = [(line, party_id, confidence, json.dumps(reasons)) for line, party_id, confidence, reasons in alikes]
        self._write("INSERT OR REPLACE INTO alike VALUES (?, ?, ?, ?)", rows)

    def alikes(self, lines: Collection[int]) -> list[Alike]:
        """What was noted of these rows."""
        question = "SELECT line, party_id, confidence, reasons FROM alike WHERE line IN (SELECT value FROM json_each(?))"
        return [(*told, json.loads(reasons)) for *told, reasons in self._among(question, lines)]

    def led(self, party_ids: Collection[int]) -> set[int]:
        """Of these customers those to whom the keys of rows lead straight away."""
        return {
            id_
            for (id_,) in self._among("SELECT party_id FROM led WHERE party_id IN (SELECT value FROM json_each(?))", party_ids)
        }

    def note_changes(self, identities: Collection[int], former: Collection[Former]) -> None:
        """Note what customers who were there got, and how those were called who are called otherwise now."""
        self._write("INSERT OR IGNORE INTO added VALUES (?)", [(id_,) for id_ in identities])
        self._write("INSERT OR IGNORE INTO former VALUES (?, ?, ?)", former)

    def added(self, identities: Collection[int]) -> set[int]:
        """Of these e-mail addresses, numbers and ids those that the file brought."""
        return {
            id_
            for (id_,) in self._among(
                "SELECT identity_id FROM added WHERE identity_id IN (SELECT value FROM json_each(?))", identities
            )
        }

    def renamed(self, party_ids: Collection[int]) -> set[int]:
        """Of these customers those who have their name or city from the file."""
        return {
            id_
            for (id_,) in self._among(
                "SELECT party_id FROM former WHERE party_id IN (SELECT value FROM json_each(?))", party_ids
            )
        }

    def formerly(self, names: Collection[str]) -> list[Former]:
        """Who was called so before."""
        return self._among(
            "SELECT party_id, sort_name, city FROM former WHERE sort_name IN (SELECT value FROM json_each(?))", names
        )

    def note_made(self, made: Mapping[str, int]) -> None:
        """Note who was made for a key; a chunk that is done again makes them anew."""
        self._write("INSERT OR REPLACE INTO made VALUES (?, ?)", made.items())

    def made(self, keys: Collection[str]) -> dict[str, int]:
        """Who was made for keys, as far as it was noted."""
        return dict(self._among("SELECT key, id FROM made WHERE key IN (SELECT value FROM json_each(?))", keys))

    def _among(self, question: str, values: Collection[str] | Collection[int]) -> list[Any]:
        return self.db.execute(question, [json.dumps([*values])]).fetchall() if values else []

    def _write(self, statement: str, rows: Collection[tuple[Any, ...]]) -> None:
        if rows:
            self.db.execute("BEGIN IMMEDIATE")  # one commit, not one for each
            self.db.executemany(statement, rows)
            self.db.execute("COMMIT")
