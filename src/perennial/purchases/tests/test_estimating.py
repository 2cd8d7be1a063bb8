"""What a long list adds up to, about: right on average, honest about how far off it may be, silent where it cannot tell."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client

from perennial.kernel.ids import new_ids
from perennial.people.models import Party
from perennial.purchases.models import Order
from perennial.purchases.orderkind import ORDERS
from perennial.records import estimating, listing
from perennial.records.choices import Operator
from perennial.records.conditions import All, Condition, Is
from perennial.records.estimating import Estimate, about, estimate_of, rounded
from perennial.records.sampling import ONE_IN, OneIn
from perennial.records.views import counting
from perennial.records.wanted import Wanted
from perennial.team.models import Member

MANY = 8_000
NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def many(rosa: Party) -> None:
    Order.objects.bulk_create(
        Order(
            id=id_,
            number=f"n{place}",
            party=rosa,
            placed_at=NOON + dt.timedelta(minutes=place),
            currency="SEK" if place % 3 == 0 else "EUR",
            total_minor=1_000 + place * 7919 % 4_000,
            status="open" if place % 50 == 0 else "paid",
        )
        for place, id_ in enumerate(new_ids(MANY))
    )


def wanted(member: Member, condition: Condition = All()) -> Wanted:
    return Wanted(kind=ORDERS, member=member, fields=ORDERS.fields_for(member), condition=condition)


def estimated(member: Member, condition: Condition = All()) -> Estimate | None:
    asked = wanted(member, condition)
    return estimate_of(asked, list(asked.fields.values()))


def test_the_truth_lies_within_what_is_said(many: None, olive: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    told = estimated(olive)
    assert told is not None
    assert abs(told.count.amount - MANY) <= MANY * told.count.percent / 100
    totals = {field.key: amounts for field, amounts in told.totals}
    exact = sum(order.total_minor for order in Order.objects.filter(currency="EUR")) / 100
    (euros,) = [each for each in totals["total"] if "€" in each.amount]
    amount = float(euros.amount.removeprefix("€").replace(",", ""))
    assert abs(amount - exact) <= exact * euros.percent / 100
    assert totals["refunded"] == ()  # nothing was given back
    monkeypatch.setattr(estimating, "LOOKED_AT", 20)  # of a larger table fewer are looked at
    fewer = estimated(olive)
    assert fewer is None or fewer.count.percent > told.count.percent


def test_of_too_few_nothing_is_said(many: None, olive: Member) -> None:
    assert estimated(olive, Is("status", Operator.ANY_OF, ("open",))) is None
    assert about(100.0, 10_000.0, ONE_IN) is None
    assert about(0, 0, ONE_IN) is None


@pytest.mark.parametrize(("amount", "digits", "said"), [(123_456, 2, 120_000), (987, 1, 1000), (-5_555, 2, -5_600)])
def test_no_more_digits_are_said_than_are_known(amount: float, digits: int, said: int) -> None:
    assert rounded(amount, digits) == said


def test_the_sample_has_an_index_of_its_own(many: None) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "order_one_in_128" in Order.objects.filter(OneIn("id")).order_by().explain()


def test_the_list_says_about_how_much_it_is(many: None, client: Client, olive: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(olive)
    assert 'hx-get="/lists/orders/sums/' in client.get("/orders/").content.decode()
    exact = client.get("/lists/orders/sums/").content.decode()
    assert "about" not in exact
    assert "€" in exact
    for module in (listing, counting):
        monkeypatch.setattr(module, "COUNTED", 1_000)
    assert "about" in client.get("/lists/orders/sums/?total.from=5").content.decode()
    assert client.get("/lists/orders/sums/?shoe=5").content == b""
