"""Changing many customers, or other records, here and now."""

from typing import Any

from perennial.people.kind import CUSTOMERS
from perennial.records.bulk.running import run_bulk
from perennial.records.bulk.starting import Chosen, start_bulk, undo_bulk
from perennial.records.bulk.undoing import run_undo
from perennial.records.conditions import EVERYTHING, Condition
from perennial.records.kinds import RecordKind
from perennial.records.models import BulkChange
from perennial.records.wanted import Wanted
from perennial.team.models import Member

Given = Any


def chosen(
    member: Member, condition: Condition = EVERYTHING, ids: list[int] | None = None, kind: RecordKind = CUSTOMERS
) -> Chosen:
    wanted = Wanted(kind=kind, member=member, fields=kind.fields_for(member), condition=condition)
    return Chosen(wanted, tuple(ids) if ids is not None else None)


def do(member: Member, act: str, value: Given = None, **which: Any) -> BulkChange:
    change = start_bulk(chosen(member, **which), act, value, by=member)
    run_bulk(change.pk)
    change.refresh_from_db()
    return change


def undo(change: BulkChange, *, by: Member) -> BulkChange:
    change = undo_bulk(change, by=by)
    run_undo(change.pk)
    change.refresh_from_db()
    return change
