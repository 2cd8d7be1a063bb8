"""Two members who have the form of the same order or product open at once."""

import pytest
from django.test import Client

from perennial.design.testing import as_chosen, as_opened
from perennial.people.models import Party
from perennial.purchases.actions import Line, change_order, create_product, edit_product
from perennial.purchases.models import Order, Product
from perennial.purchases.tests.conftest import ordered
from perennial.team.models import Member


def test_the_lines_of_an_order_are_kept_when_another_changes_the_channel(client: Client, rosa: Party, olive: Member) -> None:
    client.force_login(olive)
    order = ordered(rosa, "2026-03-01", 20)
    page = f"/orders/{order.pk}/change/"
    opened = client.get(page)
    change_order(order, by=olive, version=1, lines=[Line(name="Tea", total_minor=700, quantity_milli=1500)])
    assert client.post(page, as_opened(opened, channel="web")).status_code == 303
    order.refresh_from_db()
    assert (order.channel, order.total_minor, order.lines.get().name) == ("web", 700, "Tea")


@pytest.mark.parametrize(("pick", "name", "minor"), [("theirs", "Tea", 700), ("mine", "Cups", 900), ("before", "Goods", 2000)])
def test_lines_that_both_changed_are_chosen_as_a_whole(
    client: Client, rosa: Party, olive: Member, pick: str, name: str, minor: int
) -> None:
    client.force_login(olive)
    order = ordered(rosa, "2026-03-01", 20)
    order.lines.update(name="Goods")
    page = f"/orders/{order.pk}/change/"
    opened = client.get(page)
    change_order(order, by=olive, version=1, lines=[Line(name="Tea", total_minor=700), Line(name="Bag", total_minor=0)])
    mine = {"line-0-name": "Cups", "line-0-product": "", "line-0-amount": "9"}
    question = client.post(page, as_opened(opened, **mine))
    assert question.status_code == 409
    assert "1 × Tea, €7.00\n1 × Bag, €0.00" in question.content.decode()
    assert client.post(page, as_chosen(question, line=pick)).status_code == 303
    order = Order.objects.get(pk=order.pk)
    first = order.lines.order_by("pk")[0]
    assert (first.name, order.total_minor) == (name, minor)


def test_a_price_that_both_changed_is_chosen_and_a_name_is_merged(client: Client, olive: Member) -> None:
    client.force_login(olive)
    beans = create_product(by=olive, name="Beans", sku="B1", category=None, is_offered=True, price_minor=1250, currency="EUR")
    page = f"/products/{beans.pk}/"
    opened = client.get(page)
    edit_product(beans, by=olive, version=1, name="Beans 2", price_minor=1400, is_offered=False)
    question = client.post(page, as_opened(opened, price_amount="13.00"))
    assert question.status_code == 409
    assert "<b>Olive</b> changed this" in question.content.decode()
    assert client.post(page, as_chosen(question, price="mine")).status_code == 303
    now = Product.objects.get()
    assert (now.name, now.price_minor, now.is_offered) == ("Beans 2", 1300, False)
