"""Identifiers: 63-bit integers that sort by the time of their making.

Layout, high to low: 41 bits of milliseconds since 2024-01-01 UTC (lasts until 2093), 22 bits that start at random each
millisecond and count up. They fit a BIGINT, so they cost nothing as SQLite's rowid, and do not tell how many there are.
Two processes that make ids in the same millisecond meet once in four million pairs; the primary key then refuses the second
and its transaction is retried like any other conflict.
"""

import datetime as dt
import secrets
import threading
import time
from collections.abc import Callable

from django.db import models

EPOCH_MS = 1_704_067_200_000
SEQUENCE_BITS = 22
_SEQUENCE_SPAN = 1 << SEQUENCE_BITS
_lock = threading.Lock()
_last = 0


def new_id() -> int:
    """One fresh id, greater than every id that this process made before."""
    return new_ids(1)[0]


def new_ids(count: int) -> range:
    """`count` fresh ids in a row, ascending, for rows that are written together."""
    global _last
    with _lock:
        stamp = (time.time_ns() // 1_000_000 - EPOCH_MS) << SEQUENCE_BITS
        start = stamp | secrets.randbelow(_SEQUENCE_SPAN // 2)
        if start <= _last:  # same millisecond, or a clock that stepped back: go on counting
            start = _last + 1
        _last = start + count - 1
        return range(start, start + count)


def id_before(id_: int, span: dt.timedelta) -> int:
    """An id smaller than those made less than `span` before this one."""
    return id_ - (int(span.total_seconds() * 1000) << SEQUENCE_BITS)


def lowest_id_at(moment: dt.datetime) -> int:
    """No id made at or after a moment is lower."""
    return (int(moment.timestamp() * 1000) - EPOCH_MS) << SEQUENCE_BITS


class IdField(models.BigIntegerField[int, int]):
    """The primary key of every table: a time-sortable id made by the application, known before the row is written."""

    def __init__(self, **kwargs: object) -> None:
        make: Callable[[], int] = new_id
        super().__init__(**{"primary_key": True, "default": make, "editable": False, "serialize": False} | kwargs)  # type: ignore[arg-type]
