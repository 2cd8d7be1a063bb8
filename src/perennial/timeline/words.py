"""The words of touchpoints: of every entry its version that stands."""

from perennial.search.textindex import TextIndex, fill
from perennial.timeline.models import Touchpoint

ENTRIES = TextIndex("timeline_touchpoint")


def index_entries(after: int, size: int) -> int | None:
    """Index the next touchpoints after an id anew; gives the last of them, None when there is none."""
    some = Touchpoint.objects.filter(pk__gt=after).order_by("pk")
    ids = list(some.values_list("pk", flat=True)[:size])
    if not ids:
        return None
    standing = Touchpoint.objects.standing().filter(pk__gt=after, pk__lte=ids[-1]).exclude(text="")
    fill(ENTRIES, list(standing.values_list("pk", "text")), after, ids[-1])
    return ids[-1]
