"""The facts of orders and products, changed where they are read."""

from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from perennial.people.actions import delete_party
from perennial.people.models import Party
from perennial.purchases.actions import cancel_order, change_order, create_category, create_product, refund_order
from perennial.purchases.models import Category, Order, Product
from perennial.purchases.orderkind import ORDERS
from perennial.purchases.productkind import PRODUCTS
from perennial.purchases.tests.conftest import ordered
from perennial.records.editing import Editing, NotEdited, Overtaken, as_json
from perennial.team.models import AuditEntry, Member


@pytest.fixture
def order(rosa: Party) -> Order:
    return ordered(rosa, "2026-03-01", number="A-1")


@pytest.fixture
def beans(workspace: Any) -> Product:
    coffee = create_category("Coffee", by=None)
    return create_product(by=None, sku="B1", name="Beans", category=coffee, price_minor=900, currency="EUR", is_offered=True)


def editing(kind: Any, key: str) -> Editing:
    found: Editing | None = kind.fields()[key].edit
    assert found is not None
    return found


def changed_and_set_back(one: Editing, record: Any, text: str, by: Member) -> tuple[Any, str]:
    """What a record holds after somebody typed that, and the value in words; then all is as it was."""
    field = one.form_field(record, by)
    data = QueryDict(text if "=" in text else f"value={text}")
    value = field.clean(field.widget.value_from_datadict(data, {}, "value"))
    done = one.set(record, value, by=by, before=as_json(one.initial(record)))
    assert AuditEntry.objects.filter(object_kind=record._meta.label_lower, object_id=record.pk, member=by).count() == 1
    back = one.set(done.record, as_json(done.before), by=by, before=as_json(done.after))
    assert one.initial(back.record) == done.before
    return done.record, one.said(done.after, done.record, by)


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [("channel", "phone", "Phone"), ("status", "fulfilled", "Fulfilled"), ("placed", "2026-02-27", "27 Feb 2026")],
)
def test_a_fact_of_an_order_is_changed_and_set_back(order: Order, olive: Member, key: str, text: str, said: str) -> None:
    done, words = changed_and_set_back(editing(ORDERS, key), order, text, olive)
    assert words == said
    assert text in (done.channel, done.status, done.placed_at.date().isoformat())
    assert Order.objects.get(pk=order.pk).placed_at.date() == order.placed_at.date()


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("name", "Good beans", "Good beans"),
        ("sku", "B-2", "B-2"),
        ("category", "", ""),
        ("offered", "no", "No"),
        ("price", "value_amount=12,50&value_currency=EUR", "€12.50"),
        ("price", "value_amount=9&value_currency=USD", "$9.00"),
        ("price", "value_amount=&value_currency=EUR", ""),
    ],
)
def test_a_fact_of_a_product_is_changed_and_set_back(beans: Product, olive: Member, key: str, text: str, said: str) -> None:
    _done, words = changed_and_set_back(editing(PRODUCTS, key), beans, text, olive)
    assert words == said


def test_a_category_is_chosen_among_those_there_are(beans: Product, olive: Member) -> None:
    tea = create_category("Tea", by=None)
    one = editing(PRODUCTS, "category")
    value = one.read(beans, str(tea.pk), olive)
    assert one.set(beans, value, by=olive).record.category == tea
    Category.objects.get(pk=tea.pk).delete()
    with pytest.raises(NotEdited, match="no longer"):
        one.set(beans, value, by=olive)


@pytest.mark.parametrize(("key", "value"), [("name", " "), ("sku", "b1-taken"), ("price", {"minor": -1, "currency": "EUR"})])
def test_what_the_catalogue_refuses_changes_nothing(beans: Product, olive: Member, key: str, value: Any) -> None:
    create_product(by=None, sku="b1-taken", name="Other", currency="EUR")
    with pytest.raises(NotEdited):
        editing(PRODUCTS, key).set(beans, value, by=olive)
    assert editing(PRODUCTS, key).initial(Product.objects.get(pk=beans.pk)) == editing(PRODUCTS, key).initial(beans)


def test_a_status_that_comes_by_itself_is_not_set(order: Order, olive: Member) -> None:
    one = editing(ORDERS, "status")
    for status in ("cancelled", "refunded"):
        with pytest.raises(NotEdited, match="by itself"):
            one.read(order, status, olive)
        with pytest.raises(NotEdited, match="by itself"):
            one.set(order, status, by=olive)
    refund_order(order, by=olive, amount_minor=order.total_minor, key="all")
    order.refresh_from_db()
    assert not one.may(olive, order)
    assert editing(ORDERS, "channel").may(olive, order)


def test_an_imported_channel_stays_to_be_chosen(order: Order, olive: Member) -> None:
    Order.objects.filter(pk=order.pk).update(channel="Market stall")
    order.refresh_from_db()
    one = editing(ORDERS, "channel")
    assert one.read(order, "Market stall", olive) == "Market stall"
    assert one.said("Market stall", order, olive) == "Market stall"


def test_nobody_changes_what_is_not_theirs(order: Order, beans: Product, rosa: Party, vik: Member, olive: Member) -> None:
    for kind, key, record, value in ((ORDERS, "channel", order, "web"), (PRODUCTS, "name", beans, "Mine")):
        with pytest.raises(NotEdited):
            editing(kind, key).set(record, value, by=vik)
    cancelled = ordered(rosa, "2026-03-02")
    cancel_order(cancelled, by=olive)
    delete_party(rosa, by=olive)
    for each in (order, cancelled):
        with pytest.raises(NotEdited):
            editing(ORDERS, "channel").set(each, "web", by=olive)


def test_whoever_was_quicker_is_not_gone_over(order: Order, olive: Member, magnus: Member) -> None:
    change_order(order, by=magnus, version=order.version, channel="visit")
    with pytest.raises(Overtaken):
        editing(ORDERS, "channel").set(order, "web", by=olive, before="shop")
    done = editing(ORDERS, "status").set(order, "open", by=olive, before="paid").record
    assert (done.channel, done.status) == ("visit", "open")


def test_a_cell_is_changed_in_the_list_and_a_card_on_the_board(
    order: Order, beans: Product, olive: Member, client: Client
) -> None:
    client.force_login(olive)
    assert "data-e>" in client.get("/orders/?col=channel").content.decode()
    url = f"/lists/orders/records/{order.pk}/channel/?cell=1&columns=channel"
    answer = client.post(url, {"value": "phone", "was": '"shop"'}, headers={"HX-Request": "true"})
    assert "Phone" in answer.content.decode()
    moved = client.post(f"/lists/orders/records/{order.pk}/move/?layout=board:status&from=paid", {"to": "open"})
    assert moved.status_code == 303
    order.refresh_from_db()
    assert (order.channel, order.status) == ("phone", "open")
    client.post(f"/lists/products/records/{beans.pk}/move/?layout=board:offered&from=yes", {"to": "no"})
    assert not Product.objects.get(pk=beans.pk).is_offered


def test_the_lists_ask_the_same_for_one_and_for_three(rosa: Party, theo: Party, olive: Member, client: Client) -> None:
    client.force_login(olive)
    client.get("/orders/")

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    ordered(rosa, "2026-03-01")
    paths = ("/orders/", "/orders/?layout=board:channel")
    before = [asked(path) for path in paths]
    ordered(rosa, "2026-03-02")
    ordered(theo, "2026-03-03")
    assert [asked(path) for path in paths] == before
