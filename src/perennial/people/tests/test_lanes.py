"""A team's customers come in order from the lists of its members, which indexes have: nothing is sorted, nobody else is met."""

import dataclasses
import datetime as dt
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from perennial.kernel.bulk import bulk_write
from perennial.kernel.statistics import refresh_statistics
from perennial.people import actions
from perennial.people.actions import tell_figures
from perennial.people.kind import CUSTOMERS
from perennial.people.models import Party
from perennial.records import listing
from perennial.records.choices import Operator
from perennial.records.conditions import All, AnyOf, Condition, Is
from perennial.records.grouping import parts_of
from perennial.records.lanes import in_lanes, lanes_of
from perennial.records.listing import first_pages_of, ordered, page_of
from perennial.records.wanted import Wanted
from perennial.team.actions.teams import make_team
from perennial.team.models import Member

FROM_BERLIN = Is("city", Operator.IS, "berlin")
LEADS = Is("stage", Operator.ANY_OF, ("lead",))
DAY = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
IN_ORDER = [(All(), sort) for sort in ("name", "value", "last_order", "last_contact")] + [
    (FROM_BERLIN, "name"),
    (LEADS, "name"),
]


@pytest.fixture
def teammate(olive: Member, ana: Member, marek: Member, yuki: Member) -> Member:
    """Ana sees her own customers and those of Marek; Yuki's and nobody's she does not."""
    make_team("North", by=olive, members=[ana, marek])
    Member.objects.filter(pk=ana.pk).update(reach="team")
    owners = (ana, marek, yuki, None)
    made = [
        actions.create_party(
            by=None, name=f"N{number * 7 % 24}", owner=owners[number % 4], city=("Berlin", "Oslo")[number % 3 > 1]
        )
        for number in range(24)
    ]
    tell_figures(
        {
            "party_id": party.pk,
            "value_minor": number * 5 % 9,
            "last_order_at": DAY + dt.timedelta(number * 3 % 7) if number % 5 else None,
            "last_contact_at": DAY + dt.timedelta(number % 4) if number % 4 else None,
        }
        for number, party in enumerate(made)
    )
    actions.delete_party(made[0], by=olive)
    return Member.objects.get(pk=ana.pk)


def wanted(member: Member, condition: Condition, sort: str, reverse: bool) -> Wanted:
    fields = CUSTOMERS.fields_for(member)
    return Wanted(kind=CUSTOMERS, member=member, fields=fields, condition=condition, sort=sort, reverse=reverse)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize(("condition", "sort"), IN_ORDER)
def test_pages_are_the_same_as_if_all_were_sorted(teammate: Member, condition: Condition, sort: str, reverse: bool) -> None:
    asked = wanted(teammate, condition, sort, reverse)
    assert len(lanes_of(asked)) == 2
    expected = [row.pk for row in ordered(asked, dense=False)]
    assert len(expected) > 6
    pages = [page_of(asked, number, size=3) for number in range(1, 5)]
    assert [row.pk for page in pages for row in page.rows] == expected[:12]
    assert all(page.count == len(expected) for page in pages)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize(("condition", "sort"), IN_ORDER)
