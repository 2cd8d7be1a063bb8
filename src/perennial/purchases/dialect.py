"""The few places where SQLite and PostgreSQL spell the arithmetic of days differently."""

import datetime as dt
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection

EPOCH = dt.date(1970, 1, 1)
_SPELLED = {
    "sqlite": {
        "day_to_date": "date(({}) * 86400, 'unixepoch')",
        "date_plus": "date({}, '+' || ({}) || ' days')",
        "among": "{} IN (SELECT value FROM json_each(%({})s))",
        "seconds": "unixepoch(substr({}, 1, 19))",  # whole seconds: unixepoch() would round 23:59:59.9996 up
    },
    "postgresql": {
        "day_to_date": "(DATE '1970-01-01' + CAST({} AS INTEGER))",
        "date_plus": "(CASE WHEN {0} <= DATE '9999-12-31' - CAST({1} AS INTEGER) THEN {0} + CAST({1} AS INTEGER) END)",
        "among": "{} = ANY(%({})s)",
        "seconds": "",
    },
}


def day_to_date(day: str) -> str:
    """SQL for the calendar day that is `day` days after 1970-01-01."""
    return _spelled("day_to_date").format(day)


def date_plus(date: str, days: str) -> str:
    """SQL for `date` and so many whole days; NULL after the year 9999."""
    return _spelled("date_plus").format(date, days)


def among(column: str, parameter: str) -> str:
    """SQL that asks whether `column` is one of the ids in the parameter of that name, which `listed` makes."""
    return _spelled("among").format(column, parameter)


def listed(ids: Sequence[int]) -> Any:
    """Any number of ids as one parameter."""
    return list(ids) if connection.vendor == "postgresql" else json.dumps(list(ids))


def day_of(moment: str, zone: dt.tzinfo) -> str:
    """SQL for the days from 1970-01-01 to the calendar day of the column `moment` in `zone`.

    SQLite knows no time zones: there it is integer arithmetic with the zone's offsets of two centuries written into the
    statement, the newest first, because most orders are new. Before 1900 and after 2100 the nearest offset holds.
    """
    if connection.vendor == "postgresql":
        return f"(CAST({moment} AT TIME ZONE '{zone}' AS DATE) - DATE '1970-01-01')"
    seconds = _spelled("seconds").format(moment)
    # SQLite divides towards zero: counting from the year 1 keeps it exact before 1970
    shift = 719_163 * 86_400
    return f"(({seconds} + {_offset(moment, zone)} + {shift}) / 86400 - 719163)"


def _offset(moment: str, zone: dt.tzinfo) -> str:
    changes = offset_changes(zone)
    first, later = changes[0][1], changes[1:]
    if not later:
        return str(first)
    recent = dt.datetime(2032, 1, 1, tzinfo=dt.UTC)
    future = _cases(moment, [c for c in later if c[0] >= recent], _offset_at(recent, zone))
    past = _cases(moment, [c for c in later if c[0] < recent], first)
    return f"(CASE WHEN {moment} >= '{recent:%Y-%m-%d %H:%M:%S}' THEN {future} ELSE {past} END)"


def _cases(moment: str, changes: list[tuple[dt.datetime, int]], otherwise: int) -> str:
    if not changes:
        return str(otherwise)
    whens = " ".join(f"WHEN {moment} >= '{at:%Y-%m-%d %H:%M:%S}' THEN {offset}" for at, offset in reversed(changes))
    return f"(CASE {whens} ELSE {otherwise} END)"


@lru_cache(maxsize=8)
def offset_changes(zone: dt.tzinfo) -> list[tuple[dt.datetime, int]]:
    """(from when, seconds east of UTC) for each change of a zone's clock from 1900 to 2100; the first entry is 1900 itself."""
    at, end = dt.datetime(1900, 1, 1, tzinfo=dt.UTC), dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
    changes = [(at, _offset_at(at, zone))]
    while at < end:
        later = at + dt.timedelta(days=7)
        if (offset := _offset_at(later, zone)) != changes[-1][1]:
            changes.append((_moment_of_change(at, later, zone), offset))
        at = later
    return changes


def _moment_of_change(before: dt.datetime, after: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """The first second with the offset of `after`, by halving."""
    low, high, offset = int(before.timestamp()), int(after.timestamp()), _offset_at(after, zone)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset_at(dt.datetime.fromtimestamp(middle, dt.UTC), zone) == offset:
            high = middle
        else:
            low = middle
    return dt.datetime.fromtimestamp(high, dt.UTC)


def _offset_at(moment: dt.datetime, zone: dt.tzinfo) -> int:
    offset = moment.astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _spelled(what: str) -> str:
    return _SPELLED[connection.vendor][what]
