"""What we owe now: the registered sources put into one queue, ranked, grouped and capped."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from django.core.cache import caches
from django.http import Http404

from perennial.kernel import clock, manifests
from perennial.kernel.manifests import Owed, OwedSource, Whose
from perennial.people.models import of_visible
from perennial.people.rules import may_see
from perennial.team.models import Member
from perennial.team.reach import owners_within_reach
from perennial.today.models import Snooze, SnoozeQuerySet
from perennial.today.rules import may_snooze

FIRST = 5  # rows in the ranked block
FIRST_OF_ONE_SOURCE = 2  # so that one long list does not push the others out of it
IN_GROUP = 4
PAGE = 25
MOST_PAGES = 40  # beyond, a queue is no longer a queue: filter the customer list instead
CAP = 1000  # as counted by the sources
NAV_SECONDS = 20


@dataclasses.dataclass(frozen=True)
class Row:
    """One owed row, with where it comes from and who owns it."""

    owed: Owed
    source: OwedSource
    owner: Member | None

    @property
    def id(self) -> str:
        """A name for the row in the page."""
        return f"{self.source.key}-{self.owed.key}".replace(".", "-").replace(":", "-")

    @property
    def query(self) -> str:
        """What names the row in an address."""
        return urlencode({"source": self.source.key, "key": self.owed.key, "party": self.owed.party_id})

    @property
    def is_yearly(self) -> bool:
        """Whether the value is what a year is worth, which only sources that add it up say; else all that was bought so far."""
        return self.source.stake is not None


@dataclasses.dataclass(frozen=True)
class Group:
    """The rows of one source that are shown, and how many there are."""

    source: OwedSource
    rows: list[Row]
    count: int
    above: int = 0  # how many of them stand in the ranked block instead

    @property
    def more(self) -> int:
        """How many are not on this page."""
        return max(self.count - len(self.rows) - self.above, 0)

    @property
    def capped(self) -> bool:
        return self.count >= CAP


@dataclasses.dataclass(frozen=True)
class Stake:
    """What the rows of one source protect."""

    source: OwedSource
    count: int
    minor: int
    currency: str

    @property
    def shown(self) -> str:
        return f"{CAP}+" if self.count >= CAP else str(self.count)


@dataclasses.dataclass(frozen=True)
class Queue:
    """Today, for one member or for the team."""

    first: list[Row]
    groups: list[Group]
    counts: dict[str, int]
    stakes: list[Stake]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def whose_of(member: Member, scope: str) -> Whose:
    """The member's own debts, or with "team" those of everybody: among the customers whom they may see. Who works alone owes
    all of it, also to customers whom nobody was made responsible for."""
    is_mine = scope == "mine" and not works_alone(member)
    return Whose(member.pk if is_mine else None, owners_within_reach(member), member)


def works_alone(member: Member) -> bool:
    """Whether nobody else works here. One query."""
    return not Member.objects.active().exclude(pk=member.pk).exists()


def queue_for(whose: Whose) -> Queue:
    """The queue of one owner or of everybody, as far as the asking member sees: per source two or three queries, however many
    customers there are."""
    skips = snoozed_keys()
    asked = IN_GROUP + FIRST_OF_ONE_SOURCE
    first_of: dict[str, list[Owed]] = {}
    counts: dict[str, int] = {}
    stakes: list[Stake] = []
    for source in manifests.owed_sources:
        found, count, stake = _asked(source, whose, asked, skips.get(source.key, frozenset()))
        first_of[source.key], counts[source.key] = found, count
        stakes += [stake] if stake and found else []
    owners = _owners_of(owed for rows in first_of.values() for owed in rows)
    rows = {
        source.key: [Row(owed, source, owners.get(owed.owner_id or 0)) for owed in first_of[source.key]]
        for source in manifests.owed_sources
    }
    first = _worth_your_time([row for one in rows.values() for row in one])
    above = {row.id for row in first}
    groups = [
        Group(
            source,
            [row for row in rows[source.key] if row.id not in above][:IN_GROUP],
            counts[source.key],
            sum(row.source.key == source.key for row in first),
        )
        for source in manifests.owed_sources
        if rows[source.key]
    ]
    return Queue(first, groups, counts, stakes)


def _asked(source: OwedSource, whose: Whose, limit: int, skip: frozenset[str]) -> tuple[list[Owed], int, Stake | None]:
    """The first rows of a source, how many it has, and what they protect where it adds that up."""
    if source.stake:
        told = source.stake(whose, limit, skip)
        return list(told.rows), told.count, Stake(source, told.count, told.minor, told.currency)
    found = list(source.rows(whose, limit, skip))
    return found, source.count(whose, skip) if len(found) == limit else len(found), None


def page_of_group(source_key: str, whose: Whose, page: int) -> tuple[Group, bool]:
    """One page of one source's rows, and whether there is a next one."""
    source = manifests.owed_sources.get(source_key)
    if source is None or not 1 <= page <= MOST_PAGES:
        raise Http404
    skip = snoozed_keys().get(source_key, frozenset())
    found, count, _stake = _asked(source, whose, page * PAGE + 1, skip)
    shown = found[(page - 1) * PAGE : page * PAGE]
    owners = _owners_of(shown)
    group = Group(source, [Row(owed, source, owners.get(owed.owner_id or 0)) for owed in shown], count)
    return group, len(found) > page * PAGE and page < MOST_PAGES


