"""Days that are said relative to today: “the last 30 days”, “this month”, “the next 7 days”."""

import dataclasses
import datetime as dt
import re
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST = 3660


class Way(StrEnum):
    LAST = "last"  # so many, up to and with today
    NEXT = "next"  # so many, from today on
    THIS = "this"  # the calendar's
    PREVIOUS = "previous"
    COMING = "coming"


class Unit(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_COUNTED = {Way.LAST, Way.NEXT}
_WORDS = {
    "today": (Way.THIS, Unit.DAY),
    "yesterday": (Way.PREVIOUS, Unit.DAY),
    "tomorrow": (Way.COMING, Unit.DAY),
}
_PHRASE = re.compile(
    r"(last|next)-([0-9]{1,4})-(day|week|month|quarter|year)s?|(this|previous|coming)-(day|week|month|quarter|year)"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Relative:
    """A span of days that moves with today. Only `last` and `next` count; a week begins on Monday."""

    way: Way
    unit: Unit
    count: int = 1

    def __str__(self) -> str:
        for word, (way, unit) in _WORDS.items():
            if (self.way, self.unit) == (way, unit):
                return word
        return f"{self.way}-{self.count}-{self.unit}s" if self.way in _COUNTED else f"{self.way}-{self.unit}"

    def days(self, today: dt.date) -> tuple[dt.date, dt.date]:
        """The first day, and the day after the last one."""
        tomorrow = _moved(today, Unit.DAY, 1)
        if self.way is Way.LAST:
            return _moved(tomorrow, self.unit, -self.count), tomorrow
        if self.way is Way.NEXT:
            return today, _moved(today, self.unit, self.count)
        first = _moved(_beginning(today, self.unit), self.unit, {Way.THIS: 0, Way.PREVIOUS: -1, Way.COMING: 1}[self.way])
        return first, _moved(first, self.unit, 1)

    def said(self) -> str:
        """In words."""
        if self.way in _COUNTED:
            return _COUNTED_WORDS[self.way, self.unit](self.count)
        return _CALENDAR_WORDS[self.way, self.unit]()


def relative(text: str) -> Relative | None:
    """What a phrase means: "last-30-days", "this-month", "today"; None when it is none."""
    if text in _WORDS:
        return Relative(*_WORDS[text])
    found = _PHRASE.fullmatch(text)
    if not found:
        return None
    way, count, unit, calendar, whole = found.groups()
    if calendar:
        return Relative(Way(calendar), Unit(whole))
    return Relative(Way(way), Unit(unit), int(count)) if 0 < int(count) <= MOST else None


def _beginning(day: dt.date, unit: Unit) -> dt.date:
    match unit:
        case Unit.WEEK:
            return _moved(day, Unit.DAY, -day.weekday())
        case Unit.MONTH:
            return day.replace(day=1)
        case Unit.QUARTER:
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case Unit.YEAR:
            return day.replace(month=1, day=1)
    return day


def _moved(day: dt.date, unit: Unit, count: int) -> dt.date:
    """So many units later; the last day of a month that has no such day; at the ends of the calendar it stays there."""
    try:
        if unit in (Unit.DAY, Unit.WEEK):
            return day + dt.timedelta(days=count * (7 if unit is Unit.WEEK else 1))
        months = day.year * 12 + day.month - 1 + count * {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}[unit]
        first = dt.date(months // 12, months % 12 + 1, 1)
    except (OverflowError, ValueError):
        return dt.date.max if count > 0 else dt.date.min
    for last in (day.day, 30, 29, 28):
        if last <= day.day:
            try:
                return first.replace(day=last)
            except ValueError:
                continue
    return first


_COUNTED_WORDS = {
    (Way.LAST, Unit.DAY): lambda n: ngettext("the last day", "the last %(n)s days", n) % {"n": n},
    (Way.LAST, Unit.WEEK): lambda n: ngettext("the last week", "the last %(n)s weeks", n) % {"n": n},
    (Way.LAST, Unit.MONTH): lambda n: ngettext("the last month", "the last %(n)s months", n) % {"n": n},
    (Way.LAST, Unit.QUARTER): lambda n: ngettext("the last quarter", "the last %(n)s quarters", n) % {"n": n},
    (Way.LAST, Unit.YEAR): lambda n: ngettext("the last year", "the last %(n)s years", n) % {"n": n},
    (Way.NEXT, Unit.DAY): lambda n: ngettext("the next day", "the next %(n)s days", n) % {"n": n},
    (Way.NEXT, Unit.WEEK): lambda n: ngettext("the next week", "the next %(n)s weeks", n) % {"n": n},
    (Way.NEXT, Unit.MONTH): lambda n: ngettext("the next month", "the next %(n)s months", n) % {"n": n},
    (Way.NEXT, Unit.QUARTER): lambda n: ngettext("the next quarter", "the next %(n)s quarters", n) % {"n": n},
    (Way.NEXT, Unit.YEAR): lambda n: ngettext("the next year", "the next %(n)s years", n) % {"n": n},
}
_CALENDAR_WORDS = {
    (Way.THIS, Unit.DAY): lambda: _("today"),
    (Way.THIS, Unit.WEEK): lambda: _("this week"),
    (Way.THIS, Unit.MONTH): lambda: _("this month"),
    (Way.THIS, Unit.QUARTER): lambda: _("this quarter"),
    (Way.THIS, Unit.YEAR): lambda: _("this year"),
    (Way.PREVIOUS, Unit.DAY): lambda: _("yesterday"),
    (Way.PREVIOUS, Unit.WEEK): lambda: _("the week before this one"),
    (Way.PREVIOUS, Unit.MONTH): lambda: _("the month before this one"),
    (Way.PREVIOUS, Unit.QUARTER): lambda: _("the quarter before this one"),
    (Way.PREVIOUS, Unit.YEAR): lambda: _("the year before this one"),
    (Way.COMING, Unit.DAY): lambda: _("tomorrow"),
    (Way.COMING, Unit.WEEK): lambda: _("the week after this one"),
    (Way.COMING, Unit.MONTH): lambda: _("the month after this one"),
    (Way.COMING, Unit.QUARTER): lambda: _("the quarter after this one"),
    (Way.COMING, Unit.YEAR): lambda: _("the year after this one"),
}
