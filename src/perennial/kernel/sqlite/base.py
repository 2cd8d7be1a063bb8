"""Django's SQLite, whose writers wait for each other in this process and not by asking the file again and again.

SQLite lets one write at a time. Who finds it taken sleeps and asks anew, each time for longer, up to a tenth of a second (its
busy handler): of eight who write, the unlucky wait long while nobody writes at all. Here a transaction first takes its turn
within the process, and is woken as soon as the one before has ended. Other processes are waited for as before.
"""

import threading
from collections import defaultdict

from django.db.backends.sqlite3 import base

PATIENCE_SECONDS = 20.0  # then it asks SQLite itself, which says that the database is locked

_turns: "defaultdict[str, threading.Lock]" = defaultdict(threading.Lock)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions take turns with those of the other connections of this process."""

    _turn: "threading.Lock | None" = None

    def _start_transaction_under_autocommit(self) -> None:
        turn = _turns[str(self.settings_dict["NAME"])]
        if self._turn is None and turn.acquire(timeout=PATIENCE_SECONDS):
            self._turn = turn
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc] # the stubs do not know it
        except BaseException:
            self._end_turn()
            raise

    def commit(self) -> None:
        try:
            super().commit()
        finally:
            self._end_turn()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self._end_turn()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.release()
