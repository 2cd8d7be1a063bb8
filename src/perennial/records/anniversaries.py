"""Days that come back every year, kept as month and day: which of them fall on some days, and when one is kept next."""

import calendar
import datetime as dt

from django.db.models import Q


def falling_within(first: dt.date, days: int) -> Q:
    """The rows with a `month` and a `day` that are kept on one of so many days, as ranges per month, so that each is a range of
    an index: (11, from 20), (12, all), (1, to 5). 29 February is kept on the 28th in years that have none."""
    spans: dict[int, list[int]] = {}
    for step in range(min(days, 367)):
        if (ordinal := first.toordinal() + step) > dt.date.max.toordinal():
            break
        day = dt.date.fromordinal(ordinal)
        spans.setdefault(day.month, []).append(day.day)
        if (day.month, day.day) == (2, 28) and not calendar.isleap(day.year):
            spans[2].append(29)
    if not spans:
        return Q(pk__in=[])
    condition = Q()
    for month, kept in spans.items():
        condition |= Q(month=month, day__gte=min(kept), day__lte=max(kept))
    return condition


def next_occurrence(month: int, day: int, after: dt.date) -> dt.date:
    """The first day from `after` on (itself included) on which an anniversary is kept."""
    this_year = _in_year(month, day, after.year)
    return this_year if this_year >= after or after.year == dt.MAXYEAR else _in_year(month, day, after.year + 1)


def _in_year(month: int, day: int, year: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return dt.date(year, 2, 28)
