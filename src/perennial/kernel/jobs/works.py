"""Kinds of work in words: what a job does, for whom, what came of it. Each slice says it of its own jobs in its manifest."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from django.utils.formats import number_format

from perennial.kernel.jobs.models import Job
from perennial.kernel.manifests import Label
from perennial.kernel.registry import Registry


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """One job in words: what it works on and where that is seen, who began it, what came of it."""

    what: str = ""
    url: str = ""
    by_id: int | None = None
    did: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Work:
    """A kind of work. `key` is its slice and its task: “connect.run_import_job”. `did` says a number that it gave back; `about`
    tells of many jobs at once, by their ids; `member` is which of its arguments names the member who began it. `mend` is what
    to do when it fails for good."""

    key: str
    label: Label
    icon: str = "cog"
    did: Label = ""  # “%(n)s pairs merged”
    member: int | None = None
    about: Callable[[Sequence[Job]], Mapping[int, About]] | None = None
    mend: Label = ""
    order: int = 50


works: Registry[Work] = Registry("kind of work")


def work_of(job: Job) -> Work | None:
    """What a job is a case of."""
    parts = job.path.split(".")
    return works.get(f"{parts[1]}.{parts[-1]}") if len(parts) > 2 else None


def title_of(job: Job) -> str:
    """What a job is called, also one of a slice that is gone."""
    work = work_of(job)
    return str(work.label) if work else job.title


def told_of(jobs: Sequence[Job]) -> dict[int, About]:
    """What is told of jobs, in as few queries as their kinds need."""
    found: dict[int, About] = {}
    by_work: dict[str, list[Job]] = {}
    for job in jobs:
        if work := work_of(job):
            by_work.setdefault(work.key, []).append(job)
    for key, some in by_work.items():
        work = works.get(key)
        assert work is not None
        if work.about:
            found |= work.about(some)
        elif work.member is not None:
            found |= {job.pk: About(by_id=_argument(job, work.member), did=_did(work, job)) for job in some}
        else:
            found |= {job.pk: About(did=_did(work, job)) for job in some}
    return found


def first_argument(job: Job) -> int | None:
    """The id of what a job works on."""
    return _argument(job, 0)


def _argument(job: Job, place: int) -> int | None:
    args = job.args.get("args", [])
    return args[place] if len(args) > place and isinstance(args[place], int) else None


def _did(work: Work, job: Job) -> str:
    if not work.did or not job.result or not isinstance(job.result, int) or isinstance(job.result, bool):
        return ""
    return str(work.did) % {"n": number_format(job.result, force_grouping=True)}
