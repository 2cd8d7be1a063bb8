"""Changing many products at once: priced, put into a category, taken out of the offer, deleted, and all of it taken back."""

from typing import Any

import pytest
from django.test import Client

from perennial.kernel.jobs.testing import run_jobs
from perennial.people.tests.together import chosen, do, undo
from perennial.purchases.actions import create_category, create_product, delete_product, edit_product, restore_product
from perennial.purchases.models import Product
from perennial.purchases.productkind import PRODUCTS
from perennial.records.actions import define_field
from perennial.records.bulk import running
from perennial.records.bulk.starting import BulkRefused, start_bulk
from perennial.records.models import BulkChange, BulkLeft
from perennial.team.models import AuditEntry, Member


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "AT_ONCE", 2)


@pytest.fixture
def teas(olive: Member) -> list[Product]:
    return [create_product(by=olive, name=f"Tea {n}", sku=f"T-{n}", currency="EUR", price_minor=100 * n) for n in range(5)]


def do_products(member: Member, act: str, value: Any = None, **which: Any) -> BulkChange:
    return do(member, act, value, kind=PRODUCTS, **which)


def facts() -> list[Any]:
    names = ("pk", "sku", "name", "category", "price_minor", "currency", "is_offered", "custom", "deleted_at")
    return list(Product.objects.order_by("pk").values_list(*names))


def test_prices_are_set_with_their_currency_and_set_back(teas: list[Product], olive: Member) -> None:
    before = facts()
    change = do_products(olive, "set.price", [990, "CHF"], ids=[one.pk for one in teas[:3]])
    prices = Product.objects.order_by("pk").values_list("price_minor", "currency")
    assert list(prices) == [(990, "CHF")] * 3 + [(300, "EUR"), (400, "EUR")]
    entry = AuditEntry.objects.filter(object_id=teas[1].pk).latest("id")
    told = [{"minor": 100, "currency": "EUR"}, {"minor": 990, "currency": "CHF"}]
    assert (entry.action, entry.changes) == ("purchases.product.changed", {"price_minor": told})
    edit_product(Product.objects.get(pk=teas[0].pk), by=olive, version=2, name="Rooibos")
    edit_product(Product.objects.get(pk=teas[1].pk), by=olive, version=2, price_minor=995)
    assert undo(change, by=olive).restored == 2
    assert BulkLeft.objects.get().why == "Somebody changed it since"
    assert [row[4:6] for row in facts()] == [row[4:6] if n != 1 else (995, "CHF") for n, row in enumerate(before)]
    assert "between nothing" in do_products(olive, "set.price", [-1, "EUR"]).trouble


def test_products_get_a_category_and_leave_the_offer(teas: list[Product], olive: Member) -> None:
    before = facts()
    green = create_category("Green", by=olive)
    filed = do_products(olive, "set.category", green.pk)
    entry = AuditEntry.objects.filter(object_id=teas[1].pk).latest("id")
    assert entry.changes["category"][1]["name"] == "Green"
    archived = do_products(olive, "set.offered", value=False)
    assert set(Product.objects.values_list("category__name", "is_offered")) == {("Green", False)}
    undo(archived, by=olive)
    undo(filed, by=olive)
    assert facts() == before
    assert "no longer there" in do_products(olive, "set.category", 7).trouble


def test_products_are_deleted_and_restored(teas: list[Product], olive: Member) -> None:
    before = facts()
    change = do_products(olive, "delete")
    assert not Product.objects.kept().exists()
    restore_product(Product.objects.get(pk=teas[0].pk), by=olive)
    delete_product(Product.objects.get(pk=teas[0].pk), by=olive)
    restore_product(Product.objects.get(pk=teas[1].pk), by=olive)
    assert undo(change, by=olive).restored == 3
    left = list(BulkLeft.objects.order_by("record").values_list("name", "why"))
    assert left == [("Tea 0", "Somebody changed it since"), ("Tea 1", "It was restored since")]
    restore_product(Product.objects.get(pk=teas[0].pk), by=olive)
    assert facts() == before


def test_a_field_of_the_business_is_set_by_who_keeps_the_catalogue(teas: list[Product], olive: Member, ana: Member) -> None:
    field = define_field(by=olive, holder="products", type="yes_no", name="Organic")
    change = do_products(olive, f"set.{field.key}", [field.slot, True])
    assert {field.value_in(one.custom) for one in Product.objects.all()} == {True}
    undo(change, by=olive)
    assert {field.value_in(one.custom) for one in Product.objects.all()} == {None}
    for act in (f"set.{field.key}", "set.price", "set.offered", "delete"):
        with pytest.raises(BulkRefused, match="cannot be done"):
            start_bulk(chosen(ana, kind=PRODUCTS), act, None, by=ana)


def test_the_list_offers_it_without_a_script(teas: list[Product], olive: Member, client: Client) -> None:
    client.force_login(olive)
    create_category("Green", by=olive)
    page = client.get("/products/").content.decode()
    for act in ("set.offered", "set.category", "set.price", "delete"):
        assert f'name="act" value="{act}"' in page
    given = {"record": [str(teas[0].pk), str(teas[1].pk)], "query": "", "sure": "1"}
    words = []
    for act, values in (
        ("set.offered", {"value": "no"}),
        ("set.category", {"value": ""}),
        ("set.price", {"value_amount": "4.50", "value_currency": "EUR"}),
    ):
        begun = client.post("/lists/products/bulk/", {"act": act, **given, **values})
        assert begun.status_code == 303, act
        run_jobs()
        words.append(BulkChange.objects.latest("id").words)
    empty = client.post("/lists/products/bulk/", {"act": "set.price", **given, "value_amount": ""})
    assert empty.status_code == 422
    assert words == ["Offered: No", "Category: None", "Price: €4.50"]
    assert Product.objects.filter(is_offered=False, price_minor=450).count() == 2
