"""The fields of the business in the dialogs of products and orders, and on the order's page."""

from django.test import Client
from django.urls import reverse

from perennial.people.actions import create_party
from perennial.purchases.models import Order, Product
from perennial.records.tests.defining import Define
from perennial.team.models import Member


def test_a_product_is_asked_for_its_fields(client: Client, olive: Member, define: Define) -> None:
    steep = define("Steeping", "number", holder="products", is_required=True)
    client.force_login(olive)
    new = {"name": "Tea", "sku": "T1", "price_0": "5", "price_1": "EUR"}
    refused = client.post(reverse("purchases:new_product"), new)
    assert refused.status_code == 422
    assert client.post(reverse("purchases:new_product"), {**new, steep.key: "3.5"}).status_code == 303
    product = Product.objects.get()
    assert product.custom == {steep.stored_as: 3.5}
    address = reverse("purchases:product", args=[product.pk])
    assert b"Steeping" in client.get(address).content
    assert client.post(address, {**new, "version": product.version, steep.key: "4"}).status_code == 303
    assert Product.objects.get().custom == {steep.stored_as: 4}


def test_an_order_is_asked_for_its_fields_and_shows_them(client: Client, olive: Member, define: Define) -> None:
    wrap = define("Gift wrap", "choice", "Paper", "Cloth", holder="orders", default="Paper")
    juno = create_party(by=olive, name="Juno")
    client.force_login(olive)
    paper, cloth = wrap.options_in_order()
    facts = {
        "customer": juno.pk,
        "placed_on": "2026-01-05",
        "channel": "shop",
        "currency": "EUR",
        "status": "paid",
        "line-TOTAL_FORMS": "1",
        "line-INITIAL_FORMS": "0",
        "line-0-name": "Tea",
        "line-0-quantity": "1",
        "line-0-amount": "5",
        wrap.key: cloth.pk,
    }
    assert client.post(reverse("purchases:new_order"), facts).status_code == 303
    order = Order.objects.get()
    assert order.custom == {wrap.stored_as: str(cloth.pk)}
    assert b"Cloth" in client.get(reverse("purchases:order", args=[order.pk])).content
    changed = {**facts, "version": order.version, wrap.key: paper.pk}
    assert client.post(reverse("purchases:change_order", args=[order.pk]), changed).status_code == 303
    assert Order.objects.get().custom == {wrap.stored_as: str(paper.pk)}
