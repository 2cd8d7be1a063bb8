"""Merging all pairs that are certain in one go, as a job that can be watched and stopped; and looking for pairs on demand."""

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from perennial.kernel.jobs import JobRefusedError, checkpoint, job_id, progress, stop_if_cancelled
from perennial.kernel.jobs.backend import enqueue_once
from perennial.kernel.jobs.steering import JobMovedOnError, cancel_job
from perennial.kernel.live import signal
from perennial.people.actions.merging import merge_parties
from perennial.people.actions.refusals import Refused
from perennial.people.merged_fields import better_first
from perennial.people.models import Merge, Suspicion
from perennial.people.queries.duplicates import certain_for
from perennial.people.queries.merging_jobs import merging_under_way
from perennial.people.rules import may_delete
from perennial.team.deeds import record_deed
from perennial.team.models import Member
from perennial.team.speaking import speaking

LOOK_EVERY = 50
_LOST = _lazy("%(name)s may no longer merge customers. What was merged until then stays, and stands under Merges.")


@transaction.atomic
def start_merging(*, by: Member, field: str = "", batch: int | None = None) -> None:
    """Queue the job that merges every certain pair that `by` may see, of those that agree in `field` and have a customer whom
    the import `batch` added; not those of a run that was taken back. Refuses while such a job is under way."""
    from perennial.people.jobs import merge_certain_job

    if merging_under_way() is not None:
        raise Refused(_("Customers are being merged or parted already. Wait until that is done, or stop it."))
    record_deed("people.duplicates.merging_begun", by=by)
    enqueue_once(merge_certain_job, "people.merge_certain", by.pk, field, batch)
    signal("suspicions")


@transaction.atomic
def stop_merging(*, by: Member) -> None:
    """Stop the job after the pair that it is at; what is merged or parted stays so. Nothing happens when none is under way."""
    run = merging_under_way()
    if run is not None:
        try:
            cancel_job(run)
        except JobMovedOnError:
            return
        record_deed("people.duplicates.merging_stopped", by=by)
        signal("suspicions")


@transaction.atomic
def look_for_duplicates(*, by: Member) -> None:
    """Queue the job that compares everybody with their likes; one waits at most."""
    from perennial.people.jobs import compare_everybody_job

    record_deed("people.duplicates.looked_for", by=by)
    enqueue_once(compare_everybody_job, "people.compare_everybody")


def merge_certain_pairs(*, by: Member, field: str = "", batch: int | None = None) -> int:
    """Merge them, the surest first, each in a transaction of its own that ends whole or not at all. Whoever somebody edited,
    deleted or merged meanwhile is left. Raises JobRefusedError, in words, when `by` may no longer do it; what is
    merged stays so. Gives how many were merged."""
    ids = list(certain_for(by, field, batch).values_list("pk", flat=True))
    before, merged = Merge.objects.filter(run=job_id()).count() if job_id() else 0, 0
    for done, pk in enumerate(ids, before):
        stop_if_cancelled()
        if done % LOOK_EVERY == 0:
            check_still_may(_LOST, by=by)
        with checkpoint():
            merged += _merge_one(pk, by=by)
        progress(done + 1, before + len(ids), _("Merging"))
    with transaction.atomic():
        signal("suspicions")
    return merged


def check_still_may(words: Promise, *, by: Member) -> None:
    """Raise JobRefusedError with `words`, in the workspace's language, when a member lost the right to merge many, or left."""
    by.refresh_from_db()
    if not (by.is_active and may_delete(by)):
        with speaking():
            raise JobRefusedError(str(words) % {"name": by.name})


def _merge_one(pk: int, *, by: Member) -> bool:
    pair = certain_for(by).filter(pk=pk).select_related("first__owner", "second__owner").first()
    if pair is None:
        return False
    survivor, absorbed = better_first(pair.first, pair.second)
    try:
        with transaction.atomic():
            merge_parties(survivor, absorbed, by=by, run=job_id())
    except Refused:
        Suspicion.objects.filter(pk=pk).delete()
        return False
    return True
