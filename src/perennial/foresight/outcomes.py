"""Score, action, outcome: how many customers at risk came back, of those who were shown and of those held out by lot."""

import dataclasses
import datetime as dt

from django.db.models import Count, F, Q

from perennial.foresight.models import Flag
from perennial.foresight.science import metrics

WINDOW = 90  # days after a flag in which an order counts as coming back
ENOUGH = 30  # customers of a group, from where on shares have an interval


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Customers who were flagged long enough ago to be judged, and how many of them came back in time."""

    customers: int
    came_back: int

    @property
    def interval(self) -> metrics.Interval | None:
        """The share who came back (Wilson 1927); None for a few, of whom a share would say too much."""
        return metrics.wilson(self.came_back, self.customers) if self.customers >= ENOUGH else None


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """`shown` stood on Today, `acted` are those of them who were spoken to before they came back; `held_out` were kept off it.
    `waiting` were flagged too recently to be judged."""

    shown: Group
    acted: Group
    held_out: Group
    waiting: int

    @property
    def difference(self) -> metrics.Interval | None:
        """How many more of the shown came back than of the held out: groups made by lot may be compared. Whoever was spoken
        to was not chosen by lot, so they are not."""
        one, other = self.shown.interval, self.held_out.interval
        if one is None or other is None:
            return None
        return newcombe(one, other)


def newcombe(one: metrics.Interval, other: metrics.Interval) -> metrics.Interval:
    """The difference of two shares with its interval of 95 %, from theirs (Newcombe 1998, method 10)."""
    value = one.value - other.value
    low = value - float(((one.value - one.low) ** 2 + (other.high - other.value) ** 2) ** 0.5)
    high = value + float(((one.high - one.value) ** 2 + (other.value - other.low) ** 2) ** 0.5)
    return metrics.Interval(value, low, high)


def outcome_until(day: dt.date) -> Outcome:
    """Of all flags. One query."""
    ripe = Q(flagged_on__lte=day - dt.timedelta(days=WINDOW))
    back = ripe & Q(came_back_on__lte=F("flagged_on") + dt.timedelta(days=WINDOW))
    acted = Q(held_out=False, acted_on__isnull=False) & (Q(came_back_on=None) | Q(acted_on__lte=F("came_back_on")))
    shown, held = Q(held_out=False), Q(held_out=True)
    counts = Flag.objects.aggregate(
        shown=Count("pk", filter=ripe & shown),
        shown_back=Count("pk", filter=back & shown),
        acted=Count("pk", filter=ripe & acted),
        acted_back=Count("pk", filter=back & acted),
        held=Count("pk", filter=ripe & held),
        held_back=Count("pk", filter=back & held),
        all=Count("pk"),
        ripe=Count("pk", filter=ripe),
    )
    return Outcome(
        Group(counts["shown"], counts["shown_back"]),
        Group(counts["acted"], counts["acted_back"]),
        Group(counts["held"], counts["held_back"]),
        counts["all"] - counts["ripe"],
    )
