"""What is asked of a happening as whether there was one in some days: the cheapest thing that can be asked of the lake.

“Was in touch at least once”, “not at all”, but also “the last time at least 60 days ago”: there was one until then, and none
since. Only what has to be counted is counted.
"""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from perennial.audiences.asking import days_of
from perennial.audiences.choices import Measure
from perennial.audiences.measuring import Comparing, number_of
from perennial.audiences.tree import Did


@dataclasses.dataclass(frozen=True, slots=True)
class Presence:
    """That something happened from the first to the last of some days (since 1970; None: from the beginning), or, `absent`,
    that nothing did."""

    first: int | None
    last: int
    absent: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether these are no days at all."""
        return self.first is not None and self.first > self.last


def presences_of(did: Did, compared: Comparing, today: dt.date) -> Sequence[Presence] | None:
    """All of these have to be so; None where it has to be counted."""
    begin, end = days_of(did.within, today)
    first, last, day = None if begin is None else number_of(begin), number_of(end), number_of(today)
    match did.measure:
        case Measure.COUNT:
            return _at_all(compared, first, last)
        case Measure.DAYS_SINCE_LAST:
            return _last_time(compared, first, last, day)
        case Measure.DAYS_SINCE_FIRST:
            return _first_time(compared, first, last, day)
    return None


def _at_all(compared: Comparing, first: int | None, last: int) -> Sequence[Presence] | None:
    asked = compared.sign, compared.number
    if asked in ((">=", 1), (">", 0)):
        return [Presence(first, last)]
    return [Presence(first, last, absent=True)] if asked in (("<", 1), ("<=", 0), ("=", 0)) else None


def _last_time(compared: Comparing, first: int | None, last: int, today: int) -> Sequence[Presence]:
    least, most = _span(compared, today)
    found = Presence(_later(first, least), last if most is None else min(last, most))
    return [found] if most is None else [found, Presence(_later(first, most + 1), last, absent=True)]


def _first_time(compared: Comparing, first: int | None, last: int, today: int) -> Sequence[Presence]:
    least, most = _span(compared, today)
    found = Presence(_later(first, least), last if most is None else min(last, most))
    return [found] if least is None else [found, Presence(first, min(last, least - 1), absent=True)]


def _span(compared: Comparing, today: int) -> tuple[int | None, int | None]:
    """Between which days the first or last time has to be, that so many days have passed."""
    day = today - compared.number
    match compared.sign:
        case ">=":
            return None, day
        case ">":
            return None, day - 1
        case "<=":
            return day, None
        case "<":
            return day + 1, None
    return day, day


def _later(one: int | None, other: int | None) -> int | None:
    known = [day for day in (one, other) if day is not None]
    return max(known) if known else None
