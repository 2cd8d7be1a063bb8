"""What an undo may take although it was changed since: whatever changed it was itself taken back, so nothing stands of it."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from django.db import models

from perennial.connect.models import Change
from perennial.records.models import BulkChange
from perennial.team.models import AuditEntry


def as_it_was(model: type[models.Model], since: Mapping[int, int]) -> set[int]:
    """Of these records, each with the id after which it counts, those that only changes of many have touched since, all of them
    taken back there. A change of many leaves one line in a record's history, and its undo another: two say that it is gone."""
    kind = model._meta.label_lower
    touched = {
        object_id
        for object_id, pk in Change.objects.filter(model=kind, object_id__in=since).values_list("object_id", "pk")
        if pk > since[object_id]
    }
    lines: defaultdict[int, Counter[int | None]] = defaultdict(Counter)
    told = AuditEntry.objects.filter(object_kind=kind, object_id__in=since).exclude(action__endswith=".viewed")
    for object_id, pk, part_of in told.values_list("object_id", "pk", "part_of"):
        if object_id is not None and pk > since[object_id]:
            lines[object_id][part_of] += 1
    wholes = {part_of for counted in lines.values() for part_of in counted if part_of is not None}
    of_many = set(BulkChange.objects.filter(pk__in=wholes).values_list("pk", flat=True))
    return {
        record
        for record, counted in lines.items()
        if record not in touched and all(whole in of_many and count == 2 for whole, count in counted.items())
    }
