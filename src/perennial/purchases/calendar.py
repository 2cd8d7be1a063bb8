"""Due days: months added to a day, the end of the month kept."""

import calendar
import datetime as dt


def due_on(anchor: dt.date, every_months: int, nth: int) -> dt.date | None:
    """The `nth` due day after `anchor`: 31 January, 28 February, 31 March. Each is counted from the anchor, not from the one
    before, so that a short month shortens only itself. None after the year 9999."""
    months = anchor.year * 12 + anchor.month - 1 + every_months * nth
    year, month = divmod(months, 12)
    if year > dt.MAXYEAR:
        return None
    return dt.date(year, month + 1, min(anchor.day, calendar.monthrange(year, month + 1)[1]))


def first_due_after(anchor: dt.date, every_months: int, day: dt.date) -> dt.date | None:
    """The first due day that is later than `day`."""
    if day < anchor:
        return anchor
    nth = ((day.year - anchor.year) * 12 + day.month - anchor.month) // every_months
    while (due := due_on(anchor, every_months, nth)) is not None and due <= day:
        nth += 1
    return due
