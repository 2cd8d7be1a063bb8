"""Letting go of what the undo of a merge needs, once its time is over."""

from django.db import transaction

from perennial.kernel import clock
from perennial.people.actions.merging import hold
from perennial.people.actions.writing import EDITABLE
from perennial.people.models import Merge, Party
from perennial.people.models.merge import UNDOABLE_FOR
from perennial.people.personal import forget_merged

AT_ONCE = 200
_SORTS_LAST = "\uffff"


def purge_merges() -> int:
    """Empty the merges that are older than 30 days and the records that went up in others, so that only the way from the old id
    is left; delete those that were undone, but for those of a run: its pairs wait for somebody to decide. In short
    transactions; gives how many merges."""
    purged = 0
    while some := list(Merge.objects.filter(purged_at=None, at__lte=clock.now() - UNDOABLE_FOR).order_by("at")[:AT_ONCE]):
        for merge in some:
            with transaction.atomic():
                _purge(merge)
        purged += len(some)
    return purged


def _purge(merge: Merge) -> None:
    absorbed = hold([merge.absorbed_id]).get(merge.absorbed_id)
    if merge.undone_at is not None and merge.run is None:
        merge.delete()
        return
    Merge.objects.filter(pk=merge.pk).update(fields={}, moved={}, primaries=[], aside={}, left=[], purged_at=clock.now())
    if merge.undone_at is None and absorbed is not None and absorbed.merged_into_id is not None:
        forget_merged(absorbed)
        blank = dict.fromkeys(EDITABLE, "") | {"kind": absorbed.kind, "sort_name": _SORTS_LAST, "owner": None}
        Party.objects.filter(pk=absorbed.pk).update(**blank)