def test_no_lane_is_sorted(teammate: Member, condition: Condition, sort: str, reverse: bool) -> None:
    asked = wanted(teammate, condition, sort, reverse)
    with CaptureQueriesContext(connection) as queries:
        in_lanes(asked, lanes_of(asked), 0, 51)
    sql = queries[-1]["sql"]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # so few rows would be sorted; a million must not be
            for way in ("seqscan", "sort", "bitmapscan", "incremental_sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}")
        plan = str(cursor.fetchall())
    assert "TEMP B-TREE" not in plan
    assert "Sort  (" not in plan
    if connection.vendor == "sqlite":  # with so few rows PostgreSQL finds other indexes as good
        assert plan.count("party_owner") == 2


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("sort", ["name", "value", "last_order", "last_contact", "created"])
def test_many_that_were_found_are_met_along_their_order(
    teammate: Member, olive: Member, sort: str, reverse: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same first records as if all that were found were sorted, whether they are met soon or not."""
    monkeypatch.setattr(listing, "MANY", 1)
    tell_figures({"party_id": party.pk, "orders": party.pk % 3} for party in Party.objects.kept())
    scattered = Is("orders", Operator.FROM, Decimal(1))
    at_the_end = Is("value", Operator.TO, Decimal("0.06"))
    for member in (teammate, olive):
        for condition in (AnyOf((LEADS, FROM_BERLIN)), AnyOf((scattered, FROM_BERLIN)), AnyOf((at_the_end, at_the_end))):
            asked = wanted(member, condition, sort, reverse)
            expected = [row.pk for row in ordered(asked, dense=False)]
            with CaptureQueriesContext(connection) as queries:
                page = page_of(asked, size=1)
            assert ([row.pk for row in page.rows], page.count) == (expected[:1], len(expected))
            assert any(" AS merged" in query["sql"] for query in queries) == (len(expected) >= 8)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("field", ["stage", "owner", "country"])
def test_groups_are_the_same_as_if_each_were_a_list(
    teammate: Member, olive: Member, field: str, reverse: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Put into SQL once and counted together, or not."""
    monkeypatch.setattr(listing, "COUNTED", 3)
    for place, party in enumerate(Party.objects.order_by("pk")):
        Party.objects.filter(pk=party.pk).update(
            stage=("lead", "new", "won_back")[place % 3], country=("DE", "", "SE")[place % 3]
        )
    for member, sort in product((teammate, olive), ("name", "last_order")):
        everything = wanted(member, All(), sort, reverse)
        groups = list(parts_of(everything, everything.fields[field]))
        lists = [dataclasses.replace(everything, condition=asked) for _label, asked in groups]
        with CaptureQueriesContext(connection) as queries:
            together = first_pages_of(lists, size=2)
        each = [page_of(one, size=2) for one in lists]
        assert [(page.rows, page.count, page.capped, page.has_next) for page in together] == [
            (page.rows, page.count, page.capped, page.has_next) for page in each
        ]
        assert any(page.capped for page in each)
        if (field, sort) == ("stage", "name"):
            assert sum("COUNT(" in query["sql"] for query in queries) == 1


@pytest.mark.parametrize("sort", ["name", "value", "created"])
def test_a_text_that_very_many_are_called_finds_only_whom_a_team_sees(
    teammate: Member, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each once, though two of their words fit."""
    monkeypatch.setattr(listing, "COUNTED", 20)
    for place, name in enumerate(("Nora Nash", "Nina Nash")):
        actions.create_party(by=None, name=name, owner=teammate if place else None)
    asked = wanted(teammate, Is("name", Operator.CONTAINS, "n"), sort, reverse=False)
    expected = [row.pk for row in ordered(asked, dense=False)]
    assert len(expected) == 12
    for near in (4, 5, 100):  # of so few words, of enough, of more than there are
        monkeypatch.setattr(listing, "NEAR", near)
        with CaptureQueriesContext(connection) as queries:
            page = page_of(asked)
        assert ([row.pk for row in page.rows], page.count) == (expected, 12)
        is_held = any('+"people_searchterm"' in query["sql"] for query in queries)
        assert is_held == (near == 5 and connection.vendor == "sqlite")


def test_few_of_a_small_house_are_read_along_their_index_too(olive: Member) -> None:
    rows = [(f"N{n}", f"n{n % 7:05}{n}") for n in range(3000)]
    bulk_write(Party, ("name", "sort_name"), rows)
    refresh_statistics()
    asked = []

    def noted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        page = page_of(wanted(olive, All(), "name", reverse=False), size=1)
    assert [party.name for party in page.rows] == ["N0"]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for sql, params in asked[1:]:  # the first counts
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
                assert "TEMP B-TREE" not in str(cursor.fetchall())


@pytest.mark.parametrize(("condition", "sort"), [(All(), "created"), (LEADS, "value"), (All((LEADS, FROM_BERLIN)), "name")])
def test_what_no_index_has_in_order_has_no_lanes(teammate: Member, condition: Condition, sort: str) -> None:
    assert lanes_of(wanted(teammate, condition, sort, reverse=False)) == []


def test_who_sees_all_has_no_lanes(teammate: Member, olive: Member) -> None:
    assert lanes_of(wanted(olive, All(), "name", reverse=False)) == []
    assert Party.objects.kept().count() == 23
