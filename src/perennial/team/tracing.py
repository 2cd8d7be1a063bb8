"""Reading what happened to one record, and who looked at it."""

import dataclasses
import datetime as dt
from typing import Any

from django.db.models import Count, F, Max
from django.http import Http404
from django.utils.safestring import SafeString

from perennial.team.deedwords import Change, lines_of, who_did
from perennial.team.histories import History, HistoryField, histories
from perennial.team.models import AuditEntry, Member
from perennial.team.models.audit import AuditQuerySet

PAGE = 30
LOOKERS = 50


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """One line of a change, and whether what was can be set again."""

    change: Change
    can_return: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Deed:
    """One entry of a history, in words."""

    entry: AuditEntry
    words: SafeString
    lines: list[Shown]


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """That a member opened a record: how often, and when last."""

    member: Member
    times: int
    last: dt.datetime


def history_named(key: str) -> History:
    """The kind of record that is asked for, or a 404."""
    history = histories.get(key)
    if history is None:
        raise Http404
    return history


def may_read(history: History, field: str, *, by: Member) -> bool:
    """Whether a member may ask for the history of one field; when it changed is as hidden as what it holds."""
    known = history.field(field)
    return known is None or known.may_see(by)


def deeds_of(
    history: History, record: Any, *, by: Member, field: str = "", before: int | None = None
) -> tuple[list[Deed], int | None]:
    """One page of what happened to a record, newest first, and the id from which the next page goes on (None: that was all).
    With `field` only what changed that field. One query over the index of the record."""
    found = entries_of(history.key, record.pk)
    if field:
        found = found.filter(changes__has_key=field)
    if before:
        found = found.filter(id__lt=before)
    entries = list(found.select_related("member").order_by("-id")[: PAGE + 1])
    may_edit = history.may_edit(by, record)
    lines = lines_of(entries[:PAGE], by)
    deeds = [_deed(entry, lines[entry.pk], field, record if may_edit else None) for entry in entries[:PAGE]]
    return deeds, entries[PAGE - 1].pk if len(entries) > PAGE else None


def entries_of(kind: str, record_id: int) -> AuditQuerySet:
    """The entries about a record that changed it: looking at it is not one of them."""
    return AuditEntry.objects.filter(object_kind=kind, object_id=record_id).exclude(action__endswith=".viewed")


def last_change_of(record: Any) -> AuditEntry | None:
    """The last entry that changed a record, with who did it; one query over the index of the record."""
    return entries_of(record._meta.label_lower, record.pk).select_related("member").order_by("-id").first()


def looks_at(history: History, record: Any) -> list[Look]:
    """Who opened a record, the last one first; one query over the index of the record and one for the members."""
    looked = AuditEntry.objects.filter(object_kind=history.key, object_id=record.pk, action=f"{history.key}.viewed")
    rows = looked.order_by().values("member").annotate(times=Count("id"), last=Max("at")).order_by(F("last").desc())[:LOOKERS]
    members = Member.objects.in_bulk([row["member"] for row in rows])
    return [Look(members[row["member"]], row["times"], row["last"]) for row in rows if row["member"] in members]


def _deed(entry: AuditEntry, changes: list[Change], field: str, record: Any) -> Deed:
    lines = [
        Shown(change, can_return=_can_return(record, change.known, *entry.changes[change.field]))
        for change in changes
        if not field or change.field == field
    ]
    return Deed(entry, who_did(entry), lines)


def _can_return(record: Any, known: HistoryField | None, before: Any, after: Any) -> bool:
    if record is None or known is None or known.put_back is None:
        return False
    if known.now is None:
        return before not in (None, "")
    if known.takes is not None and not known.takes(record, before):
        return False
    return (known.now(record) or None) != (before or None)
