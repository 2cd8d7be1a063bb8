"""An order and a product beside their lists: what is said, to whom, and at what cost."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from perennial.people.models import Party
from perennial.purchases.actions import Line, cancel_order, create_product, place_order, refund_order
from perennial.purchases.models import Product
from perennial.purchases.sidepanel import sales_of
from perennial.purchases.tests.conftest import ordered
from perennial.team.models import Member


@pytest.fixture
def beans(olive: Member) -> Product:
    return create_product(by=olive, name="House blend", sku="B-1", price_minor=1250, currency="EUR")


def sold(party: Party, product: Product, by: Member) -> object:
    return place_order(party, by=by, lines=[Line(product=product, total_minor=2500, quantity_milli=2000)])


def test_an_order_stands_open_beside_its_list(client: Client, olive: Member, rosa: Party) -> None:
    client.force_login(olive)
    first, second = ordered(rosa, "2026-01-10", 20, "A-1"), ordered(rosa, "2026-01-11", 30, "A-2")
    refund_order(first, by=olive, amount_minor=500, reason="Spilt")
    page = client.get(f"/orders/?open={first.pk}")
    opened = page.context["opened"]
    assert (opened.record, opened.earlier, opened.later) == (first, second.pk, None)
    for said in ("Coffee", "Spilt", "Rosa Lindqvist", f'href="/orders/{first.pk}/"', "/history/"):
        assert said in page.content.decode()


def test_a_product_says_what_was_sold_and_to_whom_last(
    client: Client, olive: Member, rosa: Party, theo: Party, beans: Product
) -> None:
    client.force_login(olive)
    sold(rosa, beans, olive)
    cancel_order(sold(theo, beans, olive), by=olive, reason="")
    answer = client.get(f"/lists/products/records/{beans.pk}/panel/")
    sales = answer.context["opened"].values["sales"]
    assert (sales.orders, sales.quantity_milli, [str(each.minor) for each in sales.amounts]) == (1, 2000, ["2500"])
    assert "Rosa Lindqvist" in answer.content.decode()
    assert client.get(f"/orders/?product={beans.pk}").context["page"].count == 2
    assert "Whole page" not in answer.content.decode()  # the address of a product is the form that changes it


def test_sales_are_those_of_the_customers_within_reach(
    client: Client, olive: Member, ana: Member, rosa: Party, theo: Party, beans: Product
) -> None:
    Party.objects.filter(pk=rosa.pk).update(owner=ana)
    Member.objects.filter(pk=ana.pk).update(reach="own")
    ana.refresh_from_db()
    for party in (rosa, theo):
        sold(party, beans, olive)
    assert [order.party for order in sales_of(beans, ana).last] == [rosa]
    client.force_login(ana)
    theirs = sold(theo, beans, olive)
    assert client.get(f"/lists/orders/records/{theirs.pk}/panel/").status_code == 404


@pytest.mark.parametrize("orders", [1, 3])
def test_sales_take_two_queries(
    orders: int, olive: Member, rosa: Party, beans: Product, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(orders):
        sold(rosa, beans, olive)
    with django_assert_num_queries(2):
        sales = sales_of(beans, olive)
        assert [order.party.name for order in sales.last] == ["Rosa Lindqvist"] * orders


def test_of_very_many_sales_nothing_is_added_up(
    client: Client, olive: Member, rosa: Party, beans: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perennial.purchases.sidepanel.COUNTED", 1)
    for _each in range(3):
        sold(rosa, beans, olive)
    client.force_login(olive)
    said = client.get(f"/lists/products/records/{beans.pk}/panel/").content.decode()
    assert "10,000+" in said
    assert "<dt>Value</dt>" not in said
