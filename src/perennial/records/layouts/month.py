"""A month of a calendar: the records of a list on the days that one of their fields names."""

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, get_format

from perennial.kernel import clock
from perennial.records.anniversaries import falling_within, next_occurrence
from perennial.records.choices import Operator, Type
from perennial.records.compiling import column_condition, compiled
from perennial.records.conditions import All, Is, joined
from perennial.records.fields import Field, Rows
from perennial.records.layouts.places import may_move
from perennial.records.listing import COUNTED, count_of, fitting
from perennial.records.state import State

IN_A_DAY = 3  # so many are shown of a day
AT_ONCE = 1_500  # more than that in a month are looked up day by day
MOST_OF_A_DAY = 99
Found = Sequence[Any]  # the id of a record, what its field says, what is known besides


@dataclass(frozen=True, slots=True)
class Entry:
    """A record on a day; `beside` is a time, an age, or what it is about."""

    record: Any
    url: str
    beside: str
    may_move: bool


@dataclass(frozen=True, slots=True)
class Day:
    on: dt.date
    url: str
    is_today: bool
    is_within: bool
    entries: list[Entry] = field(default_factory=list)
    more: int = 0
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    first: dt.date
    field: Field
    weeks: Sequence[Sequence[Day]]
    count: int
    capped: bool
    earlier: str  # the month before, as an address says it; empty at the end of time
    later: str


def month_of(state: State, about: Field) -> Month:
    """The month at which the calendar is open (“2026-11”), this one where none is named. Three queries and those of a
    condition's count; where more than AT_ONCE days are found, one for each day besides."""
    first = _month_asked(state.month)
    days = _days_around(first)
    found, capped = _found(state, about, days)
    shown = {pk for some in found.values() for pk, *_said in some[:IN_A_DAY]}
    records = state.kind.visible(state.member).in_bulk(shown) if shown else {}
    today = clock.today()
    drawn = [
        Day(
            on=day,
            url=state.address(layout="", condition=joined(state.condition, Is(about.key, Operator.IS, day))),
            is_today=day == today,
            is_within=(day.year, day.month) == (first.year, first.month),
            entries=list(_entries(state, about, day, found[day][:IN_A_DAY], records)),
            more=max(0, len(found[day]) - IN_A_DAY),
            capped=len(found[day]) > MOST_OF_A_DAY,
        )
        for day in days
    ]
    within = [day for day in drawn if day.is_within]
    return Month(
        first,
        about,
        [drawn[start : start + 7] for start in range(0, len(drawn), 7)],
        sum(len(found[day.on]) for day in within),
        capped and any(day.capped for day in within),
        _named(first - dt.timedelta(days=1)) if first > dt.date.min else "",
        _named(first + dt.timedelta(days=31)) if first.year < dt.MAXYEAR or first.month < 12 else "",
    )


def _month_asked(asked: str) -> dt.date:
    try:
        return dt.date.fromisoformat(f"{asked}-01")
    except ValueError:
        return clock.today().replace(day=1)


def _named(day: dt.date) -> str:
    return f"{day.year:04}-{day.month:02}"


