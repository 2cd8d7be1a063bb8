"""What a customer may buy next: from orders through the lake to their page, and to the product's."""

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from perennial.foresight.actions import suggest_products
from perennial.foresight.models import Companion, Suggesting, Suggestion
from perennial.foresight.nextproducts import next_products_panel
from perennial.lake.actions import sync
from perennial.people.actions import delete_party, erase_party, merge_parties, undo_merge
from perennial.people.models import Party
from perennial.purchases.actions import Line, cancel_order, place_order
from perennial.purchases.models import Order, Product
from perennial.team.choices import Reach
from perennial.team.models import Member, Workspace

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: LazySettings) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def shelf(workspace: Workspace) -> list[Product]:
    return [Product.objects.create(sku=name[:3], name=name, currency="EUR") for name in ("Coffee", "Filter", "Tea", "Jam")]


@pytest.fixture
def customers(workspace: Workspace) -> list[Party]:
    return [Party.objects.create(name=f"Customer {n}", sort_name=f"customer {n}") for n in range(6)]


def buys(party: Party, day: str, *products: Product) -> Order:
    noon = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")
    lines = [Line(name=product.name, total_minor=1000, product=product) for product in products]
    return place_order(party, by=None, lines=lines, placed_at=noon)


@pytest.fixture
def bought(customers: list[Party], shelf: list[Product]) -> None:
    """Five have coffee and filters from the same orders; the sixth has coffee alone, three times."""
    coffee, filters, _tea, _jam = shelf
    for party in customers[:5]:
        buys(party, "2026-03-01", coffee, filters)
    for day in ("2026-03-04", "2026-04-03", "2026-05-04"):
        buys(customers[5], day, coffee)


def suggested() -> int:
    with time_machine.travel(NOW, tick=False):
        sync()
        return suggest_products()


def page(client: Client, party: Party) -> str:
    with time_machine.travel(NOW, tick=False):
        return client.get(reverse("people:party", args=[party.pk])).content.decode()


def test_each_suggestion_stands_on_the_page_with_its_reason(
    bought: None, customers: list[Party], client: Client, olive: Member
) -> None:
    client.force_login(olive)
    assert "Something new" not in page(client, customers[5])
    assert suggested() == 1
    shown = page(client, customers[5])
    assert "Bought 3 times, about every 30 days; last 28 days ago." in shown
    assert "5 of 6 customers who bought “Coffee” bought this, too." in shown
    assert "Something new" not in page(client, customers[0])  # has both


def test_a_second_night_writes_nothing(bought: None) -> None:
    assert suggested() == 1
    assert suggested() == 0
    assert Suggesting.objects.get().customers == 6


def test_what_is_sold_no_more_is_suggested_to_nobody(
    bought: None, customers: list[Party], shelf: list[Product], client: Client, olive: Member
) -> None:
    suggested()
    client.force_login(olive)
    Product.objects.filter(pk=shelf[1].pk).update(is_offered=False)
    assert "Something new" not in page(client, customers[5])
    Product.objects.filter(pk=shelf[0].pk).update(deleted_at=NOW)
    assert "May buy next" not in page(client, customers[5])
    assert suggested() == 1  # the row is taken away
    assert not Suggestion.objects.exists()
    assert not Companion.objects.exists()


def test_what_was_bought_or_cancelled_since_counts_at_once(
    bought: None, customers: list[Party], shelf: list[Product], client: Client, olive: Member
) -> None:
    suggested()
    client.force_login(olive)
    order = buys(customers[5], "2026-05-31", shelf[1])
    shown = page(client, customers[5])
    assert "Something new" not in shown
    assert "Bought once, last 1 day ago." in shown
    cancel_order(order, by=None)
    assert "Something new" in page(client, customers[5])


def test_what_lies_in_the_same_basket_stands_beside_the_product(
    bought: None, shelf: list[Product], client: Client, olive: Member
) -> None:
    suggested()
    client.force_login(olive)
    shown = client.get(reverse("records:panel", args=["products", shelf[0].pk])).content.decode()
    assert "Bought together with" in shown
    assert "in 5 of 8 baskets" in shown


def test_how_many_bought_it_is_told_to_those_who_see_all_customers(
    bought: None, customers: list[Party], shelf: list[Product], client: Client, ana: Member
) -> None:
    """It is a sum over everybody's customers: “1 of 1” would tell of one of them."""
    suggested()
    Party.objects.filter(pk=customers[5].pk).update(owner=ana)
    ana.reach = Reach.OWN
    ana.save()
    client.force_login(ana)
    shown = page(client, customers[5])
    assert "Customers with the same products bought this, too." in shown
    assert "of 6 customers" not in shown
    panel = client.get(reverse("records:panel", args=["products", shelf[0].pk])).content.decode()
    assert "Bought together with" in panel
    assert "of 8 baskets" not in panel


def test_the_panel_asks_as_often_for_many_as_for_few(
    bought: None, customers: list[Party], shelf: list[Product], rf: RequestFactory, olive: Member
) -> None:
    suggested()
    request = rf.get("/")
    request.user = olive
    with CaptureQueriesContext(connection) as few:
        next_products_panel(request, customers[5])
    for product in shelf * 2:
        buys(customers[5], "2026-05-30", product)
    with CaptureQueriesContext(connection) as many:
        next_products_panel(request, customers[5])
    assert len(few) == len(many) == 7


def test_merged_and_erased_customers_leave_no_suggestion(bought: None, customers: list[Party], olive: Member) -> None:
    suggested()
    merge = merge_parties(customers[5], customers[4], by=olive)
    assert not Suggestion.objects.exists()
    undo_merge(merge, by=olive)
    assert suggested() == 1
    delete_party(customers[5], by=olive)
    erase_party(customers[5], by=olive, typed_name=customers[5].name)
    assert not Suggestion.objects.exists()


def test_a_shop_without_products_gets_no_suggestions(customers: list[Party]) -> None:
    noon = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
    place_order(customers[0], by=None, lines=[Line(name="Something", total_minor=1000)], placed_at=noon)
    assert suggested() == 0
    assert Suggesting.objects.get().products == 0
