"""Named questions about changes of many records; the only door to one of them is `bulk_change_for`."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from perennial.records.bulk.acts import act_key
from perennial.records.custom.rules import may_see_field
from perennial.records.kinds import RecordKind, kinds
from perennial.records.models import BulkChange, BulkLeft, BulkState, CustomField
from perennial.team.choices import Role
from perennial.team.models import Member
from perennial.team.reach import sees_all

CHANGES = 30
LEFT = 50


def bulk_change_for(member: Member, bulk_id: int) -> BulkChange:
    """A change that the member may see: their own, and those of all for whoever sees all; else Http404."""
    change = _changes(member).filter(pk=bulk_id).first() if 0 < bulk_id < 2**63 else None
    if change is None:
        raise Http404(_("There is no such change."))
    return change


def bulk_changes_for(member: Member, before: int | None = None) -> tuple[list[BulkChange], int | None]:
    """One page of the changes that the member may see, the last first, and the id from which the next page goes on."""
    found = _changes(member)
    rows = list((found.filter(pk__lt=before) if before else found)[: CHANGES + 1])
    return rows[:CHANGES], rows[CHANGES - 1].pk if len(rows) > CHANGES else None


def bulk_under_way(member: Member, kind: RecordKind) -> list[BulkChange]:
    """The changes that the member began, or undoes, and that are not at their end; one query over the few that run at all."""
    running = BulkChange.objects.filter(state__in=(BulkState.RUNNING, BulkState.UNDOING), kind=kind.key)
    return [one for one in running.order_by("pk")[:20] if member.pk in (one.by_id, one.undone_by_id)]


def left_of(change: BulkChange, member: Member, after: int | None = None) -> tuple[list[BulkLeft], int | None]:
    """The records that were left, in the order in which they were; of those beyond the member's reach no name."""
    rows = list(change.left.filter(pk__gt=after or 0)[: LEFT + 1])
    shown = rows[:LEFT]
    if not sees_all(member):
        kind = kinds.get(change.kind)
        ids = [one.record for one in shown]
        seen = set(kind.visible(member).filter(pk__in=ids).values_list("pk", flat=True)) if kind else set()
        for one in shown:
            one.name = one.name if one.record in seen else ""
    return shown, shown[-1].pk if len(rows) > LEFT else None


def _changes(member: Any) -> QuerySet[BulkChange]:
    """Their own, and of all others those that set nothing which they may not read: why a record was left says what was set."""
    seen = [kind.key for kind in kinds if kind.may_see(member)]
    found = BulkChange.objects.filter(kind__in=seen).select_related("by", "undone_by")
    if not sees_all(member):
        return found.filter(by=member.pk)
    hidden = _hidden_acts(member)
    return found.filter(Q(by=member.pk) | ~Q(act__in=hidden)) if hidden else found


def _hidden_acts(member: Any) -> list[str]:
    """The acts that set a field of the business which this member may not read, removed ones too; one query."""
    if member.role == Role.OWNER:
        return []
    fields = CustomField.objects.only("id", "seen_by")
    return [act_key(field) for field in fields if not may_see_field(member, field)]
