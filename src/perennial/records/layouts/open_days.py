"""At which days a calendar is open: a month (“2026-11”) or the week of a day (“2026-11-16”), and how one turns to others."""

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from babel.core import Locale
from babel.dates import format_interval
from django.utils.formats import date_format, get_format
from django.utils.translation import get_language, to_locale

from perennial.kernel import clock


@dataclass(frozen=True, slots=True)
class OpenDays:
    """`days` are whole weeks, `within` says which of them are meant. `earlier`, `later`, `today` and `other` (the month of the
    week, a week of the month) are as an address says them; empty at the ends of time."""

    days: Sequence[dt.date]
    title: str
    is_week: bool
    earlier: str
    later: str
    today: str
    other: str
    month: tuple[int, int] | None  # the one that is meant; None: all days

    def within(self, day: dt.date) -> bool:
        """Whether a day is one of those that are meant."""
        return self.month is None or (day.year, day.month) == self.month


def open_days(asked: str) -> OpenDays:
    """What an address asks for; this month where it names none."""
    day = _day_asked(asked)
    return _week_of(day) if day is not None else _month_of(_month_asked(asked))


def _week_of(day: dt.date) -> OpenDays:
    days = _whole_weeks(day, day)
    before, after = days[0].toordinal() - 1, days[-1].toordinal() + 1
    return OpenDays(
        days=days,
        title=_between(days[0], days[-1]),
        is_week=True,
        earlier=_said(before),
        later=_said(after),
        today=clock.today().isoformat(),
        other=_named(day),
        month=None,
    )


def _month_of(first: dt.date) -> OpenDays:
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    today = clock.today()
    is_now = (today.year, today.month) == (first.year, first.month)
    return OpenDays(
        days=_whole_weeks(first, last),
        title=date_format(first, "YEAR_MONTH_FORMAT"),
        is_week=False,
        earlier=_named(first - dt.timedelta(days=1)) if first > dt.date.min else "",
        later=_named(last + dt.timedelta(days=1)) if last < dt.date.max else "",
        today="",
        other=(today if is_now else first).isoformat(),
        month=(first.year, first.month),
    )


def _day_asked(asked: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(asked) if len(asked) == len("2026-11-16") and asked[4] == asked[7] == "-" else None
    except ValueError:
        return None


def _month_asked(asked: str) -> dt.date:
    try:
        return dt.date.fromisoformat(f"{asked}-01")
    except ValueError:
        return clock.today().replace(day=1)


def _named(day: dt.date) -> str:
    return f"{day.year:04}-{day.month:02}"


def _said(ordinal: int) -> str:
    return dt.date.fromordinal(ordinal).isoformat() if 1 <= ordinal <= dt.date.max.toordinal() else ""


def _between(first: dt.date, last: dt.date) -> str:
    """“16 – 22 Nov 2026”, as the language says it; English as everywhere here, the day before the month."""
    language = get_language() or "en"
    locale = Locale.parse("en_GB" if language == "en" else to_locale(language))
    return str(format_interval(first, last, "yMMMd", locale=locale))


def _whole_weeks(first: dt.date, last: dt.date) -> list[dt.date]:
    """The weeks around some days, as the language begins them; at the ends of time those days that there are."""
    begins = (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7  # Monday is 0
    start = first.toordinal() - (first.weekday() - begins) % 7
    end = last.toordinal() + (begins - 1 - last.weekday()) % 7
    return [dt.date.fromordinal(each) for each in range(start, end + 1) if 1 <= each <= dt.date.max.toordinal()]
