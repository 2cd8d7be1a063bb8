"""Days that so many have as their birthday that nobody can have meant them all: what a file says where it knows nothing, such
as 1 January 1980. Such a day tells no more of a customer than none."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Count

from perennial.kernel.bulk import bulk_find
from perennial.people.matching.records import Record
from perennial.people.models import Anniversary

Day = tuple[int, int, int]
FEWEST, ONE_IN = 12, 4_000  # of a usual birthday there is one among 20,000 customers


def crowd_among(customers: int) -> int:
    """How many may have been born on one day, of so many customers."""
    return max(FEWEST, customers // ONE_IN)


def note_crowds(records: Iterable[Record], customers: int) -> None:
    """Say of these records whether their birthday is such a day: one query, which counts no day further than needed."""
    of_day: dict[Day, list[Record]] = {}
    for record in records:
        if record.birthday and record.birthday[2]:
            of_day.setdefault(record.birthday, []).append(record)  # type: ignore[arg-type]
    kept = {record.id for same in of_day.values() for record in same}
    table = connection.ops.quote_name(Anniversary._meta.db_table)
    crowded = (
        f"EXISTS (SELECT 1 FROM {table} other WHERE other.month = {table}.month AND other.day = {table}.day "  # noqa: S608 - our own table
        f"AND other.year = {table}.year LIMIT 1 OFFSET {crowd_among(customers)})"
    )
    for day in set(bulk_find(Anniversary, "party_id", kept, ("month", "day", "year"), where=crowded)):
        for record in of_day.get(day, ()):
            record.is_in_crowd = True


def crowded_days(customers: int) -> set[Day]:
    """All such days: every anniversary is counted, in its index."""
    days = Anniversary.objects.filter(year__isnull=False).order_by().values_list("month", "day", "year")
    return set(days.annotate(many=Count("pk")).filter(many__gt=crowd_among(customers)).values_list("month", "day", "year"))  # type: ignore[arg-type]
