"""One definition of truth: core SQL over the lake and the rows of each customer say the same, whatever is asked of whatever
happened."""

from typing import Any
from zoneinfo import ZoneInfo

import pyarrow
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perennial.audiences.asking import every_field, in_days_of_the_business
from perennial.audiences.choices import Comparison, Measure
from perennial.audiences.compiling import Question, asked
from perennial.audiences.counting import ids_of
from perennial.audiences.evaluating import look
from perennial.audiences.reading import from_json
from perennial.audiences.tests.conftest import bought, touched
from perennial.audiences.tests.facts import facts_now, lake_of
from perennial.audiences.tree import Tree, to_json
from perennial.lake.engines import Engine
from perennial.people.models import Party
from perennial.purchases.actions import cancel_order, create_product, refund_order
from perennial.purchases.models import Category
from perennial.team.models import Member
from perennial.timeline.actions import withdraw_touchpoint

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Europe/Berlin")
COMPARED = st.sampled_from(list(Comparison)).map(str)
SPANS = st.sampled_from(
    [None, "last-30-days", "last-7-days", "this-month", "today", "previous-month", "2026-10-01..2026-11-01", "2026-11-05.."]
)


@pytest.fixture
def business(olive: Member) -> dict[str, Any]:
    """Six customers: of orders in two currencies and of two products, given back, cancelled and of tomorrow, at the same moment
    as a call, about midnight; and one to whom nothing happened."""
    drinks = Category.objects.create(name="Drinks")
    coffee = create_product(by=olive, sku="C", name="Coffee", category=drinks, currency="EUR")
    tea = create_product(by=olive, sku="T", name="Tea", currency="EUR")
    names = ("Ann", "Bo", "Cy", "Dee", "Eva", "Fred")
    ann, bo, cy, dee, eva, _fred = (
        Party.objects.create(name=name, sort_name=name.lower(), city="Bonn" if name < "D" else "Lyon") for name in names
    )
    for days in (0, 3, 9, 40):
        bought(ann, days, 15, coffee)
    touched(ann, 9)
    touched(ann, 2, "call")
    bought(bo, 20, 30, tea, channel="web")
    cancel_order(bought(bo, 4, 70, coffee), by=None)
    withdraw_touchpoint(touched(bo, 5), by=olive)
    refund_order(bought(cy, 6, 50, coffee), by=None, amount_minor=1250)
    bought(cy, 6, 40, tea)
    touched(cy, 6, "call")
    bought(dee, -1, 99, coffee)
    bought(dee, 31, 5, coffee, currency="USD")
    touched(dee, 29.49)
    touched(eva, 8, "visit")
    bought(eva, 7.5, 20, coffee)
    touched(eva, 0)
    return {"products": [coffee, tea], "category": drinks}


def details(business: dict[str, Any]) -> st.SearchStrategy[Any]:
    """What can be asked of single happenings."""
    products = [str(product.pk) for product in business["products"]]
    of_orders = [
        [],
        [{"field": "product", "value": [products[0]]}],
        [{"field": "product", "value": products}],
        [{"field": "category", "value": [str(business["category"].pk)]}],
        [{"field": "channel", "value": ["web"]}, {"field": "product", "value": [products[1]]}],
        [{"field": "channel", "value": ["phone"]}],
    ]
    of_touch = [[], [{"field": "kind", "value": ["email"]}], [{"field": "kind", "value": ["call", "visit"]}]]
    return st.one_of(
        st.tuples(st.just("bought"), st.sampled_from(of_orders)),
        st.tuples(st.just("refunded"), st.just([])),
        st.tuples(st.just("touched"), st.sampled_from(of_touch)),
    )


def trees(business: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Conditions of every kind, nested."""
    what = details(business)
    step = st.builds(lambda of, within: {"did": of[0], "where": of[1], "within": within}, what, SPANS)
    counted = [str(Measure.COUNT), *(str(m) for m in Measure if m.value.endswith("days") or "since" in m.value)]
    days = st.builds(
        lambda did, measure, operator, value: did | {"measure": measure, "operator": operator, "value": value},
        step,
        st.sampled_from(counted),
        COMPARED,
        st.integers(0, 12),
    )
    money = st.builds(
        lambda measure, operator, value, within, of: {
            "did": "bought",
            "measure": measure,
            "operator": operator,
            "value": value,
            "within": within,
            "where": of,
        },
        st.sampled_from(["sum", "average", "quantity"]),
        COMPARED,
        st.sampled_from([0, 1, 2, 15, "37.5", 40, 60]),
        SPANS,
        st.sampled_from([[], [{"field": "product", "value": [str(business["products"][0].pk)]}]]),
    )
    row = st.builds(
        lambda steps, within: {"sequence": steps} | ({} if within is None else {"within_days": within}),
        st.lists(step, min_size=2, max_size=3),
        st.sampled_from([None, 0, 1, 10]),
    )
    field = st.sampled_from([{"field": "city", "operator": "is", "value": "Bonn"}, {"field": "city", "operator": "empty"}])
    return st.recursive(
        st.one_of(days, money, row, field),
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
            inner.map(lambda part: {"not": part}),
        ),
        max_leaves=6,
    )


def answer(engine: Engine, question: Question) -> set[int]:
    for name, condition in question.lent.items():
        engine.lend(name, pyarrow.table({"customer_id": ids_of(condition)}))
    return set(engine.query(question.sql).column("customer_id").to_pylist())


def test_core_sql_and_rows_say_the_same(business: dict[str, Any]) -> None:
    fields, ids = every_field(), list(Party.objects.values_list("pk", flat=True))
    with lake_of(facts_now(ZONE)) as engine:

        @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
        @given(trees(business))
        def hold_against(data: Any) -> None:
            tree: Tree = from_json(data, fields)
            assert from_json(to_json(tree), fields) == tree
            with in_days_of_the_business() as today:
                counted = answer(engine, asked(tree, today))
            looked = look([tree], ids)
            assert counted == {party for party in ids if looked.holds(tree, party)}, data

        hold_against()


@pytest.mark.parametrize(
    ("data", "names"),
    [
        ({"did": "bought", "operator": "at-least", "value": 4}, {"Ann"}),
        ({"did": "bought", "operator": "at-most", "value": 0}, {"Fred"}),
        ({"did": "bought", "measure": "sum", "operator": "is", "value": "77.50"}, {"Cy"}),
        ({"did": "bought", "measure": "sum", "currency": "USD", "operator": "more-than", "value": 0}, {"Dee"}),
        ({"did": "bought", "measure": "average_gap_days", "operator": "at-most", "value": 14}, {"Ann", "Cy"}),
        ({"did": "bought", "measure": "days_since_last", "operator": "at-least", "value": 20}, {"Bo", "Dee"}),
        ({"sequence": [{"did": "touched"}, {"did": "bought"}], "within_days": 1}, {"Eva"}),
        ({"sequence": [{"did": "bought"}, {"did": "touched"}], "within_days": 1}, {"Ann"}),
        ({"sequence": [{"did": "bought"}, {"did": "bought"}]}, {"Ann"}),
        ({"did": "refunded", "measure": "sum", "operator": "at-least", "value": "12.5"}, {"Cy"}),
    ],
)
def test_what_it_is_that_they_say(business: dict[str, Any], data: Any, names: set[str]) -> None:
    tree = from_json(data, every_field())
    looked = look([tree], list(Party.objects.values_list("pk", flat=True)))
    assert {party.name for party in Party.objects.all() if looked.holds(tree, party.pk)} == names
