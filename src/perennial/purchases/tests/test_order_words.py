"""The list of orders is filtered by what one remembers of an order: its number, whose it was, what was bought."""

import pytest
from django.test import Client

from perennial.people.actions import create_party, edit_party
from perennial.people.models import Party
from perennial.purchases.actions import Line, create_product, place_order
from perennial.purchases.orderkind import ORDERS
from perennial.purchases.tests.conftest import ordered
from perennial.records import listing
from perennial.records.choices import Operator
from perennial.records.conditions import Is, Not
from perennial.records.listing import Wanted
from perennial.records.tests.defining import Define
from perennial.team.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(olive: Member) -> Party:
    return create_party(by=olive, owner=olive, name="Rosa Lindqvist")


@pytest.fixture
def theo(olive: Member) -> Party:
    return create_party(by=olive, owner=olive, name="Theo Okafor")


@pytest.fixture
def desk(client: Client, olive: Member, rosa: Party, theo: Party) -> Client:
    client.force_login(olive)
    tea = create_product(by=olive, name="Grüner Tee", sku="TE-1", price_minor=900, currency="EUR")
    place_order(rosa, by=olive, lines=[Line(total_minor=900, product=tea)], number="A-1")
    ordered(rosa, "2026-02-01", number="A-2")
    ordered(theo, "2026-03-01", number="B-1")
    return client


def numbers(browser: Client, words: str) -> list[str]:
    page = browser.get("/orders/", {"words": words, "sort": "number"})
    return sorted(order.number for order in page.context["page"].rows)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("a-", ["A-1", "A-2"]),
        ("#B-1", ["B-1"]),
        ("rosa", ["A-1", "A-2"]),
        ("lindq ros", ["A-1", "A-2"]),
        ("OKAFOR", ["B-1"]),
        ("gruner", ["A-1"]),
        ("te-1", ["A-1"]),
        ("rosa okafor", []),
        ("nothing of it", []),
        ("a", ["A-1", "A-2"]),
        ("%", []),
        ("_", []),
    ],
)
def test_words_find_numbers_customers_and_products(desk: Client, words: str, found: list[str]) -> None:
    assert numbers(desk, words) == found


def test_the_box_over_the_list_asks_it(desk: Client) -> None:
    page = desk.get("/orders/").content.decode()
    assert "Filter by number, customer or product" in page


def test_fields_of_the_business_are_found_too(desk: Client, olive: Member, theo: Party, define: Define) -> None:
    note = define("Note", holder="orders", is_searchable=True)
    lines = [Line(total_minor=1, name="x")]
    place_order(theo, by=olive, lines=lines, number="C-1", custom={note.key: "for the okapi"})
    assert numbers(desk, "okapi") == ["C-1"]


def test_a_customer_with_another_name_is_found_by_it(desk: Client, olive: Member, rosa: Party) -> None:
    edit_party(rosa, by=olive, name="Violet Sloan", given_name="Violet", family_name="Sloan")
    assert (numbers(desk, "rosa"), numbers(desk, "sloan")) == ([], ["A-1", "A-2"])


@pytest.mark.parametrize("dense", [False, True])
def test_listed_or_asked_one_by_one_it_is_the_same(desk: Client, olive: Member, dense: bool) -> None:
    for words, found in (("rosa", {"A-1", "A-2"}), ("gruner", {"A-1"}), ("B-", {"B-1"})):
        for condition, expected in (
            (Is("words", Operator.CONTAINS, words), found),
            (Not(Is("words", Operator.CONTAINS, words)), {"A-1", "A-2", "B-1"} - found),
        ):
            wanted = Wanted(kind=ORDERS, member=olive, fields=ORDERS.fields_for(olive), condition=condition)
            assert {order.number for order in listing.fitting(wanted, dense=dense)} == expected


def test_nobody_finds_orders_beyond_their_reach(desk: Client, olive: Member, ana: Member, rosa: Party) -> None:
    Party.objects.filter(pk=rosa.pk).update(owner=ana)
    Member.objects.filter(pk=ana.pk).update(reach="own")
    agent = Client()
    agent.force_login(Member.objects.get(pk=ana.pk))
    assert [numbers(agent, words) for words in ("rosa", "okafor", "b-1", "gruner")] == [["A-1", "A-2"], [], [], ["A-1"]]
    create_party(by=olive, name="Rosa Roe")
    assert numbers(agent, "rosa") == ["A-1", "A-2"]
