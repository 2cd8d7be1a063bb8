"""How many of those whom an import added look like somebody: counted once and remembered, until a pair comes or goes."""

import datetime as dt
from typing import Any

from django.db.models import Count, Max

from perennial.kernel import clock
from perennial.people.models import Suspicion
from perennial.people.queries.duplicates import COUNTED_TO, suspicions_for

REMEMBERED = dt.timedelta(minutes=5)  # whom a member sees may change without a pair coming or going
_ROOM = 1_000
_Key = tuple[int, int, int, int | None]
_known: dict[_Key, tuple[dt.datetime, tuple[int, int]]] = {}  # of this process alone


def look_alikes_of(member: Any, batch: int) -> tuple[int, int]:
    """Of the customers whom an import added: (how many look like one whom we had, how many only like each other), as far as the
    member may see, of 10,000 pairs at most. Nobody, while they were not compared yet."""
    pairs = Suspicion.objects.aggregate(many=Count("pk"), last=Max("pk"))
    key, now = (batch, member.pk, pairs["many"], pairs["last"]), clock.now()
    until, counts = _known.get(key, (now, (0, 0)))
    if until <= now:
        counts = _counted(member, batch)
        if len(_known) >= _ROOM:
            _known.clear()
        _known[key] = now + REMEMBERED, counts
    return counts


def _counted(member: Any, batch: int) -> tuple[int, int]:
    pairs = suspicions_for(member, batch=batch).order_by()[:COUNTED_TO]
    known, each_other = set[int](), set[int]()
    for first, its, second, others in pairs.values_list("first_id", "first__batch", "second_id", "second__batch"):
        if its == others:
            each_other |= {first, second}
        else:
            known.add(first if its == batch else second)
    return len(known), len(each_other - known)
