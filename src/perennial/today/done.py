"""What was done today, as the audit log has it: so that a day can feel finished."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Manager, QuerySet
from django.utils import timezone
from django.utils.functional import _StrPromise
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.promises.models import FollowUp
from perennial.team.models import AuditEntry, Member
from perennial.timeline.models import Touchpoint

SHOWN = 8
SPARK_DAYS = 14
MOST_COUNTED = 5000


@dataclasses.dataclass(frozen=True)
class Deed:
    """How a kind of audit entry reads under "Done today"."""

    label: _StrPromise
    icon: str


DEEDS = {
    "timeline.touchpoint.logged": Deed(_("Logged"), "message-circle"),
    "promises.followup.completed": Deed(_("Follow-up done"), "circle-check"),
    "promises.birthday.greeted": Deed(_("Greeted"), "cake"),
}


@dataclasses.dataclass(frozen=True)
class Done:
    """One thing that was done for a customer."""

    deed: Deed
    at: dt.datetime
    by: Member | None
    party_id: int | None
    name: str


def done_today(member_id: int | None) -> tuple[list[Done], int, list[int]]:
    """What one member (None: the team) did today, how often in all, and how often on each of the last days, today last."""
    day = clock.today()
    begin = clock.start_of_day(day - dt.timedelta(days=SPARK_DAYS - 1))
    entries = AuditEntry.objects.filter(action__in=DEEDS, at__gte=begin)
    if member_id is not None:
        entries = entries.filter(member=member_id)
    zone = timezone.get_current_timezone()
    moments = entries.order_by("-id").values_list("at", flat=True)[:MOST_COUNTED]
    per_day = Counter(moment.astimezone(zone).date() for moment in moments)
    days = [per_day[day - dt.timedelta(days=back)] for back in range(SPARK_DAYS - 1, -1, -1)]
    return _latest(entries.filter(at__gte=clock.start_of_day(day))) if days[-1] else [], days[-1], days


def _latest(entries: "QuerySet[AuditEntry]") -> list[Done]:
    shown = list(entries.select_related("member").order_by("-id")[:SHOWN])
    touchpoints = _parties(Touchpoint.objects, shown)
    followups = _parties(FollowUp.objects, shown)
    told = []
    for entry in shown:
        party = (touchpoints | followups).get(entry.object_id or 0)
        if party is None and entry.object_kind == "people.party":
            party = (entry.object_id or 0, entry.object_name)
        told.append(
            Done(
                DEEDS[entry.action],
                entry.at,
                entry.member,
                party[0] if party else None,
                party[1] if party else entry.object_name,
            )
        )
    return told


def _parties(objects: "Manager[Any]", entries: Iterable[AuditEntry]) -> dict[int, tuple[int, str]]:
    """Whose the records of these entries are: {record id: (party id, its name)}."""
    kind = objects.model._meta.label_lower
    ids = [entry.object_id for entry in entries if entry.object_kind == kind]
    found = objects.filter(pk__in=ids).values_list("pk", "party_id", "party__name") if ids else ()
    return {pk: (party_id, name) for pk, party_id, name in found}
