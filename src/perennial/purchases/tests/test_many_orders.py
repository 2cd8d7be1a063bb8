"""Changing many orders at once: what happens to each, what follows for their customers, what is taken back."""

from typing import Any

import pytest
from django.test import Client

from perennial.kernel.jobs.testing import run_jobs
from perennial.people.actions import delete_party, erase_party, merge_parties
from perennial.people.models import Party
from perennial.people.tests.together import chosen, do, undo
from perennial.purchases.actions import Line, cancel_order, change_order, create_product, place_order, refund_order
from perennial.purchases.models import DeletedOrder, Order, OrderCancellation, OrderLine, Product, PurchaseSummary, Refund
from perennial.purchases.orderkind import ORDERS
from perennial.purchases.tests.conftest import ordered
from perennial.records import bins as bins_of_records
from perennial.records.actions import OptionRow, define_field
from perennial.records.bins import bins
from perennial.records.bulk import running
from perennial.records.bulk.starting import BulkRefused, start_bulk
from perennial.records.choices import Operator
from perennial.records.conditions import Is
from perennial.records.models import BulkChange, BulkLeft, BulkState, BulkValue
from perennial.team.models import AuditEntry, Member

Found = Any


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "AT_ONCE", 2)


@pytest.fixture
def orders(rosa: Party, theo: Party) -> list[Order]:
    return [ordered(rosa if n % 2 else theo, f"2026-0{n + 1}-01", number=f"A-{n}") for n in range(5)]


def do_orders(member: Member, act: str, value: Found = None, **which: Any) -> BulkChange:
    return do(member, act, value, kind=ORDERS, **which)


def facts(*labels: str) -> list[Any]:
    """Everything that is kept of orders and what follows from them, but when and how often they were written."""
    found: list[Any] = []
    for model in (Order, OrderLine, Refund, OrderCancellation, PurchaseSummary):
        names = [field.attname for field in model._meta.concrete_fields if field.name not in ("updated_at", "version", *labels)]
        found.append(list(model._base_manager.order_by("pk").values_list(*names)))
    parties = Party.objects.order_by("pk")
    return [*found, list(parties.values_list("orders", "value_minor", "last_order_at", "stage"))]


def left() -> list[tuple[str, str]]:
    return list(BulkLeft.objects.order_by("record").values_list("name", "why"))


def test_a_field_is_set_and_set_back(orders: list[Order], olive: Member) -> None:
    before = facts()
    change = do_orders(olive, "set.channel", "phone", ids=[one.pk for one in orders[:3]])
    assert list(Order.objects.order_by("pk").values_list("channel", flat=True)) == ["phone"] * 3 + ["shop"] * 2
    assert (change.state, change.changed, change.words) == (BulkState.DONE, 3, "Channel: Phone")
    entry = AuditEntry.objects.filter(object_id=orders[0].pk).latest("id")
    assert (entry.action, entry.changes) == ("purchases.order.changed", {"channel": ["shop", "phone"]})
    assert (entry.part_of, entry.object_kind, entry.object_name) == (change.pk, "purchases.order", "A-0")
    undo(change, by=olive)
    assert facts() == before


def test_a_status_is_set_where_it_may_be(orders: list[Order], olive: Member) -> None:
    """What a refund or a cancellation said is not set, and no money moves."""
    cancel_order(orders[0], by=olive)
    refund_order(orders[1], by=olive, amount_minor=2000)
    before = facts("status")
    change = do_orders(olive, "set.status", "fulfilled")
    statuses = list(Order.objects.order_by("pk").values_list("status", flat=True))
    assert statuses == ["cancelled", "refunded", "fulfilled", "fulfilled", "fulfilled"]
    assert left() == [("A-0", "It was cancelled"), ("A-1", "It was refunded")]
    assert facts("status") == before
    assert undo(change, by=olive).restored == 3
    for status in ("refunded", "cancelled", "nonsense"):
        assert "comes by itself" in do_orders(olive, "set.status", status).trouble


def test_another_day_moves_the_sums_and_moves_them_back(orders: list[Order], olive: Member) -> None:
    before = facts()
    change = do_orders(olive, "set.placed", "2026-07-01", ids=[orders[0].pk, orders[4].pk])
    assert PurchaseSummary.objects.get(pk=orders[0].party_id).occasions == 2
    undo(change, by=olive)
    assert facts() == before
    assert "future" in do_orders(olive, "set.placed", "2126-07-01").trouble


