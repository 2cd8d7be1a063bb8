"""What was sold without a product is found by the words on its line: in the list of orders and while one types."""

from typing import Any

import pytest
from django.test import Client

from perennial.people.models import Party
from perennial.purchases.actions import Line, change_order, create_product, delete_order, place_order, restore_order
from perennial.purchases.actions.bulk import LineRow, OrderRow, write_orders
from perennial.purchases.models import DeletedOrder, Order, OrderLine
from perennial.purchases.queries import order_hits
from perennial.purchases.words import LINES, index_lines
from perennial.team.actions import change_reach
from perennial.team.models import Member


def sold(party: Party, number: str, *names: str) -> Order:
    return place_order(party, by=None, lines=[Line(name=name, total_minor=900) for name in names], number=number)


def found(member: Member, text: str) -> list[str]:
    return [hit.title for hit in order_hits(Member.objects.get(pk=member.pk), text, 10)]


def listed(browser: Client, words: str) -> list[str]:
    return sorted(order.number for order in browser.get("/orders/", {"words": words}).context["page"].rows)


@pytest.fixture
def desk(client: Client, olive: Member, rosa: Party, theo: Party) -> Client:
    client.force_login(olive)
    sold(rosa, "A-1", "Repair of a Ångström lamp", "Delivery")
    sold(theo, "A-2", "Delivery to the island")
    return client


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("angstrom", ["A-1"]),
        ("repai lamp", ["A-1"]),
        ("delivery", ["A-1", "A-2"]),
        ("delivery repair", []),  # not on one line
        ("island lamp", []),
        ("%", []),
    ],
)
def test_orders_are_found_by_their_lines(desk: Client, olive: Member, typed: str, numbers: list[str]) -> None:
    assert listed(desk, typed) == numbers
    assert sorted(found(olive, typed)) == numbers


def test_a_hit_shows_the_words_of_the_line(desk: Client, olive: Member) -> None:
    (hit,) = order_hits(olive, "lamp", 10)
    assert ("lamp", True) in hit.snippet


def test_the_words_follow_the_lines(desk: Client, olive: Member, rosa: Party) -> None:
    order = Order.objects.get(number="A-1")
    change_order(order, by=olive, version=order.version, lines=[Line(name="Candlestick", total_minor=900)])
    assert (found(olive, "lamp"), found(olive, "candlestick")) == ([], ["A-1"])
    delete_order(Order.objects.get(number="A-1"), by=olive)
    assert found(olive, "candlestick") == []
    restore_order(DeletedOrder.objects.get(), by=olive)
    assert found(olive, "candlestick") == listed(desk, "candlestick") == ["A-1"]


def test_a_line_with_a_product_is_found_by_the_product(olive: Member, rosa: Party) -> None:
    tea = create_product(by=olive, name="Tea", sku="T-1", price_minor=1, currency="EUR")
    place_order(rosa, by=olive, lines=[Line(name="Darjeeling", product=tea, total_minor=1)], number="A-3")
    assert LINES.find([["darjeeling"]], 10) == []


def test_many_orders_are_found_and_older_ones_once_a_job_went_over_them(olive: Member, rosa: Party) -> None:
    rows = [
        OrderRow(f"W-{i}", rosa.pk, rosa.created_at, "EUR", 5, lines=[LineRow(name=f"Vase {i}"), LineRow()]) for i in range(3)
    ]
    write_orders(rows)
    assert sorted(found(olive, "vase")) == ["W-0", "W-1", "W-2"]
    newest = OrderLine.objects.latest("pk").pk
    LINES.clear(0, newest)
    assert found(olive, "vase") == []
    assert (index_lines(0, 10), index_lines(newest, 10)) == (newest, None)
    assert sorted(found(olive, "vase")) == ["W-0", "W-1", "W-2"]


def test_nobody_finds_lines_of_customers_beyond_their_reach(desk: Client, olive: Member, magnus: Member) -> None:
    change_reach(magnus, "own", by=olive)
    assert found(magnus, "lamp") == []


def test_they_cost_as_many_queries_for_one_as_for_many(
    desk: Client, olive: Member, rosa: Party, django_assert_num_queries: Any
) -> None:
    for number, asked in (("A-5", olive), ("A-6", Member.objects.get(pk=olive.pk))):
        sold(rosa, number, "Zebra")
        with django_assert_num_queries(6):
            assert order_hits(asked, "zebra", 10)
