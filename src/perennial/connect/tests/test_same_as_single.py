"""What an import leaves is what the single actions would have left, field by field."""

import datetime as dt
from typing import Any

import pytest
from django.db import models

from perennial.connect.tests.bringing import bring, counts
from perennial.kernel import clock
from perennial.people.actions import create_party
from perennial.people.actions.creating import Known
from perennial.people.models import Party, StageChange
from perennial.purchases.actions import MOST_MINOR, Line, OrderRefused, create_category, create_product, place_order
from perennial.purchases.models import Order, OrderLine, Product, PurchaseSummary, StageAnswer
from perennial.team.models import Member
from perennial.timeline.actions import log_touchpoint
from perennial.timeline.models import ContactSummary, Touchpoint

pytestmark = pytest.mark.usefixtures("workspace")
NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


def kept(model: type[models.Model], *leave_out: str, **which: Any) -> list[dict[str, Any]]:
    """All that is kept in the rows of a model, but what tells them apart."""
    names = [f.attname for f in model._meta.concrete_fields if f.attname not in ("id", "batch", *leave_out)]
    rows: Any = model._default_manager.filter(**which)
    return sorted(rows.values(*names), key=str)


def customers() -> tuple[Party, Party]:
    """Two who are alike but for their address: one is served by actions, one by imports."""
    pair = [create_party(by=None, name="Ann", identities=[Known("email", f"{who}@x.example")]) for who in ("single", "bulk")]
    return pair[0], pair[1]


def test_orders_with_what_follows_from_them() -> None:
    with clock.standing_at(NOW):
        one, other = customers()
        tea = create_product(by=None, sku="T1", name="Tea", currency="EUR")
        for n, day in enumerate((1, 9, 20)):
            lines = [
                Line(product=tea, total_minor=1990, quantity_milli=1500),
                Line(name="Gift wrap", total_minor=-90),
            ]
            placed_at = dt.datetime(2026, 3, day, 9, 30, tzinfo=dt.UTC)
            place_order(one, by=None, number=f"S{n}", lines=lines, placed_at=placed_at, channel="web", status="fulfilled")
        rows = "".join(
            f"B{n},bulk@x.example,2026-03-{day:02} 09:30Z,T1,,1.5,19.90,EUR,fulfilled,web\n"
            f"B{n},bulk@x.example,2026-03-{day:02} 09:30Z,,Gift wrap,1,-0.90,EUR,fulfilled,web\n"
            for n, day in enumerate((1, 9, 20))
        )
        head = "order number,email,date,sku,product,quantity,amount,currency,status,channel\n"
        assert counts(bring("orders", head + rows)) == (3, 0, 0, 0)
    assert kept(Order, "party_id", "number", party=one) == kept(Order, "party_id", "number", party=other)
    assert kept(OrderLine, "order_id", order__party=one) == kept(OrderLine, "order_id", order__party=other)
    for model in (PurchaseSummary, StageAnswer):
        assert kept(model, "party_id", party=one) == kept(model, "party_id", party=other), model
    step = ("after", "at", "rule", "by_id")  # the last one: an import goes there at once, orders one by one
    last = [StageChange.objects.filter(party=party).order_by("pk").values(*step).last() for party in (one, other)]
    assert last[0] == last[1]
    figures = ("orders", "value_minor", "currency", "last_order_at", "stage", "stage_since")
    assert Party.objects.values_list(*figures).get(pk=one.pk) == Party.objects.values_list(*figures).get(pk=other.pk)


def test_products() -> None:
    with clock.standing_at(NOW):
        create_product(
            by=None, sku="S", name="Tea", category=create_category("Drinks", by=None), price_minor=450, currency="EUR"
        )
        assert counts(bring("products", "sku,name,category,price,currency,active\nB,Tea,Drinks,4.50,EUR,yes\n")) == (1, 0, 0, 0)
    assert kept(Product, "sku", sku="S") == kept(Product, "sku", sku="B")


def test_touchpoints_with_the_summary_of_contact(olive: Member) -> None:
    with clock.standing_at(NOW):
        one, other = customers()
        for day in (3, 5):
            moment = dt.datetime(2026, 3, day, 9, 30, tzinfo=dt.UTC)
            log_touchpoint(party_id=one.pk, kind="call", by=olive, text="Hello", direction="both", happened_at=moment)
        rows = "".join(f"bulk@x.example,call,2026-03-0{day} 09:30Z,both,Hello,{olive.email},staff\n" for day in (3, 5))
        assert counts(bring("touchpoints", "email,kind,when,direction,text,member,source\n" + rows)) == (2, 0, 0, 0)
    assert kept(Touchpoint, "party_id", "key", party=one) == kept(Touchpoint, "party_id", "key", party=other)
    assert kept(ContactSummary, "party_id", party=one) == kept(ContactSummary, "party_id", party=other)
    assert Party.objects.get(pk=one.pk).last_contact_at == Party.objects.get(pk=other.pk).last_contact_at


@pytest.mark.parametrize(
    ("placed", "amounts", "why"),
    [
        (dt.datetime(2026, 3, 1, tzinfo=dt.UTC), (MOST_MINOR + 100,), "larger than an order can be"),
        (dt.datetime(2026, 3, 1, tzinfo=dt.UTC), (MOST_MINOR, 100), "more than can be kept"),
        (dt.datetime(2026, 3, 1, tzinfo=dt.UTC), (100, -200), "less than nothing"),
        (dt.datetime(2026, 11, 23, tzinfo=dt.UTC), (100,), "in the future"),
        (dt.datetime(1899, 12, 31, tzinfo=dt.UTC), (100,), "1900"),
    ],
)
def test_what_place_order_refuses_is_a_wrong_row(placed: dt.datetime, amounts: tuple[int, ...], why: str) -> None:
    with clock.standing_at(NOW):
        one, _other = customers()
        with pytest.raises(OrderRefused):
            place_order(one, by=None, lines=[Line(name="x", total_minor=a) for a in amounts], placed_at=placed)
        rows = "".join(f"N,single@x.example,{placed.isoformat()},{a // 100}.00\n" for a in amounts)
        done = bring("orders", "order number,email,date,amount\n" + rows)
    assert counts(done) == (0, 0, 0, len(amounts))
    assert all(why in error.why for error in done.errors.all())
