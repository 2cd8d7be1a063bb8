"""The jobs that merge many, or take many merges back: the one under way, and one that broke off."""

import dataclasses
import datetime as dt

from perennial.kernel import clock
from perennial.kernel.jobs.models import Job, JobQuerySet, State

TOLD_FOR = dt.timedelta(days=7)  # or until the next one begins, or somebody discards it


def merging_under_way() -> Job | None:
    """The job that is merging many, or taking many merges back, or waits to."""
    return _jobs().unfinished().order_by("-pk").first()


@dataclasses.dataclass(frozen=True, slots=True)
class MergingShown:
    """What the pages about duplicates tell of such jobs: the one under way, else the last one if it broke off lately."""

    job: Job | None = None
    broke_off: Job | None = None
    is_undo: bool = False


def merging_shown() -> MergingShown:
    """The last of these jobs as it is told; one query."""
    from perennial.people.jobs import undo_run_job

    last = _jobs().order_by("-pk").first()
    if last is None:
        return MergingShown()
    if last.state in (State.READY, State.LEASED):
        return MergingShown(job=last, is_undo=last.calls(undo_run_job))
    is_new = last.finished_at is not None and last.finished_at > clock.now() - TOLD_FOR
    return MergingShown(broke_off=last if last.state == State.DEAD and is_new else None, is_undo=last.calls(undo_run_job))


def _jobs() -> JobQuerySet:
    from perennial.people.jobs import merge_certain_job, undo_run_job

    return Job.objects.of(merge_certain_job, undo_run_job)
