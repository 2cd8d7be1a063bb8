"""What people does on its own: looking for duplicates, finishing merges a moment later, forgetting them when their undo is
over."""

import datetime as dt

from django_tasks import task

from perennial.kernel.jobs import progress, stop_if_cancelled
from perennial.kernel.schedule import every
from perennial.people.actions.merging import gather_stragglers
from perennial.people.actions.merging_many import merge_certain_pairs
from perennial.people.actions.purging import purge_merges
from perennial.people.actions.suspecting import compare_changed, compare_everybody
from perennial.people.actions.unmerging_many import undo_run
from perennial.people.models import Merge
from perennial.team.models import Member


@task(queue_name="long")
def gather_stragglers_job(minute: int) -> int:
    """Let follow what was written down for customers in the moment in which they were merged: in this minute since 1970."""
    begun = dt.datetime.fromtimestamp(minute * 60, dt.UTC)
    merges = Merge.objects.standing().filter(at__gte=begun, at__lt=begun + dt.timedelta(minutes=1)).order_by("pk")
    gathered = 0
    for merge in merges:
        stop_if_cancelled()
        gathered += gather_stragglers(merge)
    return gathered


@task()
def purge_old_merges() -> int:
    """Let go of what the undo of old merges needed."""
    return purge_merges()


@task(queue_name="long")
def compare_changed_job() -> int:
    """Compare whoever changed with their likes."""
    return compare_changed(progress)


@task()
def merge_certain_job(member_id: int, field: str = "", batch: int | None = None) -> int:
    """Merge the pairs that are certain, all or those that a page was narrowed to."""
    return merge_certain_pairs(by=Member.objects.get(pk=member_id), field=field, batch=batch)


@task()
def undo_run_job(member_id: int, run: int) -> int:
    """Take back what was merged in one go."""
    return undo_run(run, by=Member.objects.get(pk=member_id))


@task(queue_name="long")
def compare_everybody_job() -> int:
    """Compare everybody with their likes."""
    return compare_everybody(progress)


every("people.compared", compare_changed_job, minutes=15)
every("people.compared_all", compare_everybody_job, at="02:40")
every("people.merges_purged", purge_old_merges, at="04:20")
