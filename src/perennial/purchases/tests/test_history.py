"""What happened to an order or a product is said before and after, and set back from there."""

import datetime as dt

from django.test import Client
from django.urls import reverse

from perennial.people.models import Party
from perennial.purchases.actions import Line, cancel_order, change_order, create_product, edit_product, refund_order
from perennial.purchases.models import Order, Product
from perennial.purchases.tests.conftest import ordered
from perennial.records.tests.defining import Define
from perennial.team.models import AuditEntry, Member
from perennial.team.tracing import deeds_of, history_named


def _set_back(client: Client, kind: str, record: Order | Product, field: str) -> None:
    entry = AuditEntry.objects.filter(object_kind=kind, object_id=record.pk, changes__has_key=field).latest("id")
    answer = client.post(reverse("team:setting", args=[kind, record.pk, entry.pk]), {"field": field})
    assert answer.status_code == 303


def test_every_field_of_an_order_is_said_and_set_back(client: Client, olive: Member, rosa: Party, define: Define) -> None:
    wrap = define("Gift wrap", "choice", "Paper", "Cloth", holder="orders")
    paper, _cloth = wrap.options_in_order()
    beans = create_product(by=olive, name="Beans", sku="B1", price_minor=900, currency="EUR")
    order = ordered(rosa, "2026-01-05")
    lines = [Line(product=beans, total_minor=1800, quantity_milli=1500)]
    facts = {"channel": "online", "status": "fulfilled", "placed_at": dt.datetime(2026, 1, 7, 12, tzinfo=dt.UTC)}
    changed = change_order(order, by=olive, version=order.version, lines=lines, custom={wrap.key: "Paper"}, **facts)
    deeds, _further = deeds_of(history_named("purchases.order"), changed, by=olive)
    said = {line.change.label: (line.change.before, line.change.after) for line in deeds[0].lines}
    assert said["What was bought"] == ("1 × Coffee (€20.00)", "1.5 × Beans (€18.00)")
    assert said["Total"] == ("€20.00", "€18.00")
    assert said["Gift wrap"] == ("", "Paper")
    assert {line.change.label for line in deeds[0].lines if line.can_return} == {
        "What was bought", "Channel", "Status", "Placed", "Gift wrap",
    }  # fmt: skip
    client.force_login(olive)
    for field in ("lines", "channel", "status", "placed_at", f"custom_{wrap.pk}"):
        _set_back(client, "purchases.order", changed, field)
    now = Order.objects.get()
    assert (now.channel, now.status, now.placed_at, now.total_minor) == ("shop", "paid", order.placed_at, 2000)
    assert [line.name for line in now.lines.all()] == ["Coffee"]
    assert now.custom.get(wrap.stored_as) is None
    assert paper.name == "Paper"
    change_order(now, by=olive, version=now.version, lines=lines)
    _set_back(client, "purchases.order", now, "lines")  # twice there and back again
    assert [line.product_id for line in Order.objects.get().lines.all()] == [None]


def test_a_cancelled_order_is_not_set_back(client: Client, olive: Member, rosa: Party) -> None:
    order = ordered(rosa, "2026-01-05")
    change_order(order, by=olive, version=order.version, channel="online")
    cancel_order(Order.objects.get(), by=olive)
    entry = AuditEntry.objects.get(action="purchases.order.changed")
    client.force_login(olive)
    page = client.get(reverse("team:history", args=["purchases.order", order.pk])).content
    assert b"Set back" not in page
    answer = client.post(reverse("team:setting", args=["purchases.order", order.pk, entry.pk]), {"field": "channel"})
    assert answer.status_code == 404


def test_a_product_is_set_back_with_the_fields_of_the_business(client: Client, olive: Member, define: Define) -> None:
    steep = define("Steeping", "number", holder="products")
    tea = create_product(by=olive, name="Tea", sku="T1", price_minor=900, currency="EUR", custom={steep.key: "3"})
    edit_product(tea, by=olive, version=tea.version, name="Green tea", price_minor=950, custom={steep.key: "4"})
    client.force_login(olive)
    assert b"History" in client.get(reverse("purchases:product", args=[tea.pk])).content
    for field in ("name", "price_minor", f"custom_{steep.pk}"):
        _set_back(client, "purchases.product", tea, field)
    now = Product.objects.get()
    assert (now.name, now.price_minor, now.custom[steep.stored_as]) == ("Tea", 900, 3)


def test_the_way_to_the_history_stands_on_the_order(client: Client, vik: Member, rosa: Party) -> None:
    order = ordered(rosa, "2026-01-05")
    client.force_login(vik)
    page = client.get(reverse("purchases:order", args=[order.pk])).content.decode()
    assert reverse("team:history", args=["purchases.order", order.pk]) in page


def test_what_would_be_refused_is_not_offered(olive: Member, rosa: Party) -> None:
    order = ordered(rosa, "2026-01-05")
    refund_order(order, by=olive, amount_minor=order.total_minor)
    AuditEntry.objects.create(
        action="purchases.order.changed",
        member=olive,
        object_kind="purchases.order",
        object_id=order.pk,
        changes={"status": ["refunded", "paid"], "lines": [None, {"currency": "EUR", "lines": []}], "channel": ["phone", ""]},
    )
    deeds, _further = deeds_of(history_named("purchases.order"), Order.objects.get(pk=order.pk), by=olive)
    assert [line.change.field for line in deeds[0].lines if line.can_return] == ["channel"]