def test_orders_are_cancelled_and_reinstated_as_they_were(orders: list[Order], olive: Member) -> None:
    refund_order(orders[0], by=olive, amount_minor=500)
    cancel_order(orders[1], by=olive, reason="Twice")
    before = facts()
    change = do_orders(olive, "cancel", "The fair was called off")
    assert (change.changed, change.same, left()) == (3, 1, [("A-0", "Money was given back for it. Refund the rest instead")])
    assert PurchaseSummary.objects.get().orders == 1
    entry = AuditEntry.objects.filter(object_id=orders[2].pk).latest("id")
    assert (entry.action, entry.changes) == ("purchases.order.cancelled", {"status": ["paid", "cancelled"]})
    cancelled = facts()
    lifted = do_orders(olive, "reinstate")
    assert (lifted.changed, OrderCancellation.objects.count()) == (4, 0)
    undo(lifted, by=olive)
    assert facts() == cancelled
    undo(change, by=olive)
    assert facts() == before


def test_deleted_orders_come_back_whole_and_the_sums_follow(orders: list[Order], olive: Member) -> None:
    refund_order(orders[1], by=olive, amount_minor=500, reason="Broken")
    cancel_order(orders[2], by=olive, reason="Twice")
    field = define_field(by=olive, holder="orders", type="choices", name="Marks", options=[_option("Gift"), _option("Late")])
    change_order(orders[3], by=olive, version=orders[3].version, custom={field.key: ["Gift", "Late"]})
    before = facts()
    change = do_orders(olive, "delete")
    assert (change.changed, Order.objects.count(), OrderLine.objects.count(), Refund.objects.count()) == (5, 0, 0, 0)
    assert DeletedOrder.objects.count() == 5
    assert not PurchaseSummary.objects.exists()
    assert set(Party.objects.values_list("orders", "value_minor", "last_order_at")) == {(0, 0, None)}
    change = undo(change, by=olive)
    assert (change.restored, change.kept, DeletedOrder.objects.count()) == (5, 0, 0)
    assert facts() == before
    assert do_orders(olive, "set.channel", "web", condition=Is(field.key, Operator.ANY_OF, _keys(field, "Gift"))).changed == 1
    actions = AuditEntry.objects.filter(object_id=orders[0].pk).order_by("id").values_list("action", flat=True)
    assert list(actions)[-2:] == ["purchases.order.deleted", "purchases.order.restored"]


def test_what_another_took_meanwhile_stays_away_and_is_listed(orders: list[Order], rosa: Party, olive: Member) -> None:
    change = do_orders(olive, "delete", ids=[one.pk for one in orders[:3]])
    ordered(rosa, "2026-09-01", number="A-1")
    delete_party(orders[0].party, by=olive)
    change = undo(change, by=olive)
    assert (change.restored, change.kept) == (0, 3)
    customer = "Its customer was deleted"
    assert left() == [("A-0", customer), ("A-1", "Another one has taken the number “A-1” since"), ("A-2", customer)]
    assert DeletedOrder.objects.count() == 3


def test_a_field_of_the_business_is_set_for_many(orders: list[Order], olive: Member, vik: Member) -> None:
    cancel_order(orders[0], by=olive)
    field = define_field(by=olive, holder="orders", type="text", name="Route")
    change = do_orders(olive, f"set.{field.key}", [field.slot, "North"])
    assert [field.value_in(one.custom) for one in Order.objects.order_by("pk")] == [None] + ["North"] * 4
    entry = AuditEntry.objects.filter(part_of=change.pk).first()
    assert entry is not None
    assert entry.action == "purchases.order.changed"
    undo(change, by=olive)
    assert [field.value_in(one.custom) for one in Order.objects.order_by("pk")] == [None] * 5
    with pytest.raises(BulkRefused, match="cannot be done"):
        start_bulk(chosen(vik, kind=ORDERS), f"set.{field.key}", [field.slot, "South"], by=vik)


