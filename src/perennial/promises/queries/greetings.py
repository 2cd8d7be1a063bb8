"""Whose day comes up, and who was not greeted yet."""

import calendar
import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import DateField, DateTimeField, Exists, F, Func, OuterRef, Q, QuerySet

from perennial.kernel import clock
from perennial.kernel.prepared import prepared
from perennial.people.models import Anniversary
from perennial.people.ownercopies import of_party_owners
from perennial.records.anniversaries import falling_within
from perennial.timeline.choices import Direction
from perennial.timeline.models import Touchpoint

AHEAD_DAYS = 7
GREETED_WITHIN_DAYS = 10
GREETS = ("call", "message", "email", "letter", "visit", "meeting")
OURS = (Direction.OUTBOUND, Direction.TWO_WAY)
Days = tuple[tuple[dt.date, dt.datetime], ...]  # each with the moment from which on somebody was greeted for it


class _OfDay(Func):
    """What is told of each day, for the one on which an anniversary is kept: one CASE over numbers, where `When` would build a
    condition a day anew at every question."""

    def __init__(self, told: tuple[tuple[dt.date, Any], ...], **options: Any) -> None:
        self.told = told
        super().__init__(F("month"), F("day"), **options)

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> tuple[str, tuple[Any, ...]]:
        (month, _no), (day, _none) = (compiler.compile(one) for one in self.get_source_expressions())
        parts: list[Any] = []
        for on, value in self.told:
            kept = self.output_field.get_db_prep_value(value, connection)
            parts += [part for number in _numbers(on) for part in (number, kept)]
        return f"CASE {month} * 100 + {day}{' WHEN %s THEN %s' * (len(parts) // 2)} END", tuple(parts)


def anniversaries_to_greet(owners: frozenset[int] | None, limit: int) -> list[Anniversary]:
    """Anniversaries of today and the coming seven days of customers who were not spoken to since ten days before, soonest
    first, then the most valuable. Each carries its day in this year as `on`. One query if today has as many, else two."""
    first, *coming = _days()
    ids, everybody = owners or (), owners is None
    found = _soonest(*ids, everybody=everybody, days=_told([first]), limit=limit)
    if len(found) == limit:
        return found
    return found + _soonest(*ids, everybody=everybody, days=_told(coming), limit=limit - len(found))


def count_anniversaries_to_greet(owners: frozenset[int] | None, skip: Collection[int], most: int) -> int:
    """How many there are without those that are skipped, up to `most`. One query."""
    return len(_ids(*owners or (), everybody=owners is None, days=_told(_days()), skip=tuple(sorted(skip)), most=most))


def _days() -> list[dt.date]:
    return [clock.today() + dt.timedelta(days=ahead) for ahead in range(AHEAD_DAYS + 1)]


def _told(days: Sequence[dt.date]) -> Days:
    return tuple((day, _greeted_since(day)) for day in days)


@prepared
def _soonest(*owners: int, everybody: bool, days: Days, limit: int) -> QuerySet[Anniversary]:
    on = _OfDay(tuple((day, day) for day, _since in days), output_field=DateField())
    found = _ungreeted(None if everybody else frozenset(owners), days).annotate(on=on).select_related("party")
    return found.order_by("on", "-party__value_minor", "id")[:limit]


@prepared
def _ids(*owners: int, everybody: bool, days: Days, skip: tuple[int, ...], most: int) -> QuerySet[Anniversary, int]:
    theirs = _ungreeted(None if everybody else frozenset(owners), days)
    return theirs.exclude(pk__in=skip).values_list("pk", flat=True)[:most]


def _ungreeted(owners: frozenset[int] | None, days: Days) -> QuerySet[Anniversary]:
    since = _OfDay(days, output_field=DateTimeField())
    greeted = (
        Touchpoint.objects.standing()
        .filter(party=OuterRef("party"), happened_at__gte=OuterRef("greeted_since"))
        .filter(Q(kind="greeting") | Q(kind__in=GREETS, direction__in=OURS))
    )
    found = Anniversary.objects.filter(of_party_owners(owners), falling_within(days[0][0], len(days)))
    return found.alias(greeted_since=since).filter(~Exists(greeted))


def _numbers(day: dt.date) -> list[int]:
    """Month and day in one number, of every day that is kept on this one: on 28 February in common years also the 29th."""
    is_both = (day.month, day.day) == (2, 28) and not calendar.isleap(day.year)
    return [day.month * 100 + day.day, *([229] if is_both else [])]


def _greeted_since(day: dt.date) -> dt.datetime:
    return clock.start_of_day(day - dt.timedelta(days=GREETED_WITHIN_DAYS))
