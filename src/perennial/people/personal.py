"""All that is kept of one person, wherever it is: for the export of their data and for erasure.

Each slice declares its tables in `manifests.personal_data`; here they are read and emptied.
"""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import models

from perennial.kernel import clock
from perennial.kernel.bulk import chunks
from perennial.kernel.manifests import PersonalData, personal_data
from perennial.people.models import Merge, Party, of_visible
from perennial.people.ownercopies import COPY
from perennial.records.custom.types import plain
from perennial.records.models import CustomField, Customised
from perennial.team.reach import sees_all

_AT_ONCE = 500


def model_of(declared: PersonalData) -> type[models.Model]:
    """The model that a declaration names."""
    return apps.get_model(declared.key)


def rows_of(declared: PersonalData, party: Party) -> "models.QuerySet[Any]":
    """The rows of a declared table that belong to a party and to the records that were merged into it; `path` may name several
    ways, separated by blanks."""
    return _rows(declared, ids_of(party))


def ids_of(party: Party) -> list[int]:
    """The party's id, and the ids of the records that were merged into it."""
    return [party.pk, *Party.objects.filter(merged_into=party).order_by("pk").values_list("pk", flat=True)]


def _rows(declared: PersonalData, ids: Sequence[int]) -> "models.QuerySet[Any]":
    condition = models.Q()
    for path in declared.path.split():
        condition |= models.Q(**{f"{path}__in": ids})
    return model_of(declared)._base_manager.filter(condition)


def told_of(party: Party, member: Any) -> Iterator[str]:
    """One JSON object with everything that is kept of a party, table by table, in pieces that are never all in memory. What
    also belongs to another party (a relation) is left out where that one is beyond the member's reach."""
    slots = {field.stored_as: field for field in CustomField.objects.prefetch_related("options")}
    head = {"format": "perennial.person/1", "exported_at": clock.now(), "party": _plain(_row(party, slots))}
    yield json.dumps(head, default=_word, ensure_ascii=False)[:-1]
    ids = ids_of(party)
    for declared in personal_data:
        rows = _seen(declared, ids, member)
        if model_of(declared) is Party:
            rows = rows.exclude(pk=party.pk)  # those that were merged into it
        yield f', "{declared.key}": ['
        for number, row in enumerate(rows.order_by("pk").iterator(chunk_size=500)):
            yield ("," if number else "") + json.dumps(_plain(_row(row, slots)), default=_word, ensure_ascii=False)
        yield "]"
    yield "}"


def _seen(declared: PersonalData, ids: Sequence[int], member: Any) -> "models.QuerySet[Any]":
    rows, paths = _rows(declared, ids), declared.path.split()
    if len(paths) > 1 and not sees_all(member):
        rows = rows.filter(*(models.Q(**{f"{path}__in": ids}) | models.Q(of_visible(member, path)) for path in paths))
    return rows


def erase_rows(party: Party) -> dict[str, int]:
    """Delete or empty every declared row of a party, upper slices first, the party last; gives how many rows by table."""
    counts: dict[str, int] = {}
    ids = ids_of(party)
    for declared in sorted(personal_data, key=_depth):
        rows = _rows(declared, ids)
        counts[declared.key] = rows.count()
        if declared.erase == "delete":
            _delete(rows)
        else:
            rows.update(**{name: _nothing(model_of(declared), name) for name in declared.fields})
    return counts


def rows_told_of(party: Party) -> Iterator[tuple[type[models.Model], list[int]]]:
    """The ids of everything of a party that the audit log may have entries about, by model, some at a time."""
    for declared in personal_data:
        ids = iter(rows_of(declared, party).order_by("pk").values_list("pk", flat=True).iterator(chunk_size=500))
        while some := list(islice(ids, _AT_ONCE)):
            yield apps.get_model(declared.told_as) if declared.told_as else model_of(declared), some


def forget_merged(party: Party) -> None:
    """Delete what stayed with a record when it was merged into another one; only its id is left, which leads to the other."""
    for declared in sorted(personal_data, key=_depth):
        if model_of(declared) not in (Party, Merge):
            _delete(_rows(declared, [party.pk]))


def _delete(rows: "models.QuerySet[Any]") -> None:
    """Delete rows some at a time: a customer may have a million orders, and SQLite takes so many ids in no statement."""
    for some in chunks(list(rows.order_by("pk").values_list("pk", flat=True).iterator()), _AT_ONCE):
        rows.model._base_manager.filter(pk__in=some).delete()


def _depth(declared: PersonalData) -> tuple[bool, int]:
    return model_of(declared) is Party, -declared.order


def _nothing(model: type[models.Model], name: str) -> Any:
    field = model._meta.get_field(name)
    if isinstance(field, models.JSONField):
        return {}
    return None if getattr(field, "null", False) else ""


def _row(row: models.Model, slots: dict[str, CustomField]) -> dict[str, Any]:
    fields = (field for field in row._meta.concrete_fields if field.attname != COPY)
    values = {field.attname: field.value_from_object(row) for field in fields}
    if isinstance(row, Customised) and row.custom:  # by the names of the fields, removed ones too
        values["custom"] = {slots[slot].name: plain(slots[slot], value) for slot, value in row.custom.items() if slot in slots}
    return values


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    # ids are larger than a JavaScript number holds
    return {k: str(v) if isinstance(v, int) and not isinstance(v, bool) and abs(v) >= 2**53 else v for k, v in row.items()}


def _word(value: Any) -> str:
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else repr(value)
