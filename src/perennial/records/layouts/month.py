"""A month or a week of a calendar: the records of a list on the days that one of their fields names."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from perennial.kernel import clock
from perennial.records.anniversaries import falling_within, next_occurrence
from perennial.records.choices import Operator, Type
from perennial.records.compiling import column_condition, compiled
from perennial.records.conditions import All, Is, joined
from perennial.records.fields import Field, Rows
from perennial.records.kinds import RecordKind, kind_named
from perennial.records.layouts.choosing import CALENDAR
from perennial.records.layouts.open_days import OpenDays, open_days
from perennial.records.layouts.places import may_move
from perennial.records.listing import COUNTED, count_of, fitting
from perennial.records.state import ALL, State

IN_A_DAY = 3  # so many are shown of a day
IN_A_DAY_OF_A_WEEK = 40
AT_ONCE = 1_500  # more than that in a month are looked up day by day
MOST_OF_A_DAY = 99
Found = Sequence[Any]  # the id of a record, what its field says, what is known besides, and the id of the row that says it


@dataclass(frozen=True, slots=True)
class Entry:
    """A record on a day; `beside` is a time, an age, or what it is about."""

    record: Any
    url: str
    beside: str
    may_move: bool
    move_url: str = ""


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
    """What a calendar shows: the weeks of a month, or one week."""

    span: OpenDays
    field: Field
    weeks: Sequence[Sequence[Day]]
    count: int
    capped: bool
    follows: str  # the live topic of the records that its entries move, where they are others


def month_of(state: State, about: Field) -> Month:
    """The month or the week at which the calendar is open. Three queries and those of a condition's count, one more where the
    entries are records of their own; where more than AT_ONCE days are found, one for each day besides."""
    span = open_days(state.month)
    found, capped = _found(state, about, span.days)
    most = IN_A_DAY_OF_A_WEEK if span.is_week else IN_A_DAY
    shown = {day: rows[:most] for day, rows in found.items()}
    draw = _Drawing(state, about, [row for rows in shown.values() for row in rows])
    today = clock.today()
    drawn = [
        Day(
            on=day,
            url=state.address(layout="", condition=joined(state.condition, Is(about.key, Operator.IS, day))),
            is_today=day == today,
            is_within=span.within(day),
            entries=list(draw.entries(day, shown[day])),
            more=max(0, len(found[day]) - most),
            capped=len(found[day]) > MOST_OF_A_DAY,
        )
        for day in span.days
    ]
    within = [day for day in drawn if day.is_within]
    return Month(
        span,
        about,
        [drawn[start : start + 7] for start in range(0, len(drawn), 7)],
        sum(len(found[day.on]) for day in within),
        capped and any(day.capped for day in within),
        draw.moved_as.follows if draw.moved_as else "",
    )


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
        words = F(kept.words) if kept.words else Value("")
        told: Rows = found.annotate(beside=words).values_list(kept.link, kept.path, "beside", "pk")
        return told

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


class _Drawing:
    """Draws the rows that are shown: their records, and what is moved when an entry is."""

    def __init__(self, state: State, about: Field, rows: Sequence[Found]) -> None:
        self.state, self.about = state, about
        self.records = self._of(state.kind, {row[0] for row in rows})
        self.moved_as: RecordKind | None = None
        self.mover = about
        if about.elsewhere and about.elsewhere.moves:
            key, field_key = about.elsewhere.moves
            self.moved_as = kind_named(key)
            self.mover = self.moved_as.fields_for(state.member)[field_key]
            self.moved = self._of(self.moved_as, {row[3] for row in rows})

    def _of(self, kind: RecordKind, ids: set[int]) -> Mapping[int, Any]:
        return kind.visible(self.state.member).in_bulk(ids) if ids else {}

    def entries(self, day: dt.date, rows: Sequence[Found]) -> Iterator[Entry]:
        """What stands on a day."""
        for row in rows:
            if (record := self.records.get(row[0])) is not None:
                moved = self.moved.get(row[3]) if self.moved_as else record
                may = moved is not None and may_move(self.state.member, self.mover, moved)
                yield Entry(
                    record, _way(self.state, record), _beside(self.about, day, row), may, self._moving(moved) if may else ""
                )

    def _moving(self, moved: Any) -> str:
        """Where an entry is moved; it says the day from which besides."""
        address = reverse("records:move", args=[(self.moved_as or self.state.kind).key, moved.pk])
        if self.moved_as is None:
            return f"{address}{self.state.address()}"
        return f"{address}?view={ALL}&layout={CALENDAR}:{self.mover.key}"


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
