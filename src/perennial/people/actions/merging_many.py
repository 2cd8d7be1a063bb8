"""Merging all pairs that are certain in one go, as a job that can be watched and stopped; and looking for pairs on demand."""

from django.db import transaction
from django.utils.translation import gettext as _

from perennial.kernel.jobs import checkpoint, job_id, progress, stop_if_cancelled
from perennial.kernel.jobs.backend import enqueue_once
from perennial.kernel.jobs.models import Job
from perennial.kernel.jobs.steering import JobMovedOnError, cancel_job
from perennial.kernel.live import signal
from perennial.people.actions.merging import merge_parties
from perennial.people.actions.refusals import Refused
from perennial.people.matching.finding import CERTAIN
from perennial.people.merged_fields import better_first
from perennial.people.models import Suspicion
from perennial.people.queries.duplicates import suspicions_for
from perennial.people.rules import may_delete
from perennial.team.deeds import record_deed
from perennial.team.models import Member

_PATHS = ("perennial.people.jobs.merge_certain_job", "perennial.people.jobs.undo_run_job")
LOOK_EVERY = 50


@transaction.atomic
def start_merging(*, by: Member) -> None:
    """Queue the job that merges every certain pair that `by` may see. Refuses while such a job is under way."""
    from perennial.people.jobs import merge_certain_job

    if run_of_merging() is not None:
        raise Refused(_("Customers are being merged or parted already. Wait until that is done, or stop it."))
    record_deed("people.duplicates.merging_begun", by=by)
    enqueue_once(merge_certain_job, "people.merge_certain", by.pk)
    signal("suspicions")


@transaction.atomic
def stop_merging(*, by: Member) -> None:
    """Stop the job after the pair that it is at; what is merged or parted stays so. Nothing happens when none is under way."""
    run = run_of_merging()
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


def run_of_merging() -> Job | None:
    """The job that is merging many, or taking many merges back, or waits to."""
    return Job.objects.unfinished().filter(path__in=_PATHS).order_by("-pk").first()


def merge_certain_pairs(*, by: Member) -> int:
    """Merge them, the surest first, each in a transaction of its own that ends whole or not at all. Whoever somebody edited,
    deleted or merged meanwhile is left. Stops when `by` may no longer do it. Gives how many were merged."""
    ids = list(suspicions_for(by, CERTAIN).values_list("pk", flat=True))
    merged = 0
    for done, pk in enumerate(ids):
        stop_if_cancelled()
        if done % LOOK_EVERY == 0:
            by.refresh_from_db()
            if not (by.is_active and may_delete(by)):
                break
        with checkpoint():
            merged += _merge_one(pk, by=by)
        progress(done + 1, len(ids), _("Merging"))
    with transaction.atomic():
        signal("suspicions")
    return merged


def _merge_one(pk: int, *, by: Member) -> bool:
    pair = suspicions_for(by, CERTAIN).filter(pk=pk).select_related("first__owner", "second__owner").first()
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
