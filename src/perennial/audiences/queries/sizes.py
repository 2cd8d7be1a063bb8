"""How audiences grow: their sizes over time, and who came and left lately."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from django.db.models import Count, Q

from perennial.audiences.models import Audience, Size, Stay
from perennial.audiences.models.stay import StayQuerySet
from perennial.kernel import clock

SPARK_DAYS, CHART_DAYS, WEEK = 56, 365, 7


@dataclasses.dataclass(frozen=True, slots=True)
class Flow:
    """How many entered and left in the last seven days."""

    entered: int = 0
    left: int = 0


def flows_of(audiences: Sequence[Audience]) -> Mapping[int, Flow]:
    """By audience. Those whom the first count found did not enter: they were there. Two queries."""
    since = clock.now() - dt.timedelta(days=WEEK)
    entered = _by_audience(Stay.objects.filter(_later(audiences, "entered_at", since)))
    left = _by_audience(Stay.objects.filter(_later(audiences, "left_at", since)))
    return {each.pk: Flow(entered.get(each.pk, 0), left.get(each.pk, 0)) for each in audiences}


def _later(audiences: Sequence[Audience], moment: str, since: dt.datetime) -> Q:
    asked = Q(pk=None)
    for each in audiences:
        asked |= Q(audience=each, **{f"{moment}__gt": max(since, settled(each))})
    return asked


def settled(audience: Audience) -> dt.datetime:
    """From when on whoever enters came, and was not there from the beginning: the day after it was made."""
    return audience.created_at + dt.timedelta(days=1)


def _by_audience(stays: StayQuerySet) -> dict[int, int]:
    return dict(stays.order_by().values_list("audience").annotate(Count("pk")))


def sizes_since(audiences: Sequence[Audience], days: int) -> Mapping[int, list[tuple[dt.date, int]]]:
    """The size at the end of each day on which it was counted, the oldest first. One query."""
    sizes: dict[int, list[tuple[dt.date, int]]] = {each.pk: [] for each in audiences}
    first = clock.today() - dt.timedelta(days=days)
    rows = Size.objects.filter(audience__in=audiences, on__gte=first).order_by("on")
    for audience, on, size in rows.values_list("audience_id", "on", "size"):
        sizes[audience].append((on, size))
    return sizes
