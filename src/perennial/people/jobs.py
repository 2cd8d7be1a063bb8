"""What people does on its own: looking for duplicates, finishing merges a moment later, forgetting them when their undo is
over."""

from django_tasks import task

from perennial.kernel.jobs import progress
from perennial.kernel.schedule import every
from perennial.people.actions.merging import gather_stragglers
from perennial.people.actions.merging_many import merge_certain_pairs
from perennial.people.actions.purging import purge_merges
from perennial.people.actions.suspecting import compare_changed, compare_everybody
from perennial.people.actions.unmerging_many import undo_run
from perennial.people.models import Merge
from perennial.team.models import Member


@task()
def gather_stragglers_job(merge_id: int) -> int:
    """Let follow what was written down for a merged customer in the moment of the merge."""
    merge = Merge.objects.filter(pk=merge_id).first()
    return gather_stragglers(merge) if merge is not None else 0


@task()
def purge_old_merges() -> int:
    """Let go of what the undo of old merges needed."""
    return purge_merges()


@task(queue_name="long")
def compare_changed_job() -> int:
    """Compare whoever changed with their likes."""
    return compare_changed(progress)


@task()
def merge_certain_job(member_id: int) -> int:
    """Merge the pairs that are certain."""
    return merge_certain_pairs(by=Member.objects.get(pk=member_id))


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
