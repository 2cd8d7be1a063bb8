"""What was done today, as the audit log has it: so that a day can feel finished."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from perennial.kernel import clock
from perennial.people.models import of_visible
from perennial.promises.models import FollowUp
from perennial.team.models import AuditEntry, Member
from perennial.team.reach import owners_within_reach
from perennial.timeline.kinds import kind_named
from perennial.timeline.models import Touchpoint

SHOWN = 8
SPARK_DAYS = 14
MOST_COUNTED = 5_000  # per team and fortnight; beyond, the oldest days of the spark stay low

LOGGED, FOLLOWED_UP = "timeline.touchpoint.logged", "promises.followup.done"


@dataclasses.dataclass(frozen=True)
class Done:
    """One thing that was done for a customer."""

    label: str
    icon: str
    hue: int
    at: dt.datetime
    by: Member | None
    party_id: int
    name: str


@dataclasses.dataclass(frozen=True)
class DoneToday:
    """What was done: the latest, how many today, and how many on each of the last days, today last."""

    latest: list[Done]
    days: list[int]

    @property
    def count(self) -> int:
        return self.days[-1]

    @property
    def is_worth_drawing(self) -> bool:
        """One day alone makes no line."""
        return sum(count > 0 for count in self.days) > 1


def done_today(member: Member, *, mine: bool) -> DoneToday:
    """What the member did for customers, or the team: all whose customers the member sees. Four queries at most."""
    today, zone = clock.today(), timezone.get_current_timezone()
    entries = AuditEntry.objects.wholes().filter(
        action__in=(LOGGED, FOLLOWED_UP), at__gte=clock.start_of_day(today - dt.timedelta(days=SPARK_DAYS - 1))
    )
    doers = frozenset({member.pk}) if mine else owners_within_reach(member)
    if doers is not None:
        entries = entries.filter(member__in=doers)
    moments = entries.order_by("-at").values_list("at", flat=True)[:MOST_COUNTED]
    per_day = Counter(moment.astimezone(zone).date() for moment in moments)
    days = [per_day[today - dt.timedelta(days=back)] for back in range(SPARK_DAYS - 1, -1, -1)]
    return DoneToday(_latest(entries, member) if days[-1] else [], days)


def _latest(entries: "QuerySet[AuditEntry]", member: Member) -> list[Done]:
    today = clock.start_of_day(clock.today())
    shown = list(entries.filter(at__gte=today).select_related("member").order_by("-at")[:SHOWN])
    seen = of_visible(member)
    touchpoints = Touchpoint.objects.filter(seen).select_related("party").in_bulk(_ids(shown, LOGGED))
    follow_ups = FollowUp.objects.filter(seen).select_related("party").in_bulk(_ids(shown, FOLLOWED_UP))
    told = []
    for entry in shown:
        pk = entry.object_id or 0
        if touchpoint := touchpoints.get(pk):
            kind = kind_named(touchpoint.kind)
            told.append(
                Done(str(kind.label), kind.icon, kind.hue, entry.at, entry.member, touchpoint.party_id, touchpoint.party.name)
            )
        elif follow_up := follow_ups.get(pk):
            party = follow_up.party
            told.append(Done(follow_up.text, "circle-check", 150, entry.at, entry.member, party.pk, party.name))
    return told


def _ids(entries: Iterable[AuditEntry], action: str) -> list[int]:
    return [entry.object_id for entry in entries if entry.action == action and entry.object_id]
