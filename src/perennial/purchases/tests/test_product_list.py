"""The list of products: found by words, article number, category and what lies below it, price, fields of the business."""

import pytest
from django.test import Client

from perennial.people.tests.test_listing import assert_read_along_an_index
from perennial.purchases.actions import create_category, create_product
from perennial.purchases.models import Product
from perennial.purchases.productkind import PRODUCTS
from perennial.records import listing
from perennial.records.conditions import All
from perennial.records.tests.defining import Define
from perennial.records.wanted import Wanted
from perennial.team.models import Member

LIST = "/products/"


@pytest.fixture
def desk(client: Client, olive: Member) -> Client:
    client.force_login(olive)
    drinks = create_category("Drinks", by=olive)
    coffee = create_category("Coffee", by=olive, parent=drinks)
    for name, sku, price, shelf in (
        ("Beans from Huila", "CO-12", 1250, coffee),
        ("Green tea", "TE-1", 700, drinks),
        ("Cup", "X1", None, None),
    ):
        create_product(by=olive, name=name, sku=sku, price_minor=price, currency="EUR", category=shelf)
    Product.objects.filter(sku="X1").update(is_offered=False)
    return client


def names(browser: Client, query: str = "") -> list[str]:
    return [product.name for product in browser.get(LIST + query).context["page"].rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Beans from Huila", "Cup", "Green tea"]),
        ("?q=huil", ["Beans from Huila"]),
        ("?q=te-1", ["Green tea"]),
        ("?sku=te", ["Green tea"]),
        ("?offered=no", ["Cup"]),
        ("?category=none", ["Cup"]),
        ("?price.from=8", ["Beans from Huila"]),
        ("?price.empty=1", ["Cup"]),
        ("?sort=price", ["Beans from Huila", "Green tea", "Cup"]),
        ("?sort=-sku", ["Cup", "Green tea", "Beans from Huila"]),
    ],
)
def test_products_are_filtered_and_sorted(desk: Client, query: str, found: list[str]) -> None:
    assert names(desk, query) == found


def test_a_category_has_what_lies_below_it(desk: Client, olive: Member) -> None:
    drinks = Product.objects.get(sku="TE-1").category_id
    coffee = Product.objects.get(sku="CO-12").category_id
    assert names(desk, f"?category={drinks}") == ["Beans from Huila", "Green tea"]
    assert names(desk, f"?category={coffee}") == ["Beans from Huila"]


def test_a_field_of_the_business_is_a_column_and_a_filter(desk: Client, define: Define) -> None:
    roast = define("Roast", "choice", "Dark", "Light", holder="products")
    dark = roast.options_in_order()[0]
    Product.objects.filter(sku="CO-12").update(custom={roast.stored_as: str(dark.pk)})
    page = desk.get(f"{LIST}?{roast.key}={dark.pk}&col={roast.key},price&group=offered")
    assert [each["group"].page.count for each in page.context["groups"]] == [1]
    assert "Dark" in page.content.decode()
    file = b"".join(desk.get(f"/lists/products/export.csv?{roast.key}={dark.pk}&fields=all")).decode()  # type: ignore[arg-type]
    assert "Beans from Huila,CO-12,Coffee,yes,12.50,EUR" in file


def test_who_does_not_keep_the_catalogue_changes_nothing(desk: Client, vik: Member) -> None:
    product = Product.objects.get(sku="X1")
    assert f"/products/{product.pk}/" in desk.get(LIST).content.decode()
    desk.force_login(vik)
    assert f"/products/{product.pk}/" not in desk.get(LIST).content.decode()


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("sort", ["name", "sku", "price"])
def test_no_order_sorts_the_table(desk: Client, olive: Member, sort: str, reverse: bool) -> None:
    asked = Wanted(kind=PRODUCTS, member=olive, fields=PRODUCTS.fields_for(olive), condition=All(), sort=sort, reverse=reverse)
    assert_read_along_an_index(listing.ordered(asked, dense=True))
