"""The queue: ranked, grouped, capped, mine and the team's."""

import pytest
from django.http import Http404

from perennial.kernel.manifests import Whose
from perennial.people.models import Party
from perennial.team.models import Member
from perennial.today import queries
from perennial.today.queries import page_of_group, queue_for
from perennial.today.tests.conftest import SOURCE, Debts


def customers(count: int) -> list[Party]:
    return [Party.objects.create(name=f"Customer {n}", sort_name=f"customer {n:03d}") for n in range(count)]


def test_the_urgent_come_first_then_the_valuable(debts: Debts, ada: Party, bo: Party, workspace: object) -> None:
    debts.add(ada, value=900_00)
    debts.add(bo, urgency=3)
    assert [row.owed.party_name for row in queue_for(Whose()).first] == ["Bo Falk", "Ada Pohl"]


def test_one_source_has_two_rows_above_and_a_few_below(debts: Debts, workspace: object) -> None:
    for party in customers(12):
        debts.add(party)
    queue = queue_for(Whose())
    assert len(queue.first) == queries.FIRST_OF_ONE_SOURCE
    assert (len(queue.groups[0].rows), queue.groups[0].more) == (queries.IN_GROUP, 12 - 2 - queries.IN_GROUP)


def test_a_row_stands_in_one_place_only(debts: Debts, workspace: object) -> None:
    for party in customers(5):
        debts.add(party)
    queue = queue_for(Whose())
    shown = [row.id for row in queue.first] + [row.id for group in queue.groups for row in group.rows]
    assert len(shown) == len(set(shown)) == 5


def test_a_customer_stands_above_once(debts: Debts, ada: Party, workspace: object) -> None:
    debts.add(ada, "1", urgency=3)
    debts.add(ada, "2", urgency=2)
    assert len(queue_for(Whose()).first) == 1


def test_mine_are_mine(debts: Debts, ada: Party, bo: Party, ana: Member, magnus: Member) -> None:
    debts.add(ada, owner=ana)
    debts.add(bo, owner=magnus)
    assert [row.owner for row in queue_for(Whose(ana.pk)).first] == [ana]
    assert queue_for(Whose()).total == 2


def test_the_stake_is_added_up(debts: Debts, ada: Party, bo: Party, workspace: object) -> None:
    debts.add(ada, value=100)
    debts.add(bo, value=200)
    assert [(stake.minor, stake.currency, stake.count) for stake in queue_for(Whose()).stakes] == [(300, "EUR", 2)]


def test_a_group_is_paged(debts: Debts, workspace: object) -> None:
    for party in customers(queries.PAGE + 1):
        debts.add(party)
    first, more = page_of_group(SOURCE, Whose(), 1)
    second, end = page_of_group(SOURCE, Whose(), 2)
    assert (len(first.rows), more, len(second.rows), end) == (queries.PAGE, True, 1, False)


@pytest.mark.parametrize(("source", "page"), [("nobody", 1), (SOURCE, 0), (SOURCE, queries.MOST_PAGES + 1)])
def test_no_such_page(debts: Debts, workspace: object, source: str, page: int) -> None:
    with pytest.raises(Http404):
        page_of_group(source, Whose(), page)
