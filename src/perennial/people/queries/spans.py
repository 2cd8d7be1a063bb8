"""All customers in spans of ids, for statements that would need memory for everybody at once."""

from collections.abc import Iterator

from perennial.people.models import Party

LARGEST_ID = 2**63 - 1


def spans_of_parties(size: int) -> Iterator[tuple[int, int]]:
    """(after, up to) of at most `size` customers each, deleted ones too, until every id is covered; one query each."""
    after = 0
    while (
        upto := Party.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[size - 1 : size].first()
    ) is not None:
        yield after, upto
        after = upto
    yield after, LARGEST_ID
