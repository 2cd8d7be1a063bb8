"""What an undo may take although it was changed since: whatever changed it was itself taken back, so nothing stands of it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from django.db import models
from django.db.models import Q

from perennial.connect.models import Change
from perennial.people.models import Distinction, Merge, Party
from perennial.records.models import BulkChange
from perennial.team.models import AuditEntry

JOINED = {"people.party.merged": 1, "people.party.absorbed": 1, "people.party.unmerged": -1}


def as_it_was(model: type[models.Model], since: Mapping[int, int]) -> set[int]:
    """Of these records, each with the id after which it counts, those that only changes of many and merges have touched since,
    all of them taken back there. A change of many leaves one line in a record's history, and its undo another: two say that it
    is gone. So do the lines of a merge and its undo, if that left nothing as it was."""
    kind = model._meta.label_lower
    touched = {
        object_id
        for object_id, pk in Change.objects.filter(model=kind, object_id__in=since).values_list("object_id", "pk")
        if pk > since[object_id]
    }
    lines: defaultdict[int, Counter[int | None]] = defaultdict(Counter)
    joined: Counter[int] = Counter()  # merges less their undoings, by record
    told = AuditEntry.objects.filter(object_kind=kind, object_id__in=since).exclude(action__endswith=".viewed")
    for object_id, pk, part_of, action in told.values_list("object_id", "pk", "part_of", "action"):
        if object_id is not None and pk > since[object_id]:
            joined[object_id] += JOINED.get(action, 0)
            lines[object_id][part_of] += action not in JOINED
    touched |= {record for record, count in joined.items() if count} | _joined_still(since if model is Party else {})
    wholes = {part_of for counted in lines.values() for part_of in counted if part_of is not None}
    of_many = set(BulkChange.objects.filter(pk__in=wholes).values_list("pk", flat=True))
    return {
        record
        for record, counted in lines.items()
        if record not in touched and all(not count or (whole in of_many and count == 2) for whole, count in counted.items())
    }


def _joined_still(since: Mapping[int, int]) -> set[int]:
    """Those of these customers with merges since of which something stands."""
    merges = Merge.objects.filter(Q(survivor__in=since) | Q(absorbed__in=since)).values_list(
        "pk", "survivor", "absorbed", "undone_at", "left"
    )
    return {
        party_id
        for pk, survivor, absorbed, undone_at, left in merges
        for party_id in (survivor, absorbed)
        if pk > since.get(party_id, pk) and (undone_at is None or left)
    }


def merges_over(ids: Collection[int]) -> set[int]:
    """Those of these merges of which nothing stands."""
    merges = Merge.objects.filter(pk__in=ids, undone_at__isnull=False).values_list("pk", "left")
    return {pk for pk, left in merges if not left}


def distinctions_over(ids: Collection[int]) -> set[int]:
    """Those of these distinctions that only say that a merge was undone."""
    rows = list(Distinction.objects.filter(pk__in=ids).values_list("pk", "first", "second"))
    parties = {party_id for _pk, *two in rows for party_id in two}
    merges = Merge.objects.filter(survivor__in=parties, undone_at__isnull=False).values_list("survivor", "absorbed")
    parted = {frozenset(two) for two in merges}
    return {pk for pk, first, second in rows if {first, second} in parted}
