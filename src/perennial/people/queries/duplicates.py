"""Suspected pairs and merges, for whoever may see both customers."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from perennial.people.matching.finding import CERTAIN, POSSIBLE, pairs_with, weighed
from perennial.people.matching.reasons import said_against, said_for
from perennial.people.matching.records import Record
from perennial.people.models import Distinction, Merge, Party, Suspicion, Uncompared, of_visible
from perennial.people.models.merge import MergeQuerySet
from perennial.people.names import sort_name
from perennial.people.queries.parties import visible_parties
from perennial.people.rules import may_see
from perennial.team.reach import sees_all

COUNTED_TO = 10_000
MANY = 20_000


@dataclasses.dataclass(frozen=True, slots=True)
class Likeness:
    """A customer who is like somebody, how probable it is that they are one, and why."""

    party: Party
    confidence: float
    reasons: list[str]

    @property
    def percent(self) -> int:
        return percent_of(self.confidence)


def percent_of(confidence: float) -> int:
    """A confidence in percent; never a whole hundred, because nobody is that sure."""
    return min(99, int(confidence * 100))


def suspicions_for(
    member: Any, least: float = 0.0, below: float = 1.01, field: str = "", batch: int | None = None
) -> "QuerySet[Suspicion]":
    """The pairs that a member may see, the surest first; `field` leaves those that agree in it, `batch` those with a customer
    whom this import added."""
    if not may_see(member):
        return Suspicion.objects.none()
    found = Suspicion.objects.filter(of_visible(member, "first"), of_visible(member, "second"))
    found = found.filter(confidence__gte=least, confidence__lt=below)
    if field:
        found = found.filter(reasons__icontains=f'"{field}:').exclude(reasons__icontains=f'"{field}:differs')
    if batch is not None:
        found = found.filter(_of_batch(batch, "first") | _of_batch(batch, "second"))
    return found.order_by("-confidence", "-id")


def certain_for(member: Any, field: str = "", batch: int | None = None) -> "QuerySet[Suspicion]":
    """Those that are merged in one go: certain, and not among what was merged so before and taken back. Each of these waits for
    somebody to decide."""
    return suspicions_for(member, CERTAIN, field=field, batch=batch).exclude(Exists(_parted()))


def taken_back(suspicions: Iterable[Suspicion]) -> dict[int, dt.datetime]:
    """{id: when} of those whose two were merged in one go and parted again; one query."""
    last = _parted().order_by("-undone_at").values("undone_at")[:1]
    told = Suspicion.objects.filter(pk__in=[one.pk for one in suspicions]).annotate(taken_back_at=Subquery(last))
    return {pk: at for pk, at in told.values_list("pk", "taken_back_at") if at is not None}


def _parted() -> MergeQuerySet:
    """The merges of a run that were taken back, of one side of a suspicion, where the run had merged the other side too: the
    two with each other, or both with a third record."""
    runs = Merge.objects.filter(run__isnull=False, undone_at__isnull=False)
    first, second = OuterRef("first"), OuterRef(OuterRef("second"))
    other = runs.filter(Q(survivor=second) | Q(absorbed=second), run=OuterRef("run"))
    return runs.filter(Q(survivor=first) | Q(absorbed=first)).filter(Exists(other))


def is_compared(batch: int) -> bool:
    """Whether everybody whom an import added was compared with their likes."""
    return not Uncompared.objects.filter(party__batch=batch).exists()


def _of_batch(batch: int, side: str) -> Q:
    """That one side was added by an import; asked pair by pair when it added very many."""
    added = Party.objects.filter(batch=batch)
    if added[MANY : MANY + 1].exists():
        return Q(Exists(added.filter(pk=OuterRef(side))))
    return Q(**{f"{side}__in": added.values("pk")})


def with_party(suspicions: "QuerySet[Suspicion]", party_id: int) -> "QuerySet[Suspicion]":
    """Those with one customer."""
    return suspicions.filter(Q(first=party_id) | Q(second=party_id))


def count_of(suspicions: "QuerySet[Suspicion]") -> int:
    """How many, counted up to 10,000."""
    return suspicions.order_by()[:COUNTED_TO].count()


def distinctions_for(member: Any) -> "QuerySet[Distinction]":
    """The pairs that somebody said are two, the last first."""
    if not may_see(member):
        return Distinction.objects.none()
    found = Distinction.objects.filter(of_visible(member, "first"), of_visible(member, "second"))
    return found.select_related("first", "second", "by").order_by("-id")


def merges_for(member: Any, *, words: str = "") -> MergeQuerySet:
    """The merges of the last 30 days whose customer the member may see; undone ones, whose two customers are within the
    member's reach; the last first. With `words` only those of which one record was called so."""
    if not may_see(member):
        return Merge.objects.none()
    held = Q(of_visible(member, "survivor")) | Q(of_visible(member, "survivor__merged_into"))
    if not sees_all(member):
        theirs = Party.objects.within_reach(member).filter(pk=OuterRef("absorbed"))
        held &= Q(undone_at=None) | Q(Exists(theirs))
    if words.strip():
        held &= _called(words.strip(), "survivor") | _called(words.strip(), "absorbed")
    return (
        Merge.objects.filter(held, purged_at=None)
        .select_related("survivor", "absorbed", "by", "undone_by")
        .order_by("-at", "-id")
    )


def _called(text: str, side: str) -> Q:
    return Q(**{f"{side}__name__icontains": text}) | Q(**{f"{side}__sort_name__contains": sort_name(text)})


@dataclasses.dataclass(frozen=True, slots=True)
class MergingRun:
    """What one job merged: how many, of which so many were undone, and so many with something that could not be taken back."""

    run: int
    at: dt.datetime
    merged: int
    undone: int
    left: int

    @property
    def standing(self) -> int:
        return self.merged - self.undone


def merging_runs_for(member: Any, most: int = 3) -> list[MergingRun]:
    """The last jobs of the last 30 days that merged many, as far as the member may see; one query that reads their merges."""
    told = merges_for(member).select_related(None).filter(run__isnull=False).order_by().values("run")
    counted = told.annotate(
        begun=Min("at"),
        merged=Count("pk"),
        undone=Count("pk", filter=Q(undone_at__isnull=False)),
        left_count=Count("pk", filter=~Q(left=[])),
    ).order_by("-run")[:most]
    return [MergingRun(row["run"] or 0, row["begun"], row["merged"], row["undone"], row["left_count"]) for row in counted]


def merge_for(member: Any, merge_id: int) -> Merge:
    """The one way to a merge: it, for a member who may see its customer; else Http404."""
    merge = merges_for(member).filter(pk=merge_id).first() if 0 < merge_id < 2**63 else None
    if merge is None:
        raise Http404
    return merge


def likeness_of(one: Party, other: Party) -> tuple[float, list[str], list[str]]:
    """(confidence, what speaks for one customer, what for two) of two parties, in words, as they stand."""
    confidence, evidence = weighed(one.pk, other.pk)
    return confidence, said_for(evidence), said_against(evidence)


def close_to(member: Any, record: Record, least: float = POSSIBLE, most: int = 5) -> list[Likeness]:
    """The customers that are like one who is not written down yet, the likest first; a fixed number of indexed queries."""
    found = {(pair.second_id if pair.first_id == record.id else pair.first_id): pair for pair in pairs_with([record])}
    parties = visible_parties(member).in_bulk(found)
    close = [Likeness(parties[pk], pair.confidence, said_for(pair.reasons)) for pk, pair in found.items() if pk in parties]
    return sorted((one for one in close if one.confidence >= least), key=lambda one: -one.confidence)[:most]