def snoozed_keys(day: dt.date | None = None) -> dict[str, frozenset[str]]:
    """Per source, the keys of the rows that sleep on a day (default: today)."""
    asleep: dict[str, set[str]] = {}
    for source, key in Snooze.objects.asleep(day or clock.today()).values_list("source", "key"):
        asleep.setdefault(source, set()).add(key)
    return {source: frozenset(keys) for source, keys in asleep.items()}


def snoozes_asleep(member: Member) -> "Sequence[Snooze]":
    """Those that sleep and may be seen, the first to wake first."""
    asleep = _visible(member).select_related("party", "by")
    return list(asleep.order_by("until", "id")[: CAP + 1])


def count_asleep(member: Member) -> int:
    """How many rows sleep, of those that may be seen, as far as CAP."""
    return _visible(member)[:CAP].count()


def _visible(member: Member) -> SnoozeQuerySet:
    return Snooze.objects.asleep(clock.today()).filter(of_visible(member))


def snooze_for(member: Member, snooze_id: int) -> Snooze:
    """One snooze, for a member who may put rows off; else 404."""
    found = Snooze.objects.select_related("party").filter(pk=snooze_id).first() if may_snooze(member) else None
    if found is None or not may_see(member, found.party):
        raise Http404
    return found


def count_for_navigation(member: Member) -> int:
    """How many rows wait for a member; at most `NAV_SECONDS` old, because it stands on every page. This process remembers it: a
    page that is only read must not wait for whoever writes into the database just then."""
    name, near = _nav_name(member.pk), caches["process"]
    known = near.get(name)
    if known is None:
        skips = snoozed_keys()
        mine = whose_of(member, "mine")
        known = sum(source.count(mine, skips.get(source.key, frozenset())) for source in manifests.owed_sources)
        near.set(name, known, NAV_SECONDS)
    return int(known)


def remember_count(member: Member, count: int) -> None:
    """Let the navigation show what the page has just counted."""
    caches["process"].set(_nav_name(member.pk), count, NAV_SECONDS)


def _nav_name(member_id: int) -> str:
    return f"today.count.{member_id}"


def _worth_your_time(rows: Iterable[Row]) -> list[Row]:
    """The most pressing rows across sources: by urgency, then by value, then the oldest; a customer once, a source twice."""
    first: list[Row] = []
    taken: dict[str, int] = {}
    customers: set[int] = set()
    for row in sorted(rows, key=lambda row: (-row.owed.urgency, -row.owed.value_minor, row.owed.since)):
        if len(first) == FIRST:
            break
        if row.owed.party_id in customers or taken.get(row.source.key, 0) == FIRST_OF_ONE_SOURCE:
            continue
        first.append(row)
        customers.add(row.owed.party_id)
        taken[row.source.key] = taken.get(row.source.key, 0) + 1
    return first


def _owners_of(rows: Iterable[Owed]) -> dict[int, Member]:
    wanted = {owed.owner_id for owed in rows if owed.owner_id}
    return Member.objects.in_bulk(wanted) if wanted else {}
