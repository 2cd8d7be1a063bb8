"""Orders: placed, changed, cancelled, refunded; each told once, refused in words, and in the audit log."""

import datetime as dt
from typing import Any

import pytest

from perennial.kernel.events import Event, hears
from perennial.people.models import Party
from perennial.purchases import events
from perennial.purchases.actions import (
    Conflict,
    Line,
    OrderRefused,
    RefundRefused,
    cancel_order,
    change_order,
    place_order,
    refund_order,
    reinstate_order,
)
from perennial.purchases.choices import OrderStatus
from perennial.purchases.models import Order, PurchaseSummary, Refund
from perennial.purchases.tests.conftest import ordered
from perennial.team.models import AuditEntry, Member

told: list[Event] = []
for kind in (events.OrderPlaced, events.OrderChanged, events.OrderCancelled, events.OrderReinstated, events.OrderRefunded):
    hears(kind)(told.append)


@pytest.fixture(autouse=True)
def _silence() -> None:
    told.clear()


def said() -> list[str]:
    return [type(event).__name__ for event in told]


def test_placing_writes_lines_figures_and_the_log_and_is_told_once(rosa: Party, ana: Member) -> None:
    order = place_order(
        rosa, by=ana, lines=[Line(name="Tea", total_minor=500, quantity_milli=750), Line(name="Off", total_minor=-50)]
    )
    rosa.refresh_from_db()
    assert (order.total_minor, order.lines.count(), rosa.orders, rosa.value_minor, rosa.stage) == (450, 2, 1, 450, "new")
    assert said() == ["OrderPlaced"]
    assert list(AuditEntry.objects.values_list("action", "object_id")) == [("purchases.order.placed", order.pk)]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"lines": []}, "lines"),
        ({"lines": [Line(name="x", total_minor=-1)]}, "lines"),
        ({"lines": [Line(name="x", total_minor=10**16)]}, "lines"),
        ({"lines": [Line(name="x", total_minor=1, quantity_milli=0)]}, "lines"),
        ({"lines": [Line(name="x", total_minor=1, quantity_milli=10**15)]}, "lines"),
        ({"lines": [Line(name="x", total_minor=1)] * 501}, "lines"),
        ({"currency": "XXQ"}, "currency"),
        ({"placed_at": dt.datetime(1, 1, 1, tzinfo=dt.UTC)}, "placed_at"),
        ({"placed_at": dt.datetime(9999, 12, 31, tzinfo=dt.UTC)}, "placed_at"),
        ({"status": OrderStatus.REFUNDED}, "status"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_written(rosa: Party, wrong: dict[str, Any], field: str) -> None:
    right: dict[str, Any] = {"lines": [Line(name="x", total_minor=1)]}
    with pytest.raises(OrderRefused) as refused:
        place_order(rosa, by=None, **(right | wrong))
    assert refused.value.field == field
    assert not Order.objects.exists()
    assert not told


def test_a_number_is_given_once(rosa: Party, theo: Party) -> None:
    ordered(rosa, "2026-01-01", number="A-1")
    with pytest.raises(OrderRefused, match="A-1") as refused:
        ordered(theo, "2026-01-02", number="A-1")
    assert refused.value.field == "number"
    assert not PurchaseSummary.objects.filter(pk=theo.pk).exists()


def test_a_deleted_customer_buys_nothing(rosa: Party) -> None:
    rosa.deleted_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    with pytest.raises(OrderRefused, match="Restore"):
        ordered(rosa, "2026-01-02")


def test_a_change_that_changes_nothing_is_not_told(rosa: Party) -> None:
    order = ordered(rosa, "2026-01-01")
    told.clear()
    change_order(order, by=None, version=1, lines=[Line(name="Coffee", total_minor=2000)], channel="shop")
    assert said() == []
    changed = change_order(order, by=None, version=1, channel="web")
    assert (said(), changed.version) == (["OrderChanged"], 2)
    with pytest.raises(Conflict):
        change_order(order, by=None, version=1, channel="phone")


def test_refunds_never_exceed_what_was_paid_and_a_full_one_ends_the_order(rosa: Party, ana: Member) -> None:
    order = ordered(rosa, "2026-01-01", 20)
    told.clear()
    first = refund_order(order, by=ana, amount_minor=500, key="k")
    assert refund_order(order, by=ana, amount_minor=500, key="k") == first
    with pytest.raises(RefundRefused, match="before"):
        refund_order(order, by=ana, amount_minor=400, key="k")
    for amount in (0, -5, 1501, 10**18):
        with pytest.raises(RefundRefused):
            refund_order(order, by=ana, amount_minor=amount)
    refund_order(order, by=ana, amount_minor=1500)
    order.refresh_from_db()
    rosa.refresh_from_db()
    assert (order.status, order.refunded_minor, Refund.objects.count()) == (OrderStatus.REFUNDED, 2000, 2)
    assert (rosa.orders, rosa.value_minor, rosa.stage) == (0, 0, "lead")
    assert [event.in_full for event in told if isinstance(event, events.OrderRefunded)] == [False, True]
    with pytest.raises(OrderRefused):
        cancel_order(order, by=ana)
    told_first = AuditEntry.objects.filter(action="purchases.order.refunded").earliest("id")
    assert told_first.changes == {"refund": [None, {"minor": 500, "currency": "EUR"}]}


def test_a_refund_lies_between_the_order_and_today(rosa: Party) -> None:
    order = ordered(rosa, "2026-01-10")
    for year in (1, 2025, 9999):
        with pytest.raises(RefundRefused):
            refund_order(order, by=None, amount_minor=1, at=dt.datetime(year, 1, 1, tzinfo=dt.UTC))


def test_cancelling_twice_is_once_and_can_be_taken_back(rosa: Party, ana: Member) -> None:
    order = ordered(rosa, "2026-01-01")
    told.clear()
    cancel_order(order, by=ana, reason="x" * 999)
    cancel_order(order, by=ana)
    with pytest.raises(RefundRefused):
        refund_order(order, by=ana, amount_minor=1)
    with pytest.raises(OrderRefused):
        change_order(order, by=ana, version=2, channel="web")
    reinstate_order(order, by=ana)
    reinstate_order(order, by=ana)
    assert said() == ["OrderCancelled", "OrderReinstated"]
    rosa.refresh_from_db()
    assert rosa.orders == 1
