"""Who is slipping, why, and what makes the row leave."""

import datetime as dt

import pytest

from perennial.kernel import clock
from perennial.kernel.manifests import AtStake, Whose
from perennial.people.actions import delete_party
from perennial.people.models import Party
from perennial.purchases import slipping
from perennial.purchases.actions import cancel_order, fit_rhythm
from perennial.purchases.models import Order, PurchaseSummary
from perennial.purchases.tests.conftest import ordered
from perennial.team.models import Member
from perennial.timeline.models import ContactSummary

NONE: frozenset[str] = frozenset()
ALL = Whose()


def at(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")


@pytest.fixture
def shop(rosa: Party, theo: Party, olive: Member) -> None:
    """Rosa orders every ten days until June, Theo every two months; twelve others every month."""
    for i in range(12):
        other = Party.objects.create(name=f"Other {i}", sort_name=f"other {i}")
        for month in range(1, 7):
            ordered(other, f"2026-{month:02}-{10 + i % 3}", 10)
    for month in range(3, 7):
        for day in (1, 11, 21):
            ordered(rosa, f"2026-{month:02}-{day:02}", 50)
    for month in (1, 3, 5):
        ordered(theo, f"2026-{month:02}-05", 400)
    fit_rhythm()


def test_a_long_silence_for_her_is_none_for_him(shop: None, rosa: Party, theo: Party) -> None:
    with clock.standing_at(at("2026-07-10")):
        rows = slipping.owed_rows(ALL, 50, NONE)
    assert [row.party_name for row in rows] == ["Rosa Lindqvist"]
    row = rows[0]
    assert row.why.startswith("Usually orders every 10 days; silent for 19 days. ")
    assert "of 100 such waits" in row.why
    assert row.value_minor > 150_000  # of three orders a month of 50 each
    assert row.currency == "EUR"
    assert row.since.date().isoformat().startswith("2026-07")


def test_before_the_silence_is_long_nobody_is_owed(shop: None) -> None:
    with clock.standing_at(at("2026-06-25")):
        assert slipping.owed_count(ALL, NONE) == 0
        assert slipping.owed_stake(ALL, 50, NONE) == AtStake(rows=[], count=0, minor=0, currency="")


def test_beyond_reason_is_lapsed_and_not_owed(shop: None) -> None:
    with clock.standing_at(at("2029-06-01")):
        assert slipping.owed_rows(ALL, 50, NONE) == []


def test_an_order_makes_the_row_leave(shop: None, rosa: Party) -> None:
    with clock.standing_at(at("2026-07-10")):
        ordered(rosa, "2026-07-09")
        assert slipping.owed_rows(ALL, 50, NONE) == []


def test_a_two_way_contact_gives_them_their_usual_gap(shop: None, rosa: Party) -> None:
    with clock.standing_at(at("2026-07-10")):
        ContactSummary.objects.create(party=rosa, last_two_way_at=clock.now())
        assert slipping.owed_count(ALL, NONE) == 0
    with clock.standing_at(at("2026-07-15")):
        assert "Rosa Lindqvist" not in {row.party_name for row in slipping.owed_rows(ALL, 50, NONE)}
    summary = PurchaseSummary.objects.get(pk=rosa.pk)
    assert summary.lapses_on is not None
    with clock.standing_at(at("2026-07-21")):
        assert summary.lapses_on > dt.date(2026, 7, 21)
        assert "Rosa Lindqvist" in {row.party_name for row in slipping.owed_rows(ALL, 50, NONE)}


def test_a_contact_from_before_the_silence_became_long_changes_nothing(shop: None, rosa: Party) -> None:
    ContactSummary.objects.create(party=rosa, last_two_way_at=at("2026-06-24"))
    with clock.standing_at(at("2026-07-10")):
        assert slipping.owed_count(ALL, NONE) == 1


def test_what_is_snoozed_is_left_out_until_they_order(shop: None, rosa: Party) -> None:
    with clock.standing_at(at("2026-07-10")):
        key = slipping.owed_rows(ALL, 50, NONE)[0].key
        assert slipping.owed_rows(ALL, 50, frozenset({key})) == []
        assert slipping.owed_count(ALL, frozenset({key})) == 0
        cancel_order(Order.objects.filter(party=rosa).order_by("-placed_at")[0], by=None)
        assert slipping.owed_count(ALL, frozenset({key})) == 1  # the facts are others now


def test_mine_are_those_i_own_and_the_deleted_are_nobodys(shop: None, rosa: Party, olive: Member, ana: Member) -> None:
    Party.objects.filter(pk=rosa.pk).update(owner=ana)
    with clock.standing_at(at("2026-07-10")):
        assert slipping.owed_count(Whose(ana.pk), NONE) == 1
        assert slipping.owed_count(Whose(olive.pk), NONE) == 0
        stake = slipping.owed_stake(Whose(ana.pk), 50, NONE)
        assert (stake.count, stake.currency) == (1, "EUR")
        assert stake.rows == slipping.owed_rows(Whose(ana.pk), 50, NONE)
        rosa.refresh_from_db()
        delete_party(rosa, by=olive)
        assert slipping.owed_count(ALL, NONE) == 0


def test_the_queries_are_the_same_for_one_and_for_many(shop: None, django_assert_num_queries: object) -> None:
    for day in ("2026-07-10", "2026-07-24"):
        with clock.standing_at(at(day)), django_assert_num_queries(3):  # type: ignore[operator]
            rows = slipping.owed_rows(ALL, 50, NONE)
        assert len(rows) == (1 if day == "2026-07-10" else 13)
