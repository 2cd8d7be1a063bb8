"""Imports as members see them."""

import dataclasses
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from perennial.connect.choices import ImportState
from perennial.connect.kinds import kind_of
from perennial.connect.kinds.mending import how_to_mend
from perennial.connect.models import Import
from perennial.connect.reading import NotReadable, Reading, Row, read_rows
from perennial.connect.reasons import Reason, Reasons
from perennial.connect.rules import may_import
from perennial.kernel.jobs import Job
from perennial.kernel.jobs.works import About, first_argument
from perennial.kernel.prepared import prepared
from perennial.people.queries import alikes, duplicates
from perennial.team.reach import sees_all

SHOWN_ROWS = 8
_EXAMPLE_ROWS = 300  # a column that is seldom filled is no blank one


def import_for(member: Any, id: int) -> Import:
    """The import, for a member who may see it; else there is none."""
    one = _imports(member).select_related("undone_by").filter(pk=id).first()
    if one is None:
        raise Http404
    return one


def _imports(member: Any) -> QuerySet[Import]:
    """Those that a member may see: a file tells of customers, so who does not see all sees their own imports only."""
    if not may_import(member):
        return Import.objects.none()
    found = Import.objects.select_related("by")
    return found if sees_all(member) else found.filter(by=member)


def is_adding_up() -> bool:
    """Whether some import has yet to add up what it wrote or took away: while it runs or is undone, and where it had written
    something when its file could not be read any more. One query over the imports."""
    return bool(_not_added_up())


@prepared
def _not_added_up() -> "QuerySet[Import, int]":
    half = Q(state=ImportState.FAILED) & (Q(created__gt=0) | Q(updated__gt=0))
    unfinished = Q(state__in=(ImportState.RUNNING, ImportState.UNDOING))
    return Import.objects.filter(unfinished | half).order_by().values_list("pk", flat=True)[:1]


def recent_imports(member: Any, before: int | None = None, count: int = 50) -> list[Import]:
    """The newest imports that a member may see, or those before one."""
    found = _imports(member)
    return list((found.filter(pk__lt=before) if before else found)[:count])


def first_rows(one: Import, count: int = SHOWN_ROWS) -> tuple[list[Row], str]:
    """The first rows as they are read now, and what is wrong with that."""
    reading = Reading.from_dict(one.reading)
    try:
        rows = list(itertools.islice(read_rows(one.source, reading), count))
    except (NotReadable, OSError) as trouble:
        return [], str(trouble)
    width = len(reading.names)
    return [Row(row.line, [cell[:120] for cell in (row.cells + [""] * width)[:width]], row.trouble) for row in rows], ""


def columns_of(one: Import) -> list[dict[str, Any]]:
    """Each column with its name, what it is mapped to and what stands in it."""
    rows, _why = first_rows(one, _EXAMPLE_ROWS)
    names: Sequence[str] = one.reading.get("names", [])
    columns = []
    for index, name in enumerate(names):
        examples = list(dict.fromkeys(row.cells[index] for row in rows if index < len(row.cells) and row.cells[index].strip()))
        columns.append({"index": index, "name": name, "examples": examples[:3], "field": one.mapping.get(str(index), "")})
    return columns


@dataclasses.dataclass(frozen=True, slots=True)
class LookAlikes:
    """How many of the customers that an import added look like one whom we had, or like each other; not `known` before all of
    them were compared."""

    is_known: bool
    known: int = 0
    each_other: int = 0


def look_alikes_of(member: Any, one: Import) -> LookAlikes | None:
    """Whom the customers that an import added look like; None where it added none, or is not done."""
    if kind_of(one.kind).holder != "customers" or not one.created or one.state not in (ImportState.DONE, ImportState.STOPPED):
        return None
    if not duplicates.is_compared(one.pk):
        return LookAlikes(False)
    return LookAlikes(True, *alikes.look_alikes_of(member, one.pk))


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """A reason in the words of a page: how often, the first examples, and how it is mended."""

    reason: Reason
    mend: str


def reasons_of(one: Import, *, refused: bool) -> list[Told]:
    """Why rows of an import are refused, or what they are brought without; the most frequent first."""
    kind, reading, country = kind_of(one.kind), Reading.from_dict(one.reading), one.options.get("country", "")
    return [
        Told(reason, how_to_mend(kind, reason.field, reading, country)) for reason in Reasons(one.reasons).told(refused=refused)
    ]


def job_of(one: Import) -> Job | None:
    """The job that works on it."""
    return Job.objects.filter(pk=one.job_id).first() if one.job_id else None


def told_of_imports(jobs: Sequence[Job]) -> Mapping[int, About]:
    """Which file each job is about, who began it and what came of it; one query."""
    ids = {job.pk: first_argument(job) for job in jobs}
    imports = Import.objects.in_bulk([id_ for id_ in ids.values() if id_])
    return {pk: _about(imports[id_], pk) for pk, id_ in ids.items() if id_ in imports}


def _about(one: Import, job_id: int) -> About:
    if job_id != one.job_id:  # an earlier one: it only looked through the file, or was gone on with
        return About(what=one.file_name, url=reverse("connect:report", args=[one.pk]), by_id=one.by_id)
    told = ((one.created, _("%s added")), (one.updated, _("%s updated")), (one.failed, _("%s refused")))
    did = ", ".join(words % number_format(count, force_grouping=True) for count, words in told if count)
    return About(what=one.file_name, url=reverse("connect:report", args=[one.pk]), by_id=one.by_id, did=did)


def kinds() -> list[Any]:
    """What can be imported, in the order in which one begins."""
    return [kind_of(key) for key in ("persons", "organisations", "products", "orders", "touchpoints")]
