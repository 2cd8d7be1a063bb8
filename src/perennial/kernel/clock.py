"""The one clock. Nothing else in the project asks the machine for the time, so a test can stand anywhere in it."""

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_frozen: ContextVar[dt.datetime | None] = ContextVar("perennial_clock", default=None)


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return _frozen.get() or dt.datetime.now(dt.UTC)


def today(zone: dt.tzinfo | None = None) -> dt.date:
    """The calendar day in `zone` (default: the active time zone, i.e. the member's or the workspace's)."""
    return now().astimezone(zone or timezone.get_current_timezone()).date()


def start_of_day(day: dt.date, zone: dt.tzinfo | None = None) -> dt.datetime:
    """The first moment of a calendar day in `zone`, in UTC; right on days that begin at 01:00 because clocks moved. At the ends
    of the calendar, far from Greenwich, it is the first or the last moment that there is."""
    zone = zone or timezone.get_current_timezone()
    try:
        return dt.datetime.combine(day, dt.time.min, tzinfo=zone).astimezone(dt.UTC)
    except OverflowError:
        return dt.datetime.min.replace(tzinfo=dt.UTC) if day.year < 2 else dt.datetime.max.replace(tzinfo=dt.UTC)


@contextmanager
def standing_at(moment: dt.datetime) -> Iterator[None]:
    """Within the block, `now()` is `moment` (an aware datetime)."""
    token = _frozen.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _frozen.reset(token)


def zone_named(name: str) -> dt.tzinfo:
    """The IANA zone `name`, or UTC when the machine does not know it."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return dt.UTC