def _days_around(first: dt.date) -> list[dt.date]:
    """Whole weeks around a month, as the language begins them; at the ends of time those there are."""
    begins = (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7  # Monday is 0
    start = first.toordinal() - (first.weekday() - begins) % 7
    last = first.toordinal() + calendar.monthrange(first.year, first.month)[1] - 1
    ordinals = range(start, last + 1 + (start - last - 1) % 7)
    return [dt.date.fromordinal(each) for each in ordinals if 1 <= each <= dt.date.max.toordinal()]


def _found(state: State, about: Field, days: Sequence[dt.date]) -> tuple[dict[dt.date, list[Found]], bool]:
    """What stands on each day, and whether there may be more than could be counted."""
    base = _Rows(state, about)
    found: dict[dt.date, list[Found]] = {day: [] for day in days}
    rows = list(base.between(days[0], days[-1])[: AT_ONCE + 1])
    if len(rows) <= AT_ONCE:
        for row in rows:
            if (day := base.day_of(row, days[0])) in found:
                found[day].append(row)
        return found, False
    return {day: list(base.between(day, day)[: MOST_OF_A_DAY + 1]) for day in days}, True


class _Rows:
    """The rows of a list by one of their days: in a column, or in the table where the field is kept."""

    def __init__(self, state: State, about: Field) -> None:
        self.state, self.about = state, about
        self.is_broad = not about.elsewhere and not state.wanted.is_everything and count_of(state.wanted) > COUNTED

    def between(self, first: dt.date, last: dt.date) -> "Rows":
        """(id, day, words) of those from one day to another, both included."""
        return self._elsewhere(first, last) if self.about.elsewhere else self._column(first, last)

    def _column(self, first: dt.date, last: dt.date) -> Rows:
        span = All((Is(self.about.key, Operator.FROM, first), Is(self.about.key, Operator.TO, last)))
        rows = compiled(span, self.state.fields).on(fitting(self.state.wanted, dense=self.is_broad))
        found: Rows = rows.annotate(named=self.about.expression(), beside=Value("")).order_by("named", "pk")
        return found.values_list("pk", "named", "beside")

    def _elsewhere(self, first: dt.date, last: dt.date) -> Rows:
        kept = self.about.elsewhere
        assert kept is not None
        if self.about.type == Type.ANNIVERSARY:
            rows = kept.rows().filter(falling_within(first, (last - first).days + 1))
            columns = [F("month"), F("day"), F("year")]
        else:
            span = [(Operator.FROM, first), (Operator.TO, last)]
            rows = kept.rows()
            for operator, day in span:
                rows = rows.filter(column_condition(kept.path, self.about, operator, day, negated=False))
            columns = [F(kept.path)]
        theirs = fitting(self.state.wanted, dense=True).filter(pk=OuterRef(kept.link))
        found = rows.filter(Exists(theirs)).order_by(*columns, "pk")
        if self.about.type == Type.ANNIVERSARY:
            return found.values_list(kept.link, "month", "day", "year")
        return found.values_list(kept.link, kept.path, kept.words) if kept.words else found.values_list(kept.link, kept.path)

    def day_of(self, row: Sequence[Any], first: dt.date) -> dt.date | None:
        """The day on which a row stands, from a first one on."""
        if self.about.type == Type.ANNIVERSARY:
            return next_occurrence(row[1], row[2], first)
        return _day(row[1])


def _day(said: Any) -> dt.date | None:
    if isinstance(said, dt.datetime):
        return timezone.localtime(said).date()
    if isinstance(said, str):  # a day of the business, as its records keep it
        return dt.date.fromisoformat(said)
    day: dt.date | None = said
    return day


def _entries(
    state: State, about: Field, day: dt.date, rows: Sequence[Sequence[Any]], records: dict[int, Any]
) -> Iterator[Entry]:
    for row in rows:
        if (record := records.get(row[0])) is not None:
            yield Entry(record, _way(state, record), _beside(about, day, row), may_move(state.member, about, record))


def _way(state: State, record: Any) -> str:
    """Where an entry leads: to the record's page; beside the list where that page is a form."""
    if state.kind.is_form and state.kind.panel:
        return f"{reverse(state.kind.list_url)}{state.address()}&open={record.pk}"
    return state.kind.address(record) if state.kind.address else ""


def _beside(about: Field, day: dt.date, row: Sequence[Any]) -> str:
    if about.type == Type.ANNIVERSARY:
        return str(day.year - row[3]) if row[3] and day.year > row[3] else ""
    if about.type == Type.MOMENT:
        return date_format(timezone.localtime(row[1]), "TIME_FORMAT")
    return str(row[2]) if len(row) > 2 else ""
