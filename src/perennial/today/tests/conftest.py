"""Two customers and a source of debts that the tests control."""

import datetime as dt
from collections.abc import Iterator

import pytest

from perennial.kernel import clock, manifests
from perennial.kernel.manifests import AtStake, Owed, OwedSource, Whose
from perennial.people.models import Party
from perennial.team.models import Member

SOURCE = "today.debts"


class Debts:
    """What is owed, as the test says."""

    def __init__(self) -> None:
        self.rows: list[Owed] = []

    def add(self, party: Party, key: str = "", *, urgency: int = 0, value: int = 0, owner: Member | None = None) -> Owed:
        row = Owed(
            key=key or str(party.pk),
            party_id=party.pk,
            party_name=party.name,
            why="Silent for 40 days; usually every 20.",
            since=clock.now() - dt.timedelta(days=3),
            owner_id=owner.pk if owner else None,
            value_minor=value,
            currency="EUR",
            urgency=urgency,
        )
        self.rows.append(row)
        return row

    def owed(self, whose: Whose, skip: frozenset[str]) -> list[Owed]:
        rows = [row for row in self.rows if row.key not in skip and whose.owner_id in (None, row.owner_id)]
        return sorted(rows, key=lambda row: (-row.urgency, -row.value_minor))


@pytest.fixture
def debts() -> Iterator[Debts]:
    """Replaces every registered source, so that a test sees only its own debts."""
    known = Debts()
    registry = manifests.owed_sources
    before, registry._entries = registry._entries, {}
    registry.add(
        OwedSource(
            key=SOURCE,
            label="Debts",
            help="What the test owes.",
            icon="bell",
            rows=lambda whose, limit, skip: known.owed(whose, skip)[:limit],
            count=lambda whose, skip: len(known.owed(whose, skip)),
            stake=lambda whose, limit, skip: AtStake(
                rows=known.owed(whose, skip)[:limit],
                count=len(known.owed(whose, skip)),
                minor=sum(row.value_minor for row in known.owed(whose, skip)),
                currency="EUR",
            ),
            clause=lambda count, money: f"{count} debts worth {money} are open",
        )
    )
    yield known
    registry._entries = before


@pytest.fixture
def ada(db: None) -> Party:
    return Party.objects.create(name="Ada Pohl", sort_name="pohl ada")


@pytest.fixture
def bo(db: None) -> Party:
    return Party.objects.create(name="Bo Falk", sort_name="falk bo")
