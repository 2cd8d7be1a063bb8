"""The screens: what they show, who may, what they cost, what nasty input gets."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from perennial.kernel import clock
from perennial.kernel.manifests import Moment
from perennial.people.models import Party
from perennial.purchases import moments, queries
from perennial.purchases.actions import cancel_order, create_category, create_product, refund_order, start_subscription
from perennial.purchases.choices import OrderStatus
from perennial.purchases.models import Category, Order, Product, StageRules, Subscription
from perennial.purchases.tests.conftest import ordered
from perennial.team.models import Member

NASTY = [
    "' OR 1=1 --",
    "\u202eabc",
    "😀" * 50,
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "a" * 5000,
    "\ufeff",
    "١٢٣",
    "1e999",
    "NaN",
]


@pytest.fixture
def desk(client: Client, ana: Member) -> Client:
    """The agent, signed in."""
    client.force_login(ana)
    return client


def lines(*rows: dict[str, str], more: str = "") -> dict[str, str]:
    data = {"line-TOTAL_FORMS": str(len(rows)), "line-INITIAL_FORMS": "0"}
    for i, row in enumerate(rows):
        data |= {f"line-{i}-{name}": value for name, value in row.items()}
    return data | ({"more": more} if more else {})


def order_data(party: Party, **other: str) -> dict[str, str]:
    return {
        "customer": str(party.pk),
        "placed_on": "2026-03-02",
        "channel": "phone",
        "currency": "EUR",
        "status": "paid",
        "number": "",
    } | other


def test_an_order_is_written_down_by_hand(desk: Client, rosa: Party, olive: Member) -> None:
    beans = create_product(by=olive, name="Beans", sku="B1", price_minor=1250, currency="EUR")
    data = order_data(rosa) | lines({"product": str(beans.pk), "quantity": "2"}, {"name": "Cup", "amount": "9,90"}, {})
    answer = desk.post("/orders/new/", data)
    assert answer.status_code == 303
    order = Order.objects.get()
    assert (order.total_minor, order.channel, order.quantity) == (2 * 1250 + 990, "phone", 3)
    page = desk.get(f"/orders/{order.pk}/").content.decode()
    assert "Beans" in page
    assert "34.90" in page


def test_one_more_line_keeps_what_was_typed(desk: Client, rosa: Party) -> None:
    answer = desk.post("/orders/new/", order_data(rosa) | lines({"name": "Cup", "amount": "9"}, more="1"))
    assert answer.status_code == 200
    assert b"line-1-product" in answer.content
    assert b'value="Cup"' in answer.content
    assert not Order.objects.exists()


@pytest.mark.parametrize("typed", [*NASTY, "-5", "99999999999999999999", "1.234.567,89999"])
def test_an_amount_that_is_none_is_said_beside_it(desk: Client, rosa: Party, typed: str) -> None:
    answer = desk.post("/orders/new/", order_data(rosa) | lines({"name": "Cup", "amount": typed}))
    assert answer.status_code in (422, 303)
    assert Order.objects.count() == (answer.status_code == 303)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "31.02.2026", "", *NASTY])
def test_a_day_that_cannot_be_is_refused(desk: Client, rosa: Party, day: str) -> None:
    answer = desk.post("/orders/new/", order_data(rosa, placed_on=day) | lines({"name": "Cup", "amount": "9"}))
    assert answer.status_code == 422
    assert not Order.objects.exists()


@pytest.mark.parametrize("text", NASTY)
def test_nasty_words_are_kept_as_they_are_or_refused(desk: Client, rosa: Party, text: str) -> None:
    data = order_data(rosa, number=text, customer=str(rosa.pk)) | lines({"name": text, "amount": "9", "quantity": "1"})
    answer = desk.post("/orders/new/", data)
    assert answer.status_code in (303, 422)
    for address in ("/orders/", "/products/", "/products/options/", "/orders/customers/"):
        assert (
            desk.get(address, {"q": text, "customer": text, "since": text, "category": text, "older": text}).status_code == 200
        )
    data = order_data(rosa, customer=text, currency=text, status=text, channel=text) | lines({"product": text})
    assert desk.post("/orders/new/", data).status_code == 422


@pytest.mark.parametrize(
    ("currency", "typed", "minor"), [("JPY", "500", 500), ("KWD", "1.234", 1234), ("EUR", "1,234.5", 123450)]
)
def test_currencies_with_any_number_of_decimals(desk: Client, rosa: Party, currency: str, typed: str, minor: int) -> None:
    desk.post("/orders/new/", order_data(rosa, currency=currency) | lines({"name": "Cup", "amount": typed}))
    assert Order.objects.get().total_minor == minor


def test_an_order_is_changed_and_a_stale_change_is_a_conflict(desk: Client, rosa: Party) -> None:
    order = ordered(rosa, "2026-03-01")
    data = {"version": "1", "placed_on": "2026-03-03", "channel": "web", "status": "open"} | lines(
        {"name": "Tea", "amount": "7"}
    )
    assert desk.post(f"/orders/{order.pk}/change/", data).status_code == 303
    order.refresh_from_db()
    assert (order.total_minor, order.channel, order.status, order.version) == (700, "web", "open", 2)
    assert desk.post(f"/orders/{order.pk}/change/", data | {"channel": "shop"}).status_code == 409
    order.refresh_from_db()
    assert order.channel == "web"


def test_money_is_given_back_once_however_often_the_button_is_pressed(desk: Client, rosa: Party) -> None:
    order = ordered(rosa, "2026-03-01", 20)
    data = {"key": "staff:1", "amount_amount": "5.00", "amount_currency": "EUR"}
    for _time in range(2):
        assert desk.post(f"/orders/{order.pk}/refund/", data).status_code == 303
    order.refresh_from_db()
    assert (order.refunded_minor, order.status) == (500, OrderStatus.PAID)
    much = data | {"key": "staff:2", "amount_amount": "15.01"}
    answer = desk.post(f"/orders/{order.pk}/refund/", much)
    assert answer.status_code == 422
    assert "€15.00 of this order can still be given back" in answer.content.decode()


def test_a_cancelled_order_comes_back(desk: Client, rosa: Party) -> None:
    order = ordered(rosa, "2026-03-01")
    desk.post(f"/orders/{order.pk}/cancellation/", {"reason": "Ordered twice"})
    assert "Ordered twice" in desk.get(f"/orders/{order.pk}/").content.decode()
    desk.post(f"/orders/{order.pk}/reinstatement/")
    order.refresh_from_db()
    assert order.status == OrderStatus.PAID


def test_who_may_not_is_told_so(client: Client, vik: Member, rosa: Party) -> None:
    order = ordered(rosa, "2026-03-01")
    client.force_login(vik)
    assert client.get(f"/orders/{order.pk}/").status_code == 200
    for address in ("/orders/new/", f"/orders/{order.pk}/refund/", "/products/new/", "/settings/stages/"):
        assert client.get(address).status_code == 403


def test_an_order_of_a_deleted_customer_is_not_there(desk: Client, rosa: Party) -> None:
    order = ordered(rosa, "2026-03-01")
    Party.objects.update(deleted_at=dt.datetime(2026, 4, 1, tzinfo=dt.UTC))
    assert desk.get(f"/orders/{order.pk}/").status_code == 404
    assert order.number not in desk.get("/orders/").content.decode()


def test_lists_cost_the_same_for_one_and_for_three(desk: Client, rosa: Party, theo: Party, olive: Member) -> None:
    costs = []
    desk.get("/orders/")  # what is asked once a session
    for i in range(3):
        ordered(rosa if i else theo, f"2026-03-0{i + 1}")
        shelf = create_category(f"C{i}", by=olive)
        create_product(by=olive, name=f"P{i}", sku=f"{i}", price_minor=1, currency="EUR", category=shelf)
        for address in ("/orders/", "/products/"):
            with CaptureQueriesContext(connection) as asked:
                desk.get(address)
            costs.append(sum("purchases_" in query["sql"] for query in asked.captured_queries))
    assert costs[::2] == [costs[0]] * 3
    assert costs[1::2] == [costs[1]] * 3
    assert max(costs) <= 8  # the shell's own count of Today among them


def test_orders_are_found_by_the_beginning_of_their_number(rosa: Party, ana: Member) -> None:
    ordered(rosa, "2026-03-01", number="WEB-1001")
    ordered(rosa, "2026-03-02", number="WEB-1002")
    assert [hit.title for hit in queries.order_hits(ana, "web-10", 5)] == ["WEB-1001", "WEB-1002"]
    assert [hit.title for hit in queries.order_hits(ana, "%", 5)] == []
    assert queries.order_hits(None, "WEB", 5) == []


@pytest.mark.parametrize("typed", ["WEB", "web"])
def test_the_beginning_of_a_number_is_a_range_of_its_index(rosa: Party, olive: Member, typed: str) -> None:
    ordered(rosa, "2026-03-01", number="WEB-1001")
    with CaptureQueriesContext(connection) as asked:
        assert len(queries.orders_beginning(olive, typed, 5)) == 1
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # of so few orders it would read any index
            for way in ("seqscan", "sort", "bitmapscan"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
        for query in (query["sql"] for query in asked.captured_queries if "number" in query["sql"]):
            cursor.execute(f"EXPLAIN {'' if connection.vendor == 'postgresql' else 'QUERY PLAN '}{query}")
            plan = " ".join(str(row[-1]) for row in cursor.fetchall())
            assert "number>" in plan or "((number)::text >=" in plan, plan
            assert "Sort" not in plan
            assert "TEMP B-TREE" not in plan


def test_products_have_prices_categories_and_a_lock(client: Client, olive: Member) -> None:
    client.force_login(olive)
    data = {
        "name": "Beans",
        "sku": "B1",
        "price_amount": "12.50",
        "price_currency": "EUR",
        "new_category": "Coffee",
        "is_offered": "on",
    }
    assert client.post("/products/new/", data).status_code == 303
    beans = Product.objects.get()
    assert (beans.price_minor, beans.category and beans.category.name) == (1250, "Coffee")
    below = {"version": "1", "category": str(beans.category_id), "new_category": "Espresso"}
    assert client.post(f"/products/{beans.pk}/", data | below).status_code == 303
    assert Category.objects.get(name="Espresso").parent == beans.category
    assert client.post(f"/products/{beans.pk}/", data | {"version": "1", "name": "Beans 2"}).status_code == 409
    assert client.post("/products/new/", data).status_code == 422
    assert client.post("/products/new/", data | {"sku": "B2", "price_amount": "-1"}).status_code == 422
    assert "Beans" in client.get("/products/", {"category": str(Category.objects.get(name="Coffee").pk)}).content.decode()


def test_a_subscription_is_started_and_ended_with_the_customers_words(desk: Client, rosa: Party) -> None:
    data = {"name": "Box", "price_amount": "20", "price_currency": "EUR", "every_months": "1", "started_on": "2026-01-31"}
    assert desk.post(f"/subscriptions/of/{rosa.pk}/new/", data).status_code == 303
    box = Subscription.objects.get()
    assert desk.post(f"/subscriptions/{box.pk}/pause/").status_code == 303
    assert desk.post(f"/subscriptions/{box.pk}/cancellation/", {"reason": "", "ends_on": "x"}).status_code == 422
    end = {"reason": "price", "words": "Too dear", "ends_on": dt.date.today().isoformat()}
    assert desk.post(f"/subscriptions/{box.pk}/cancellation/", end).status_code == 303
    box.refresh_from_db()
    assert (box.status, box.cancellation.words) == ("cancelled", "Too dear")
    assert desk.post(f"/subscriptions/{box.pk}/reinstatement/").status_code == 303
    assert desk.get(f"/customers/{rosa.pk}/").status_code == 200


def test_the_customers_page_shows_their_purchases(desk: Client, rosa: Party, ana: Member) -> None:
    assert "Nothing bought yet" in desk.get(f"/customers/{rosa.pk}/").content.decode()
    for day in ("2026-01-05", "2026-01-15", "2026-01-26"):
        ordered(rosa, day)
    start_subscription(rosa, by=ana, name="Tea box", price_minor=900, started_on=dt.date(2026, 2, 1))
    page = desk.get(f"/customers/{rosa.pk}/").content.decode()
    assert "Usually orders every" in page
    assert "Tea box" in page
    assert "Coffee" in page  # what they usually buy


def test_the_timeline_reads_purchases_in_pages(rosa: Party, ana: Member) -> None:
    orders = [ordered(rosa, f"2026-01-0{day}") for day in range(1, 6)]
    refund_order(orders[0], by=ana, amount_minor=100, reason="Broken")
    first = moments.purchases_of(rosa.pk, None, None, 3)
    assert [moment.text for moment in first if moment.kind == moments.REFUND] == ["Broken"]
    rest = moments.purchases_of(rosa.pk, (first[-1].at, first[-1].id), None, 10)
    seen = [moment.id for moment in (*first, *rest) if moment.kind == moments.ORDER]
    assert seen == [order.pk for order in reversed(orders)]
    assert moments.purchases_of(rosa.pk, None, frozenset({"note"}), 10) == []


def test_the_timeline_of_who_has_very_many_orders_shows_the_same(
    rosa: Party, ana: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = [ordered(rosa, f"2026-01-0{day}") for day in range(1, 8)]
    with clock.standing_at(dt.datetime(2026, 1, 6, 12, tzinfo=dt.UTC)):
        refund_order(orders[0], by=ana, amount_minor=100, reason="Broken")
        cancel_order(orders[1], by=ana, reason="Late")
    refund_order(orders[2], by=ana, amount_minor=100)

    def pages() -> list[tuple[str, int]]:
        found: list[Moment] = []
        while more := moments.purchases_of(rosa.pk, (found[-1].at, found[-1].id) if found else None, None, 3):
            found += more
        return [(moment.kind, moment.id) for moment in found]

    few = pages()
    monkeypatch.setattr(moments, "MANY", 3)
    assert pages() == few
    assert len(few) == 10


def test_the_rules_are_tried_before_they_are_kept(client: Client, olive: Member, rosa: Party) -> None:
    client.force_login(olive)
    ordered(rosa, "2026-01-05")
    data = {
        "version": "1",
        "new_days": "60",
        "loyal_occasions": "4",
        "at_risk_percent": "60",
        "lapsed_percent": "70",
        "lapsed_gaps": "1",
        "lost_percent": "80",
        "lost_gaps": "1",
        "won_back_days": "30",
    }
    assert client.get("/settings/stages/").status_code == 200
    assert b"thresholds that you are trying" in client.post("/settings/stages/", data | {"preview": "1"}).content
    assert not StageRules.objects.exists()
    assert client.post("/settings/stages/", data | {"lapsed_percent": "50"}).status_code == 422
    assert client.post("/settings/stages/", data).status_code == 303
    assert client.post("/settings/stages/", data | {"new_days": "10"}).status_code == 422  # the version is stale
    assert StageRules.current().loyal_occasions == 4


def test_an_order_that_is_sent_twice_is_one_order(desk: Client, rosa: Party) -> None:
    own = desk.get("/orders/new/").context["form"].initial["own_number"]
    sent = order_data(rosa, number="", own_number=own) | lines({"name": "Tea", "amount": "3"})
    answers = [desk.post("/orders/new/", sent) for _click in range(2)]
    order = Order.objects.get()
    assert {answer.headers.get("Location") for answer in answers} == {f"/orders/{order.pk}/"}
    assert order.number == own


def test_an_order_number_of_another_customer_is_not_ones_own(desk: Client, rosa: Party) -> None:
    ordered(rosa, "2026-03-02", number="X1")
    other = Party.objects.create(name="Other", sort_name="other")
    sent = order_data(other, number="", own_number="X1") | lines({"name": "Tea", "amount": "3"})
    assert desk.post("/orders/new/", sent).status_code == 422
    assert Order.objects.count() == 1


def test_a_deleted_customer_is_not_even_named_by_the_form_of_an_order(desk: Client, ana: Member, rosa: Party) -> None:
    rosa.deleted_at = rosa.created_at
    rosa.save()
    assert desk.get(f"/orders/new/?customer={rosa.pk}").status_code == 404
    answer = desk.post("/orders/new/", order_data(rosa) | lines({"name": "Tea", "amount": "3"}))
    assert answer.status_code == 422
    assert rosa.name not in answer.content.decode()


@pytest.mark.parametrize("digits", ["9" * 20, "9" * 5000])
def test_thousands_of_digits_are_no_number(desk: Client, rosa: Party, digits: str) -> None:
    assert desk.get("/products/", {"page": digits}).status_code == 200
    assert desk.get("/orders/new/", {"customer": digits}).status_code == 200
    sent = order_data(rosa, customer=digits) | {"line-TOTAL_FORMS": digits, "line-INITIAL_FORMS": "0"}
    assert desk.post("/orders/new/", sent).status_code == 422
    assert desk.post("/orders/new/", sent | {"more": "1"}).status_code < 500


@pytest.mark.parametrize(
    "position",
    ["0001-01-01T00:00:00+14:00_1", "9999-12-31T23:59:59-12:00_1", "2026-01-01_" + "9" * 5000, "_", "x_1", "2026-01-01_x"],
)
@pytest.mark.parametrize("way", ["older", "newer"])
def test_a_position_at_the_end_of_time_is_no_position(desk: Client, way: str, position: str) -> None:
    assert desk.get("/orders/", {way: position}).status_code == 200