def test_a_number_that_is_taken_in_this_very_moment_keeps_only_its_order_away(
    orders: list[Order], rosa: Party, olive: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever takes it just after it was found free shows only as the orders are written."""
    monkeypatch.setattr(running, "AT_ONCE", 100)
    change = do_orders(olive, "delete")
    for number in ("A-1", "A-4"):
        place_order(rosa, by=olive, lines=[Line(total_minor=1, name="x")], number=number)
    monkeypatch.setattr(bins_of_records, "_taken", lambda _model, _rows: {})
    change = undo(change, by=olive)
    assert (change.restored, change.kept, change.state) == (3, 2, BulkState.UNDONE)
    words = "Another one has taken its place in this very moment"
    assert left() == [("A-1", words), ("A-4", words)]
    assert sorted(Order.objects.values_list("number", flat=True)) == [f"A-{n}" for n in range(5)]
    assert PurchaseSummary.objects.get(pk=rosa.pk).orders == 3


def test_who_sees_only_their_own_changes_only_those(orders: list[Order], rosa: Party, ana: Member, olive: Member) -> None:
    Party.objects.filter(pk=rosa.pk).update(owner=ana)
    Member.objects.filter(pk=ana.pk).update(reach="own")
    ana.refresh_from_db()
    change = do_orders(ana, "set.channel", "web", ids=[one.pk for one in orders])
    assert (change.changed, change.left_alone) == (2, 3)
    assert {name for name, _why in left()} == {""}
    assert do_orders(ana, "set.channel", "phone").total == 2


def test_who_may_do_what(orders: list[Order], ana: Member, vik: Member, olive: Member) -> None:
    for member, act in ((vik, "set.channel"), (ana, "delete"), (olive, "set.total"), (olive, "set.number")):
        with pytest.raises(BulkRefused, match="cannot be done"):
            start_bulk(chosen(member, kind=ORDERS), act, "x", by=member)


def test_what_was_put_away_follows_its_customer(orders: list[Order], rosa: Party, theo: Party, olive: Member) -> None:
    change = do_orders(olive, "delete", ids=[orders[0].pk, orders[1].pk])
    merge_parties(rosa, theo, by=olive)
    assert set(DeletedOrder.objects.values_list("party_id", flat=True)) == {rosa.pk}
    undo(change, by=olive)
    assert set(Order.objects.values_list("party_id", flat=True)) == {rosa.pk}


def test_nothing_of_an_erased_customer_is_left(orders: list[Order], rosa: Party, olive: Member) -> None:
    do_orders(olive, "set.channel", "web")
    do_orders(olive, "delete")
    erase_party(delete_party(rosa, by=olive), by=olive, typed_name="Rosa Lindqvist")
    assert DeletedOrder.objects.count() == 3
    assert not BulkValue.objects.filter(record__in=[orders[1].pk, orders[3].pk]).exists()
    assert not AuditEntry.objects.filter(object_name="A-1").exists()
    assert AuditEntry.objects.filter(object_name="A-0").exists()


def _option(name: str) -> Any:
    return OptionRow(name)


def _keys(field: Any, name: str) -> tuple[str, ...]:
    return tuple(str(option.pk) for option in field.options_in_order() if option.name == name)


def test_a_bin_knows_every_table_that_leads_to_its_records() -> None:
    for into in bins:
        known = {(label, link) for label, link in (*into.parts, *into.pointing)}
        ways = [way for way in into.model._meta.get_fields(include_hidden=True) if way.auto_created and way.is_relation]
        leading = {(way.field.model._meta.label, way.field.name) for way in ways}
        assert leading == known, f"{into.model_name}: say in its Bin what becomes of these rows"


def test_products_that_are_gone_leave_the_lines(rosa: Party, olive: Member) -> None:
    product = create_product(by=olive, name="Coffee", sku="C-1", currency="EUR")
    place_order(rosa, by=olive, lines=[Line(total_minor=100, product=product)])
    change = do_orders(olive, "delete")
    Product.objects.all().delete()
    assert undo(change, by=olive).restored == 1
    assert OrderLine.objects.get().product_id is None


def test_the_list_has_boxes_and_a_bar_without_a_script(orders: list[Order], olive: Member, client: Client) -> None:
    client.force_login(olive)
    page = client.get("/orders/").content.decode()
    assert page.count('name="record"') == 5
    for act in ("set.status", "set.channel", "set.placed", "delete", "export.csv"):
        assert f'name="act" value="{act}"' in page
    given = {"act": "delete", "record": [str(orders[0].pk), str(orders[1].pk)], "query": "?status=paid"}
    asked = client.post("/lists/orders/bulk/", given).content.decode()
    assert "2 orders. They count no more" in asked
    begun = client.post("/lists/orders/bulk/", given | {"sure": "1"})
    run_jobs()
    assert Order.objects.count() == 3
    shown = client.get(begun["Location"]).content.decode()
    assert "Orders" in shown
    assert "/undo/" in shown
    assert client.get(f"/orders/{orders[0].pk}/").status_code == 404
