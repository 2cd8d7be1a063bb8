"""The list stays fast whatever its size: every order is read from an index, never sorted whole."""

import dataclasses

import pytest
from django.db import connection
from django.db.models import QuerySet

from perennial.people import actions
from perennial.people.kind import CUSTOMERS
from perennial.people.models import Party
from perennial.records import listing
from perennial.records.choices import Operator
from perennial.records.conditions import All, Condition, Is
from perennial.records.listing import Wanted, all_of, count_of, page_of
from perennial.team.models import Member

SORTS = tuple(field.key for field in CUSTOMERS.built_in() if field.sorting)
GERMAN = Is("country", Operator.ANY_OF, ("DE",))
TWO_STAGES = Is("stage", Operator.ANY_OF, ("lead", "new"))
LEADS = Is("stage", Operator.ANY_OF, ("lead",))


def wanted(member: Member, condition: Condition = All(), sort: str = "", reverse: bool = False) -> Wanted:
    return Wanted(
        kind=CUSTOMERS,
        member=member,
        fields=CUSTOMERS.fields_for(member),
        condition=condition,
        sort=sort,
        reverse=reverse,
    )


@pytest.fixture
def few(olive: Member) -> None:
    for number in range(20):
        actions.create_party(by=None, name=f"N{number}", country="DE" if number % 2 else "SE", tags=["t"])


def assert_read_along_an_index(rows: "QuerySet[Party]") -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # so few rows would be sorted; a million must not be
            for way in ("seqscan", "sort", "bitmapscan", "incremental_sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
        assert "Sort" not in rows[:51].explain()
    else:
        assert "TEMP B-TREE" not in rows[:51].explain()


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("sort", SORTS)
def test_no_order_sorts_the_table(few: None, olive: Member, sort: str, reverse: bool) -> None:
    for condition in (All(), All((GERMAN, TWO_STAGES))):
        assert_read_along_an_index(listing.ordered(wanted(olive, condition, sort, reverse), dense=True))


@pytest.mark.parametrize("reverse", [False, True])
def test_the_newest_orders_of_a_stage_lie_along_an_index_of_their_own(few: None, olive: Member, reverse: bool) -> None:
    rows = listing.ordered(wanted(olive, LEADS, "last_order", reverse), dense=True)
    assert_read_along_an_index(rows)
    if connection.vendor == "sqlite":  # of so few rows PostgreSQL may read any index
        assert "party_stage_last_order" in rows[:51].explain()


@pytest.mark.parametrize(
    ("condition", "sort"),
    [(GERMAN, "value"), (Is("name", Operator.CONTAINS, "n1"), "last_order"), (Is("tag", Operator.ALL_OF, ("1",)), "name")],
)
def test_a_page_is_the_same_however_it_is_read(few: None, olive: Member, condition: Condition, sort: str) -> None:
    asked = wanted(olive, condition, sort)
    assert list(listing.ordered(asked, dense=True)) == list(listing.ordered(asked, dense=False))


def test_the_count_stops_where_nobody_counts_any_more(few: None, olive: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "COUNTED", 15)
    page = page_of(wanted(olive))
    assert (page.count, page.capped, len(page.rows)) == (15, True, Party.objects.count())


def test_a_count_in_the_index_of_words_leaves_out_the_deleted(few: None, olive: Member) -> None:
    named = wanted(olive, Is("name", Operator.CONTAINS, "n1"))
    assert count_of(named) == 11
    actions.delete_party(Party.objects.get(name="N1"), by=olive)
    assert count_of(named) == 10 == len(list(all_of(named)))
    assert count_of(dataclasses.replace(named, condition=Is("name", Operator.CONTAINS, "n1 zzz"))) == 0
