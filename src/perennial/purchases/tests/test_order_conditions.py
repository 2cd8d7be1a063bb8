"""Conditions on orders mean to the database what they mean in Python, whichever way they are asked."""

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perennial.kernel import clock
from perennial.people.models import Party
from perennial.purchases.models import Order
from perennial.purchases.orderkind import ORDERS
from perennial.records.compiling import compiled
from perennial.records.conditions import All, AnyOf, Condition, Is, Not
from perennial.records.fields import Field
from perennial.records.tests.evaluating import fits
from perennial.team.models import Member

NOW = dt.datetime(2026, 3, 18, 11, 30, tzinfo=dt.UTC)
ASKED = {
    "status": st.lists(st.sampled_from(["open", "paid", "refunded"]), min_size=1, max_size=2, unique=True).map(tuple),
    "channel": st.lists(st.sampled_from(["shop", "web", "other"]), min_size=1, max_size=2, unique=True).map(tuple),
    "placed": st.dates(dt.date(2026, 1, 1), dt.date(2026, 4, 1)),
    "total": st.integers(0, 60).map(Decimal),
    "quantity": st.integers(-1, 6).map(Decimal),
}


def leaf(key: str, fields: dict[str, Field]) -> st.SearchStrategy[Condition]:
    return st.builds(Is, st.just(key), st.sampled_from(fields[key].asks), ASKED[key])


def trees(fields: dict[str, Field]) -> st.SearchStrategy[Condition]:
    return st.recursive(
        st.sampled_from(sorted(ASKED)).flatmap(lambda key: leaf(key, fields)),
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(tuple(parts))),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
            inner.map(Not),
        ),
        max_leaves=5,
    )


def row(order: Order) -> dict[str, Any]:
    return {
        "id": order.pk,
        "status": order.status,
        "channel": order.channel,
        "placed": order.placed_at,
        "total": Decimal(order.total_minor) / 100,
        "quantity": order.quantity,
    }


def test_the_database_agrees_with_python(rosa: Party, olive: Member) -> None:
    fields = dict(ORDERS.fields_for(olive))
    Order.objects.bulk_create(
        Order(
            number=f"n{place}",
            party=rosa,
            placed_at=NOW - dt.timedelta(days=place * 5, hours=place),
            currency="EUR",
            total_minor=place * 475,
            quantity=place % 5,
            status=["open", "paid", "refunded"][place % 3],
            channel=["shop", "web"][place % 2],
        )
        for place in range(14)
    )
    rows = [row(order) for order in Order.objects.all()]

    @given(trees(fields), st.booleans(), st.sampled_from(["", "placed_at", "total_minor"]))
    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def agrees(tree: Condition, dense: bool, along: str) -> None:
        with clock.standing_at(NOW):
            found = compiled(tree, fields, dense=dense, along=along).on(Order.objects.all()).values_list("pk", flat=True)
            assert sorted(found) == sorted(each["id"] for each in rows if fits(each, tree, fields))

    agrees()
