"""Taking back in one go what was merged in one go, as a job that can be watched and stopped."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from perennial.kernel.jobs import checkpoint, progress, stop_if_cancelled
from perennial.kernel.jobs.backend import enqueue_once
from perennial.kernel.live import signal
from perennial.people.actions.merging_many import LOOK_EVERY, check_still_may
from perennial.people.actions.refusals import Refused
from perennial.people.actions.unmerging import undo_merge
from perennial.people.models import Merge
from perennial.people.models.merge import MergeQuerySet
from perennial.people.queries.duplicates import merges_for
from perennial.people.queries.merging_jobs import merging_under_way
from perennial.team.deeds import record_deed
from perennial.team.models import Member

_LOST = _lazy("%(name)s may no longer take merges back. What was taken back until then stays so; the others stand.")


@transaction.atomic
def start_undoing(run: int, *, by: Member) -> None:
    """Queue the job that takes back every merge of a run that `by` may see. Refuses while merges are being made or taken back,
    and where nothing is left to take back."""
    from perennial.people.jobs import undo_run_job

    if merging_under_way() is not None:
        raise Refused(_("Customers are being merged or parted already. Wait until that is done, or stop it."))
    if not merges_of(run, by=by).exists():
        raise Refused(_("Of these merges none is left that can be undone."))
    record_deed("people.duplicates.undoing_begun", by=by)
    enqueue_once(undo_run_job, "people.undo_run", by.pk, run)
    signal("suspicions")


def undo_run(run: int, *, by: Member) -> int:
    """Take them back, the last first, each in a transaction of its own. The pairs are suspected again: nobody looked at them
    one by one. What cannot be taken back is said with its merge. Raises JobRefusedError, in words, when `by` may no longer do
    it; what is taken back stays so. Gives how many were taken back."""
    ids = list(merges_of(run, by=by).order_by("-id").values_list("pk", flat=True))
    total, undone = merges_for(by).filter(run=run).count(), 0
    for done, pk in enumerate(ids, total - len(ids)):
        stop_if_cancelled()
        if done % LOOK_EVERY == 0:
            check_still_may(_LOST, by=by)
        with checkpoint():
            undone += _undo_one(pk, by=by)
        progress(done + 1, total, _("Taking merges back"))
    with transaction.atomic():
        signal("suspicions")
    return undone


def merges_of(run: int, *, by: Member) -> MergeQuerySet:
    """Those of a run that stand and can be undone, as far as `by` may see."""
    return merges_for(by).undoable().filter(run=run)


def _undo_one(pk: int, *, by: Member) -> bool:
    merge = merges_for(by).undoable().filter(pk=pk).first()
    if merge is None:
        return False
    try:
        with transaction.atomic():
            undo_merge(merge, by=by, are_two=False)
    except Refused as refusal:
        Merge.objects.filter(pk=pk).update(left=[str(refusal)])
        return False
    return True
