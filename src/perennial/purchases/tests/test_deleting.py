"""Products are deleted and restored; what was sold of them stays. Subscriptions get other terms."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from perennial.kernel import clock
from perennial.people.models import Party
from perennial.purchases import queries
from perennial.purchases.actions import (
    Conflict,
    Line,
    OrderRefused,
    ProductRefused,
    SubscriptionRefused,
    cancel_order,
    cancel_subscription,
    change_subscription,
    create_product,
    delete_order,
    delete_product,
    edit_product,
    place_order,
    refund_order,
    renew_due_subscriptions,
    restore_order,
    restore_product,
    start_subscription,
)
from perennial.purchases.models import DeletedOrder, Order, Product, PurchaseSummary, Subscription
from perennial.records.actions import convert_field
from perennial.records.custom.types import exact_number
from perennial.records.tests.defining import Define
from perennial.team.models import AuditEntry, Member
from tests.apiclient import Program

HTMX = {"hx-request": "true"}


@pytest.fixture
def tea(olive: Member) -> Product:
    return create_product(by=olive, name="Green tea", sku="T-1", price_minor=900, currency="EUR")


@pytest.fixture
def box(rosa: Party, olive: Member, tea: Product) -> Subscription:
    """Tea every month, from 31 January."""
    with clock.standing_at(dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)):
        day = dt.date(2026, 1, 31)
        return start_subscription(rosa, by=olive, name="Tea box", price_minor=900, started_on=day, product=tea)


def test_a_deleted_product_is_nowhere_and_what_was_sold_stays(rosa: Party, olive: Member, tea: Product) -> None:
    order = place_order(rosa, by=olive, lines=[Line(total_minor=900, product=tea)])
    deleted = delete_product(tea, by=olive)
    assert delete_product(tea, by=olive).version == deleted.version
    assert [list(queries.offered_products("")), list(queries.product_hits(olive, "green", 5))] == [[], []]
    assert order.lines.get().product == tea
    with pytest.raises(ProductRefused, match="was deleted"):
        edit_product(tea, by=olive, version=deleted.version, name="X")
    with pytest.raises(ProductRefused, match="that was deleted has"):
        create_product(by=olive, name="Other", sku="T-1", price_minor=1, currency="EUR")
    assert restore_product(tea, by=olive).deleted_at is None
    assert [hit.title for hit in queries.product_hits(olive, "green", 5)] == ["Green tea"]
    told = AuditEntry.objects.filter(object_kind="purchases.product").order_by("id").values_list("action", flat=True)
    assert [action.rpartition(".")[2] for action in told] == ["created", "deleted", "restored"]


def test_the_screens_delete_list_and_restore_a_product(client: Client, olive: Member, ana: Member, tea: Product) -> None:
    client.force_login(olive)
    answer = client.post(reverse("purchases:product_deletion", args=[tea.pk]), follow=True)
    assert "“Green tea” deleted" in answer.content.decode()
    assert "T-1" not in client.get(reverse("purchases:products")).content.decode()
    undo = reverse("purchases:product_restoration", args=[tea.pk])
    assert undo in client.get(reverse("purchases:deleted_products"), {"q": "t-1"}).content.decode()
    gone = client.get(reverse("purchases:product", args=[tea.pk]))
    assert (gone.status_code, undo in gone.content.decode()) == (410, True)
    assert client.post(undo).status_code == 303
    assert "T-1" in client.get(reverse("purchases:products")).content.decode()
    client.force_login(ana)
    assert client.post(reverse("purchases:product_deletion", args=[tea.pk])).status_code == 403


def test_programs_delete_and_restore_a_product(api: Program, rosa: Party, tea: Product) -> None:
    lines = [{"total_minor": 900, "product_id": str(tea.pk)}]
    order = api.told("POST", "/orders", {"customer_id": str(rosa.pk), "lines": lines}, status=201)
    assert api("DELETE", f"/products/{tea.pk}", if_match='"7"').status_code == 412
    assert api("DELETE", f"/products/{tea.pk}", if_match='"1"').status_code == 204
    assert api.told("GET", "/products?count=capped") == {"items": [], "next": None, "count": {"rows": 0, "is_capped": False}}
    assert [row["sku"] for row in api.told("GET", "/products/deleted?q=green")["items"]] == ["T-1"]
    refused = api.told("POST", "/orders", {"customer_id": str(rosa.pk), "lines": lines}, status=422)
    assert refused["errors"][0]["pointer"] == "/lines/0/product_id"
    more = [*lines, {"name": "Gift wrap", "total_minor": 100}]
    changed = api.told("PATCH", f"/orders/{order['id']}", {"lines": more, "version": order["version"]})
    assert [line["product_id"] for line in changed["lines"]] == [str(tea.pk), None]
    first, again = (api("POST", f"/products/{tea.pk}/restoration", idempotency_key="k") for _turn in range(2))
    assert (first.status_code, first.content) == (200, again.content)
    assert api("POST", f"/products/{tea.pk}/restoration").status_code == 404


def test_an_order_is_deleted_listed_and_restored_as_it_was(api: Program, rosa: Party, olive: Member, tea: Product) -> None:
    order = place_order(rosa, by=olive, lines=[Line(total_minor=900, product=tea)], number="W-7")
    refund_order(order, by=olive, amount_minor=100)
    at = f"/orders/{order.pk}"
    read = api("GET", at)
    assert api("DELETE", at, if_match='"77"').status_code == 412
    assert api("DELETE", at, if_match=read["ETag"]).status_code == 204
    assert not PurchaseSummary.objects.filter(pk=rosa.pk, orders__gt=0).exists()
    with pytest.raises(OrderRefused, match="deleted order W-7"):
        cancel_order(order, by=olive)
    (away,) = api.told("GET", "/orders/deleted?q=w-7")["items"]
    assert (away["id"], away["number"], away["deleted_by_id"]) == (str(order.pk), "W-7", str(olive.pk))
    first, again = (api("POST", f"{at}/restoration", idempotency_key="k") for _turn in range(2))
    assert (first.status_code, first.content) == (200, again.content)
    changing = ("version", "updated_at")
    assert {name: value for name, value in first.json().items() if name not in changing} == {
        name: value for name, value in read.json().items() if name not in changing
    }
    assert PurchaseSummary.objects.get(pk=rosa.pk).orders == 1
    api("DELETE", at)
    place_order(rosa, by=olive, lines=[Line(total_minor=1, name="x")], number="W-7")
    assert api("POST", f"{at}/restoration").status_code == 422


def test_an_order_does_not_come_back_without_a_refund_of_it(rosa: Party, olive: Member) -> None:
    first, second = (place_order(rosa, by=olive, lines=[Line(name="Tea", total_minor=900)]) for _n in range(2))
    refund_order(first, by=olive, amount_minor=400, key="re_1")
    delete_order(first, by=olive)
    again = refund_order(second, by=olive, amount_minor=300, key="re_1")
    away = DeletedOrder.objects.get()
    with pytest.raises(OrderRefused, match="re_1"):
        restore_order(away, by=olive)
    again.delete()
    back = restore_order(away, by=olive)
    assert back.refunded_minor == sum(refund.amount_minor for refund in back.refunds.all()) == 400


def test_values_follow_their_field_to_another_type_while_their_order_is_away(
    rosa: Party, olive: Member, define: Define
) -> None:
    field, other = define("Boxes", holder="orders"), define("Sort", holder="orders")
    order = place_order(rosa, by=olive, lines=[Line(name="Tea", total_minor=900)], custom={field.key: "12", other.key: "x"})
    delete_order(order, by=olive)
    for converted in (field, other):
        convert_field(converted, "number", by=olive)
    back = restore_order(DeletedOrder.objects.get(), by=olive)
    field.refresh_from_db()
    other.refresh_from_db()
    assert exact_number(field.value_in(back.custom)) == 12
    assert other.value_in(back.custom) is None


def test_the_screens_delete_list_and_restore_an_order(client: Client, rosa: Party, olive: Member, ana: Member) -> None:
    order = place_order(rosa, by=olive, lines=[Line(total_minor=900, name="Tea")], number="W-8")
    client.force_login(ana)
    assert client.post(reverse("purchases:order_deletion", args=[order.pk])).status_code == 403
    client.force_login(olive)
    assert client.post(reverse("purchases:order_deletion", args=[order.pk])).status_code == 303
    undo = reverse("purchases:order_restoration", args=[order.pk])
    assert undo in client.get(reverse("purchases:deleted_orders")).content.decode()
    assert client.get(reverse("purchases:order", args=[order.pk])).status_code == 404
    assert client.post(undo).status_code == 303
    assert "W-8" in client.get(reverse("purchases:order", args=[order.pk])).content.decode()


def test_a_subscription_gets_other_terms_from_its_next_due_day_on(box: Subscription, olive: Member) -> None:
    with clock.standing_at(dt.datetime(2026, 2, 10, 12, tzinfo=dt.UTC)):
        changed = change_subscription(box, by=olive, version=1, price_minor=1200, every_months=2)
        assert (changed.renews_on, changed.version) == (dt.date(2026, 3, 31), 2)
        with pytest.raises(Conflict):
            change_subscription(box, by=olive, version=1, price_minor=1)
        for wrong in ({"name": " "}, {"price_minor": -1}, {"every_months": 0}, {"started_on": dt.date(1, 1, 1)}):
            with pytest.raises(SubscriptionRefused):
                change_subscription(box, by=olive, version=2, **wrong)
    entry = AuditEntry.objects.get(action="purchases.subscription.changed")
    assert entry.changes["price_minor"][1] == {"minor": 1200, "currency": "EUR"}
    cancel_subscription(box, by=olive, reason="other")
    with pytest.raises(SubscriptionRefused):
        change_subscription(box, by=olive, version=3, price_minor=1)


def test_a_day_that_is_due_already_comes_before_another_interval(box: Subscription, olive: Member) -> None:
    with clock.standing_at(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)):
        changed = change_subscription(box, by=olive, version=1, every_months=3)
        assert changed.renews_on == dt.date(2026, 2, 28)
        assert renew_due_subscriptions() == 1
    assert Order.objects.get().placed_at.date() == dt.date(2026, 2, 28)
    assert Subscription.objects.get().renews_on == dt.date(2026, 4, 30)


def test_programs_and_screens_change_a_subscription(
    api: Program, client: Client, box: Subscription, tea: Product, olive: Member, rosa: Party
) -> None:
    at = f"/subscriptions/{box.pk}"
    read = api("GET", at)
    delete_product(tea, by=olive)
    changed = api("PATCH", at, {"every_months": 5, "product_id": str(tea.pk)}, if_match=read["ETag"])
    assert (changed.status_code, changed.json()["every_months"], changed["ETag"]) == (200, 5, '"2"')
    assert api("PATCH", at, {"name": "x"}, if_match=read["ETag"]).status_code == 412
    assert api.told("PATCH", at, {"started_on": None, "version": 2}, status=422)["errors"][0]["pointer"] == "/started_on"
    client.force_login(olive)
    address = reverse("purchases:change_subscription", args=[box.pk])
    assert "Every 5 months" in client.get(address).content.decode()
    values = {"version": "2", "name": "Big box", "price_amount": "12.50", "price_currency": "EUR", "every_months": "5"}
    answer = client.post(address, values | {"started_on": "2026-01-31"}, headers=HTMX)
    assert answer.status_code in (204, 303), answer.content
    told = Subscription.objects.get()
    assert (told.name, told.price_minor, told.product, told.version) == ("Big box", 1250, None, 3)
    assert api.told("GET", at)["name"] == "Big box"
