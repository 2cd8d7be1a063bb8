"""Changes of many records as other pages tell of them: that of background work, and the audit log."""

import dataclasses
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from perennial.kernel.jobs import Job
from perennial.kernel.jobs.works import About, first_argument
from perennial.records.conditions import EVERYTHING, ConditionError, from_json
from perennial.records.fields import Field
from perennial.records.kinds import RecordKind, kinds
from perennial.records.models import BulkChange
from perennial.records.words import said


def told_of_changes(jobs: Sequence[Job]) -> Mapping[int, About]:
    """What each job changes, who began it and how many records it changed; one query."""
    ids = {job.pk: first_argument(job) for job in jobs}
    changes = BulkChange.objects.in_bulk([id_ for id_ in ids.values() if id_])
    return {pk: _about(changes[id_]) for pk, id_ in ids.items() if id_ in changes}


def filters_said(entries: Sequence[Any], reader: Any) -> dict[int, dict[str, str]]:
    """For entries of the audit log: by which filter the records of each change were chosen, as far as the reader may see its
    fields. One query for the changes, those of the fields and choices of each kind that they change, and one for each filter by
    what another record is called."""
    asked = {entry.pk: entry.object_id for entry in entries if "filter" in entry.changes}
    changes = BulkChange.objects.in_bulk(set(asked.values()))
    wordings = {key: _Wording(kind, reader) for key in {one.kind for one in changes.values()} if (kind := kinds.get(key))}
    return {
        pk: {"filter": wordings[change.kind].filter_of(change)}
        for pk, id_ in asked.items()
        if (change := changes.get(id_)) and change.kind in wordings
    }


class _Wording:
    """Says filters over a kind of record to one reader; the choices of a field are asked for once."""

    def __init__(self, kind: RecordKind, reader: Any) -> None:
        self._kind = kind
        self._seen = {key: _asked_once(field) for key, field in kind.fields_for(reader).items()}
        self._every = {**kind.fields(), **self._seen}

    def filter_of(self, change: BulkChange) -> str:
        """The filter in words; where it is not understood any more, how many records it found."""
        try:
            condition = from_json(change.condition, self._every)
        except ConditionError:
            return self._kind.counted(change.total, False) if change.total is not None else str(self._kind.label)
        return str(self._kind.all_label) if condition == EVERYTHING else said(condition, self._seen)


def _asked_once(field: Field) -> Field:
    return dataclasses.replace(field, options=cache(field.options)) if field.options else field


def _about(change: BulkChange) -> About:
    count = change.changed - change.restored
    did = ngettext("%(n)s record changed", "%(n)s records changed", count) % {"n": count} if count else ""
    return About(what=change.words, url=reverse("records:change", args=[change.pk]), by_id=change.by_id, did=did)
