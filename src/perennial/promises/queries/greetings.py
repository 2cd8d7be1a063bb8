"""Whose day comes up, and who was not greeted yet."""

import calendar
import datetime as dt
from collections.abc import Collection, Sequence

from django.db.models import Case, DateField, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Value, When

from perennial.kernel import clock
from perennial.people.models import Anniversary
from perennial.people.ownercopies import of_party_owners
from perennial.records.anniversaries import falling_within
from perennial.timeline.choices import Direction
from perennial.timeline.models import Touchpoint

AHEAD_DAYS = 7
GREETED_WITHIN_DAYS = 10
GREETS = ("call", "message", "email", "letter", "visit", "meeting")
OURS = (Direction.OUTBOUND, Direction.TWO_WAY)


def anniversaries_to_greet(owners: frozenset[int] | None, limit: int) -> list[Anniversary]:
    """Anniversaries of today and the coming seven days of customers who were not spoken to since ten days before, soonest
    first, then the most valuable. Each carries its day in this year as `on`. One query if today has as many, else two."""
    first = clock.today()
    found = _soonest(_ungreeted(owners, [first]), limit)
    if len(found) < limit:
        coming = [first + dt.timedelta(days=ahead) for ahead in range(1, AHEAD_DAYS + 1)]
        found += _soonest(_ungreeted(owners, coming), limit - len(found))
    return found


def count_anniversaries_to_greet(owners: frozenset[int] | None, skip: Collection[int], most: int) -> int:
    """How many there are without those that are skipped, up to `most`. One query."""
    first = clock.today()
    days = [first + dt.timedelta(days=ahead) for ahead in range(AHEAD_DAYS + 1)]
    return _ungreeted(owners, days).exclude(pk__in=skip)[:most].count()


def _soonest(found: QuerySet[Anniversary], limit: int) -> list[Anniversary]:
    return list(found.select_related("party").order_by(F("on"), "-party__value_minor", "id")[:limit])


def _ungreeted(owners: frozenset[int] | None, days: Sequence[dt.date]) -> QuerySet[Anniversary]:
    falls = {day: _falls_on(day) for day in days}
    on = Case(*(When(fits, then=Value(day)) for day, fits in falls.items()), output_field=DateField())
    since = Case(*(When(fits, then=Value(_greeted_since(day))) for day, fits in falls.items()), output_field=DateTimeField())
    greeted = (
        Touchpoint.objects.standing()
        .filter(party=OuterRef("party"), happened_at__gte=OuterRef("greeted_since"))
        .filter(Q(kind="greeting") | Q(kind__in=GREETS, direction__in=OURS))
    )
    found = Anniversary.objects.filter(of_party_owners(owners), falling_within(days[0], len(days)))
    return found.annotate(on=on, greeted_since=since).filter(~Exists(greeted))


def _falls_on(day: dt.date) -> Q:
    fits = Q(month=day.month, day=day.day)
    if (day.month, day.day) == (2, 28) and not calendar.isleap(day.year):
        fits |= Q(month=2, day=29)
    return fits


def _greeted_since(day: dt.date) -> dt.datetime:
    return clock.start_of_day(day - dt.timedelta(days=GREETED_WITHIN_DAYS))
