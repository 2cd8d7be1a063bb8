"""Whose day comes up, and who was not greeted yet."""

import calendar
import datetime as dt

from django.db.models import Case, DateField, DateTimeField, Exists, OuterRef, Q, QuerySet, Value, When

from perennial.kernel import clock
from perennial.people.models import Anniversary, Party
from perennial.timeline.choices import Direction
from perennial.timeline.models import Touchpoint

AHEAD_DAYS = 7
GREETED_WITHIN_DAYS = 10
GREETS = ("call", "message", "email", "letter", "visit", "meeting")
OURS = (Direction.OUTBOUND, Direction.TWO_WAY)


def anniversaries_to_greet(owners: frozenset[int] | None) -> QuerySet[Anniversary]:
    """Anniversaries of today and the coming seven days of customers who were not spoken to since ten days before, soonest
    first, then the most valuable. Each carries its day in this year as `on`."""
    days = [clock.today() + dt.timedelta(days=ahead) for ahead in range(AHEAD_DAYS + 1)]
    falls = {day: _falls_on(day) for day in days}
    coming = Q()
    for fits in falls.values():
        coming |= fits
    on = Case(*(When(fits, then=Value(day)) for day, fits in falls.items()), output_field=DateField())
    since = Case(*(When(fits, then=Value(_greeted_since(day))) for day, fits in falls.items()), output_field=DateTimeField())
    greeted = (
        Touchpoint.objects.standing()
        .filter(party=OuterRef("party"), happened_at__gte=OuterRef("greeted_since"))
        .filter(Q(kind="greeting") | Q(kind__in=GREETS, direction__in=OURS))
    )
    theirs = Party.objects.kept().of_owners(owners).filter(pk=OuterRef("party"))
    found = Anniversary.objects.filter(Exists(theirs), coming)
    return (
        found.annotate(on=on, greeted_since=since)
        .filter(~Exists(greeted))
        .select_related("party")
        .order_by("on", "-party__value_minor", "id")
    )


def _falls_on(day: dt.date) -> Q:
    fits = Q(month=day.month, day=day.day)
    if (day.month, day.day) == (2, 28) and not calendar.isleap(day.year):
        fits |= Q(month=2, day=29)
    return fits


def _greeted_since(day: dt.date) -> dt.datetime:
    return clock.start_of_day(day - dt.timedelta(days=GREETED_WITHIN_DAYS))
