"""The list of orders: filters, views, sums, files; whose orders a member sees; and that nothing is sorted whole."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client

from perennial.people.actions import create_party, merge_parties
from perennial.people.models import Party
from perennial.people.tests.test_listing import assert_read_along_an_index
from perennial.purchases.actions import Line, create_product, place_order
from perennial.purchases.models import Order, OrderLine
from perennial.purchases.orderkind import ORDERS
from perennial.purchases.tests.conftest import ordered
from perennial.records import listing
from perennial.records.choices import Operator
from perennial.records.compiling import compiled
from perennial.records.conditions import All, Condition, Is
from perennial.records.models import View
from perennial.records.tests.defining import Define
from perennial.records.tests.planning import plan_or_indexes
from perennial.records.wanted import Wanted
from perennial.team.models import AuditEntry, Member

LIST = "/orders/"


@pytest.fixture
def desk(client: Client, olive: Member, rosa: Party, theo: Party) -> Client:
    client.force_login(olive)
    for day, (party, euros, number, status) in enumerate(
        [(rosa, 20, "W-1", "paid"), (theo, 35, "W-2", "refunded"), (rosa, 50, "X-3", "open"), (theo, 5, "W-10", "paid")], 1
    ):
        order = ordered(party, f"2026-03-0{day}", euros, number)
        Order.objects.filter(pk=order.pk).update(status=status, channel="fair" if number == "X-3" else "shop")
    return client


def numbers(browser: Client, query: str = "") -> list[str]:
    return [order.number for order in browser.get(LIST + query).context["page"].rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["W-10", "X-3", "W-2", "W-1"]),
        ("?sort=total", ["X-3", "W-2", "W-1", "W-10"]),
        ("?sort=number", ["W-1", "W-10", "W-2", "X-3"]),
        ("?q=w-1", ["W-10", "W-1"]),
        ("?number.is=w-1", ["W-1"]),
        ("?status=paid&status=open", ["W-10", "X-3", "W-1"]),
        ("?channel=fair", ["X-3"]),
        ("?placed.from=2026-03-02&placed.to=2026-03-03", ["X-3", "W-2"]),
        ("?total.from=30", ["X-3", "W-2"]),
        ("?refunded.from=1", []),
        ("?quantity.from=1", ["W-10", "X-3", "W-2", "W-1"]),
        ('?where={"any":[{"field":"channel","value":"fair"},{"not":{"field":"status","value":"paid"}}]}', ["X-3", "W-2"]),
    ],
)  # fmt: skip
def test_orders_are_filtered_and_sorted(desk: Client, query: str, found: list[str]) -> None:
    assert numbers(desk, query) == found


def test_orders_of_a_customer_also_of_one_who_was_merged(desk: Client, rosa: Party, theo: Party) -> None:
    assert numbers(desk, f"?customer={rosa.pk}") == ["X-3", "W-1"]
    Order.objects.filter(party=theo).update(party=rosa)
    Party.objects.filter(pk=theo.pk).update(merged_into=rosa, deleted_at=dt.datetime(2026, 4, 1, tzinfo=dt.UTC))
    assert numbers(desk, f"?customer={theo.pk}") == ["W-10", "X-3", "W-2", "W-1"]


def test_a_customer_is_asked_for_by_name_without_a_script(desk: Client, rosa: Party) -> None:
    create_party(by=None, name="Rosa Kant")  # whose words are known to the search
    page = desk.get(f"{LIST}?customer={rosa.pk}").context
    assert [chip.said for chip in page["chips"]] == ["Rosa Lindqvist"]
    form = desk.get(f"/lists/orders/filters/customer/?customer={rosa.pk}").content.decode()
    assert f'<option value="{rosa.pk}" selected>Rosa Lindqvist</option>' in form
    assert 'data-url="/customers/options/"' in form
    assert 'name="customer.named"' in form.partition("<noscript>")[2]
    found = desk.get(LIST + "?customer.named=rosa").context
    assert found["page"].rows == []
    assert [chip.said for chip in found["chips"]] == ["Rosa Kant"]
    assert "There is no “Zoe” for “Customer”." in desk.get(LIST + "?customer.named=Zoe").content.decode()


def test_the_builder_finds_customers_by_name(desk: Client, rosa: Party) -> None:
    row = {"match": "all", "g0.match": "all", "g0.r0.field": "customer", "g0.r0.asked": "not-any_of", "act": "show"}
    shown = desk.post("/lists/orders/conditions/", {**row, "g0.r0.value": [str(rosa.pk)]})
    assert numbers(desk, shown["Location"].removeprefix(LIST)) == ["W-10", "W-2"]
    create_party(by=None, name="Zoe Kant")
    assert desk.post("/lists/orders/conditions/", {**row, "g0.r0.named": "zoe"}).status_code == 302
    refused = desk.post("/lists/orders/conditions/", {**row, "g0.r0.named": "Wilhelmina"})
    assert refused.status_code == 422
    assert "There is no “Wilhelmina”" in refused.content.decode()


def test_who_may_not_be_named_is_not(desk: Client, rosa: Party, ana: Member) -> None:
    Member.objects.filter(pk=ana.pk).update(reach="own")
    browser = Client()
    browser.force_login(Member.objects.get(pk=ana.pk))
    assert [chip.said for chip in browser.get(f"{LIST}?customer={rosa.pk}").context["chips"]] == ["somebody or something"]


def test_who_was_merged_is_named_to_who_sees_their_heir(desk: Client, olive: Member, ana: Member) -> None:
    heir = create_party(by=olive, name="Rosa Lindqvist", owner=olive)
    theirs = create_party(by=olive, name="R. Lindqvist", owner=ana)
    merge_parties(heir, theirs, by=olive)
    assert [chip.said for chip in desk.get(f"{LIST}?customer={theirs.pk}").context["chips"]] == ["Rosa Lindqvist"]
    Member.objects.filter(pk=ana.pk).update(reach="own")
    browser = Client()
    browser.force_login(Member.objects.get(pk=ana.pk))
    assert [chip.said for chip in browser.get(f"{LIST}?customer={theirs.pk}").context["chips"]] == ["somebody or something"]


def test_what_was_bought_can_be_asked(desk: Client, rosa: Party, olive: Member) -> None:
    beans = create_product(by=olive, name="Beans", sku="B1", price_minor=1250, currency="EUR")
    place_order(rosa, by=olive, lines=[Line(product=beans, total_minor=1250)], number="B-1")
    assert numbers(desk, f"?product={beans.pk}") == ["B-1"]
    page = desk.get(f"{LIST}?product={beans.pk}&col=product,customer_owner").content.decode()
    assert "Beans" in page


def test_totals_are_added_up_in_each_currency(desk: Client, rosa: Party) -> None:
    order = ordered(rosa, "2026-03-05", 12, "S-1")
    Order.objects.filter(pk=order.pk).update(currency="SEK")
    (total,) = [each for each in desk.get(LIST).context["sums"].totals if each.field.key == "total"]
    assert [(amount.minor, amount.currency) for amount in total.amounts] == [(11000, "EUR"), (1200, "SEK")]


def test_a_view_of_orders_is_kept_and_taken_out(desk: Client, define: Define, olive: Member) -> None:
    wrap = define("Gift wrap", "choice", "Paper", "Cloth", holder="orders")
    paper = wrap.options_in_order()[0]
    order = Order.objects.get(number="W-2")
    Order.objects.filter(pk=order.pk).update(custom={wrap.stored_as: str(paper.pk)})
    query = f"?{wrap.key}={paper.pk}&col=customer,total,{wrap.key}"
    assert desk.post(f"/lists/orders/views/new/{query}", {"name": "Wrapped", "shared": "on"}).status_code == 303
    view = View.objects.get(name="Wrapped")
    assert numbers(desk, f"?view={view.pk}") == ["W-2"]
    file = b"".join(desk.get(f"/lists/orders/export.csv?view={view.pk}")).decode("utf-8-sig")  # type: ignore[arg-type]
    head, row = file.splitlines()
    assert head == f"id,number,customer,total,total_currency,{wrap.key}"
    assert row.startswith(f"{order.pk},W-2,Theo Okafor,35.00,EUR")
    assert AuditEntry.objects.filter(action="records.list.exported", member=olive).exists()


def test_the_orders_of_a_list_are_grouped(desk: Client) -> None:
    groups = desk.get(LIST + "?group=status").context["groups"]
    assert {str(each["group"].label): each["group"].page.count for each in groups} == {"Open": 1, "Paid": 2, "Refunded": 1}


def test_a_member_sees_the_orders_of_the_customers_within_reach(desk: Client, rosa: Party, ana: Member) -> None:
    Party.objects.filter(pk=rosa.pk).update(owner=ana)
    Member.objects.filter(pk=ana.pk).update(reach="own")
    browser = Client()
    browser.force_login(Member.objects.get(pk=ana.pk))
    assert numbers(browser) == ["X-3", "W-1"]
    assert numbers(browser, "?sort=total&status=paid") == ["W-1"]
    assert b"Theo" not in browser.get(LIST).content
    assert numbers(desk, f"?customer_owner={ana.pk}") == ["X-3", "W-1"]


def wanted(member: Member, condition: Condition = All(), sort: str = "", reverse: bool = False) -> Wanted:
    return Wanted(kind=ORDERS, member=member, fields=ORDERS.fields_for(member), condition=condition, sort=sort, reverse=reverse)


SORTS = tuple(field.key for field in ORDERS.built_in() if field.sorting)
PAID = Is("status", Operator.ANY_OF, ("paid",))
TWO = Is("status", Operator.ANY_OF, ("paid", "open"))


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("sort", SORTS)
def test_no_order_sorts_the_table(desk: Client, olive: Member, sort: str, reverse: bool) -> None:
    for condition in (All(), TWO, PAID):
        assert_read_along_an_index(listing.ordered(wanted(olive, condition, sort, reverse), dense=True))


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (PAID, "order_status"),
        (Is("channel", Operator.ANY_OF, ("shop",)), "order_channel"),
        (Is("customer", Operator.ANY_OF, ("5",)), "order_party"),
        (Is("total", Operator.FROM, Decimal(5)), "order_total"),
        (Is("refunded", Operator.ABOVE, Decimal(5)), "order_refunded"),
        (Is("quantity", Operator.ABOVE, Decimal(5)), "order_quantity"),
        (Is("placed", Operator.FROM, dt.date(2026, 1, 1)), "order_placed"),
        (Is("number", Operator.IS, "w-1"), "number"),
        (Is("product", Operator.ANY_OF, ("5",)), "product"),
    ],
)
def test_each_filter_has_an_index(desk: Client, olive: Member, query: Condition, index: str) -> None:
    asked = compiled(query, ORDERS.fields_for(olive)).on(Order.objects.order_by())
    assert index in plan_or_indexes(asked, Order, OrderLine)


def test_a_long_list_is_counted_without_looking_at_each_customer(
    desk: Client, olive: Member, rosa: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "COUNTED", 2)
    assert listing.count_of(wanted(olive)) == 3  # four: more than are counted
    Party.objects.filter(pk=rosa.pk).update(deleted_at=dt.datetime(2026, 4, 1, tzinfo=dt.UTC))
    assert listing.count_of(wanted(olive)) == 2  # exactly
    assert listing.count_of(wanted(olive, PAID)) == 1
