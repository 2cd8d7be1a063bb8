"""Days that come back every year."""

import dataclasses
import datetime as dt
from typing import Any

from perennial.people.models import Anniversary, of_visible
from perennial.records.anniversaries import falling_within, next_occurrence


@dataclasses.dataclass(frozen=True, slots=True)
class Celebration:
    """An anniversary on the day on which it is kept; `years` is how many it will be, where the year is known."""

    anniversary: Anniversary
    on: dt.date
    years: int | None

    @property
    def day(self) -> dt.date:
        """The day itself, in a year that has all days; only its day and month mean something."""
        return dt.date(2000, self.anniversary.month, self.anniversary.day)


def anniversaries_between(
    member: Any, first: dt.date, last: dt.date, *, owner_id: int | None = None, limit: int = 500
) -> list[Celebration]:
    """The anniversaries of the customers whom a member may see, from `first` to `last`, both included and at most a year apart,
    soonest first; right across the end of a year, and on 28 February in years that have no 29th. One query over the index of
    (month, day)."""
    days = min((last - first).days, 366)
    if days < 0:
        return []
    found = Anniversary.objects.filter(of_visible(member), falling_within(first, days + 1)).select_related("party")
    if owner_id is not None:
        found = found.filter(party__owner_id=owner_id)
    kept = [celebration for one in found[: limit * 2] if first <= (celebration := _kept(one, first)).on <= last]
    return sorted(kept, key=lambda each: (each.on, each.anniversary.party.sort_name, each.anniversary.pk))[:limit]


def _kept(anniversary: Anniversary, first: dt.date) -> Celebration:
    on = next_occurrence(anniversary.month, anniversary.day, first)
    years = on.year - anniversary.year if anniversary.year else None
    return Celebration(anniversary, on, years if years is None or years > 0 else None)
