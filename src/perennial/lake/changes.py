"""Telling the lake what the triggers do not: rows that are written under ids which are not new."""

from collections.abc import Iterable

from perennial.lake.models import Change, Progress

AT_ONCE = 5_000


def note_old_ids(source: str, ids: Iterable[int]) -> None:
    """In the transaction that writes rows of a source (“purchases.Order”) under ids of long ago – restored, or brought back by
    an import of one's own export: the lake, which finds new rows by their growing ids, would not come by them again."""
    walked_to = Progress.objects.filter(pk=source).values_list("walked_to", flat=True).first() or 0
    old = [Change(source=source, root=id_) for id_ in ids if id_ <= walked_to]
    if old:
        Change.objects.bulk_create(old, batch_size=AT_ONCE)
