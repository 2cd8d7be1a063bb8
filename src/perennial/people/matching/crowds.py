"""Days that so many have as their birthday that nobody can have meant them all: what a file says where it knows nothing, such
as 1 January 1980. Such a day tells no more of a customer than none, and the nearer a day is to that the less it tells."""

import math
from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Count, Q

from perennial.kernel.bulk import bulk_find, chunks
from perennial.people.matching.records import Record
from perennial.people.models import Anniversary

Day = tuple[int, int, int | None]
FEWEST, ONE_IN = 12, 4_000  # of a usual birthday there is one among 20,000 customers
USUAL = 0.4  # up to this part of those who may share a day it tells all that it can
_AT_ONCE = 200


def crowd_among(customers: int) -> int:
    """How many may have been born on one day, of so many customers."""
    return max(FEWEST, customers // ONE_IN)


def tenths_told(count: int, customers: int) -> int:
    """How many tenths of what a usual birthday tells one that so many have does: what a day tells is the logarithm of how rare
    it is, so it falls by the logarithm, from all where it is usual to nothing where it is a crowd's."""
    most = crowd_among(customers)
    usual = most * USUAL
    if count <= usual:
        return 10
    return max(1, round(10 - 10 * math.log(count / usual) / math.log((most + 1) / usual))) if count <= most else 0


def note_crowds(records: Iterable[Record], customers: int) -> None:
    """Say of these records how much their birthday tells: one query, which counts no day further than needed, and one more
    where a day is not usual."""
    of_day: dict[Day, list[Record]] = {}
    for record in records:
        if record.birthday and record.birthday[2]:
            of_day.setdefault(record.birthday, []).append(record)
    kept = {record.id for same in of_day.values() for record in same}
    table = connection.ops.quote_name(Anniversary._meta.db_table)
    unusual = (
        f"EXISTS (SELECT 1 FROM {table} other WHERE other.month = {table}.month AND other.day = {table}.day "  # noqa: S608 - our own table
        f"AND other.year = {table}.year LIMIT 1 OFFSET {int(crowd_among(customers) * USUAL)})"
    )
    days = set(bulk_find(Anniversary, "party_id", kept, ("month", "day", "year"), where=unusual)) & of_day.keys()
    for some in chunks(days, _AT_ONCE):
        meant = reduce(or_, (Q(month=month, day=day, year=year) for month, day, year in some))
        for day, tenths in _told(meant, customers).items():
            for record in of_day[day]:
                record.day_tells = tenths


def crowded_days(customers: int) -> Mapping[Day, int]:
    """How much each day tells that is not usual, in tenths: every anniversary is counted, in its index."""
    return _told(Q(year__isnull=False), customers)


def _told(meant: Q, customers: int) -> dict[Day, int]:
    days = Anniversary.objects.filter(meant).order_by().values_list("month", "day", "year").annotate(many=Count("pk"))
    found = days.filter(many__gt=int(crowd_among(customers) * USUAL))
    return {(month, day, year): tenths_told(many, customers) for month, day, year, many in found}
