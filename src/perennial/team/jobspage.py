"""The jobs as their page tells of them."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from perennial.kernel.jobs import Job
from perennial.kernel.jobs.models import State
from perennial.kernel.jobs.works import About, told_of, work_of
from perennial.kernel.schedule import scheduled
from perennial.team.models import Member

SHOWN = 50
ENDED = 20


@dataclasses.dataclass(frozen=True, slots=True)
class ShownJob:
    """One job in words. `by` is empty where the program does it by itself."""

    job: Job
    title: str
    icon: str
    about: About
    by: str
    mend: str


def jobs_shown() -> dict[str, Any]:
    """The lists of the page: given up, failing and tried again, running, waiting, ended; a fixed number of queries."""
    waiting = list(Job.objects.waiting().order_by("run_at", "id")[: SHOWN + 1])
    lists: dict[str, Sequence[Job]] = {
        "failed": list(Job.objects.dead().order_by("-finished_at")[:SHOWN]),
        "failing": [job for job in waiting if job.is_failing],
        "running": list(Job.objects.running().order_by("started_at")[:SHOWN]),
        "waiting": [job for job in waiting if not job.is_failing][:SHOWN],
        "ended": list(Job.objects.filter(state__in=(State.DONE, State.CANCELLED)).order_by("-finished_at")[:ENDED]),
    }
    told = told_of([job for jobs in lists.values() for job in jobs])
    members = dict(Member.objects.filter(pk__in={one.by_id for one in told.values() if one.by_id}).values_list("pk", "name"))
    own = {entry.task.module_path for entry in scheduled()}
    shown = {name: [_shown(job, told.get(job.pk, About()), members, own) for job in jobs] for name, jobs in lists.items()}
    return shown | {"is_longer": len(waiting) > SHOWN}


def _shown(job: Job, about: About, members: dict[int, str], own: set[str]) -> ShownJob:
    work = work_of(job)
    by = members.get(about.by_id or 0, "") or (_("by itself") if job.path in own else "")
    mend = (
        str(work.mend)
        if work and work.mend
        else _("Mend the cause and try it again; if it fails again, show what it said to whoever looks after the program.")
    )
    return ShownJob(job, str(work.label) if work else job.title, work.icon if work else "cog", about, by, mend)
