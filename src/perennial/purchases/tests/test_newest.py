"""The newest orders of a member's own customers are the same, met through those who ordered last, as in the list of all."""

import datetime as dt
import random

import pytest

from perennial.people.models import Party
from perennial.purchases import newest
from perennial.purchases.actions import cancel_order, settle_purchases
from perennial.purchases.models import Order
from perennial.purchases.newest import Writer, are_many, newest_orders
from perennial.purchases.orderkind import ORDERS
from perennial.purchases.tests.conftest import ordered
from perennial.records import listing
from perennial.records.wanted import Wanted
from perennial.team.models import Member

FALLING = ("-placed_at", "-id")


@pytest.fixture
def ana(ana: Member) -> Member:
    Member.objects.filter(pk=ana.pk).update(reach="own")
    return Member.objects.get(pk=ana.pk)


@pytest.fixture
def shop(ana: Member, olive: Member) -> None:
    """Forty customers of two owners with many orders on few days; some were cancelled, one customer was deleted."""
    chance = random.Random(7)
    for place in range(40):
        party = Party.objects.create(name=f"Customer {place}", sort_name=f"customer {place:02}", owner=(ana, olive)[place % 2])
        for _ in range(chance.randrange(4)):
            order = ordered(party, f"2026-03-{chance.randrange(1, 9):02}")
            if chance.random() < 0.3:
                cancel_order(order, by=olive, reason="")
    Party.objects.filter(name="Customer 6").update(deleted_at=dt.datetime(2026, 4, 1, tzinfo=dt.UTC))


@pytest.mark.usefixtures("shop")
def test_the_newest_are_the_same_by_either_way(ana: Member) -> None:
    told = list(ORDERS.visible(ana).order_by(*FALLING).values_list("pk", flat=True))
    buyers = Party.objects.kept().filter(owner=ana, last_order_at__isnull=False).count()
    assert buyers > 10
    for count in range(1, buyers + 1):
        rows = newest_orders(ana, count)
        assert rows is not None
        assert list(rows.order_by(*FALLING).values_list("pk", flat=True)[:count]) == told[:count]
        assert set(rows.values_list("pk", flat=True)) <= set(told)
    assert newest_orders(ana, buyers + 1) is None


@pytest.mark.usefixtures("shop")
def test_a_page_of_the_list_is_met_through_them(ana: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    told = list(ORDERS.visible(ana).order_by(*FALLING))
    monkeypatch.setattr(listing, "COUNTED", 5)
    monkeypatch.setattr(listing, "ordered", None)  # nothing is walked
    wanted = Wanted(kind=ORDERS, member=ana, fields=ORDERS.fields_for(ana))
    for number, size in ((1, 3), (2, 3), (3, 3)):
        page = listing.page_of(wanted, number, size=size)
        assert page.capped
        assert page.rows == told[(number - 1) * size : number * size]


@pytest.mark.usefixtures("shop")
def test_many_who_ordered_at_the_same_moment_are_left_to_the_list_of_all(ana: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newest, "_MORE", 1)
    Order.objects.update(placed_at=dt.datetime(2026, 3, 9, 12, tzinfo=dt.UTC), status="paid")
    settle_purchases(None)
    assert newest_orders(ana, 3) is None


@pytest.mark.usefixtures("shop")
def test_while_orders_are_not_added_up_the_list_of_all_is_asked(ana: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    at_it = iter((False, True))
    monkeypatch.setattr(newest, "writers", [Writer(key="writer", is_at_it=lambda: next(at_it))])
    assert newest_orders(ana, 3) is not None
    assert newest_orders(ana, 3) is None


@pytest.mark.usefixtures("shop")
def test_who_does_not_see_one_members_customers_has_no_such_way(olive: Member, ana: Member, vik: Member) -> None:
    assert newest_orders(olive, 3) is None
    Member.objects.filter(pk=vik.pk).update(is_active=False)
    assert newest_orders(Member.objects.get(pk=vik.pk), 3) is None


@pytest.mark.usefixtures("shop")
def test_they_are_told_to_be_many_only_where_they_are(ana: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    count = ORDERS.visible(ana).count()
    for few in (0, 1_000):
        monkeypatch.setattr(newest, "_FEW", few)
        assert are_many(ana, 5)
        assert not are_many(ana, count)
    monkeypatch.setattr(newest, "_FEW", 0)
    assert are_many(ana, count - 1)
