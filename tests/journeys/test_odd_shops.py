"""Shops of which little or nothing can be said: everything is worked out for them, and every page that tells of it is read.
Clear words, no nonsense numbers."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from perennial.audiences.actions import create_audience
from perennial.foresight.jobs import fit_and_score
from perennial.foresight.models import Score
from perennial.kernel import clock
from perennial.kernel.jobs.testing import run_jobs
from perennial.people.models import Party
from perennial.purchases.actions import Line, place_order, recompute_summaries, refund_order
from perennial.purchases.actions.bulk import OrderRow, write_orders
from perennial.purchases.models import Order, Product
from perennial.records.choices import Operator
from perennial.records.conditions import Is
from perennial.team.models import Member, Workspace

pytestmark = pytest.mark.django_db(transaction=True)
Shop = Callable[[list[Party]], None]
PAGES = (
    "/",
    "/foresight/",
    "/foresight/silence/?days=60",
    "/foresight/subscriptions/",
    "/foresight/outcomes/",
    "/audiences/",
    "/customers/?columns=chance,expected_value,lifetime_value,next_order_on,at_risk,renewal_chance",
)
NONSENSE = re.compile(r"\b(nan|inf|infinity|Traceback|NaT)\b|-\d+ of 100|\b1\d\d of 100|−?\d{15,}")


def bought(party: Party, days_ago: int, euros: int = 20, currency: str = "", product: Product | None = None) -> Order:
    moment = clock.now() - dt.timedelta(days=days_ago)
    lines = [Line(name="Coffee", total_minor=euros * 100, product=product)]
    return place_order(party, by=None, lines=lines, placed_at=moment, currency=currency)


def nobody_buys(parties: list[Party]) -> None:
    """No order at all."""


def one_customer(parties: list[Party]) -> None:
    for days in (90, 60, 30):
        bought(parties[0], days)


def everybody_once(parties: list[Party]) -> None:
    for place, party in enumerate(parties):
        bought(party, 10 + place * 7)


def refunds_only(parties: list[Party]) -> None:
    for party in parties:
        order = bought(party, 40)
        refund_order(order, by=None, amount_minor=order.total_minor)


def two_currencies(parties: list[Party]) -> None:
    for place, party in enumerate(parties):
        for days in (90, 60, 30):
            bought(party, days, currency=("EUR", "JPY")[place % 2])


def in_the_future(parties: list[Party]) -> None:
    for party in parties:
        write_orders(
            OrderRow(f"F{party.name[-1]}-{days}", party.pk, clock.now() + dt.timedelta(days=days), "EUR", 2000, ())
            for days in (5, 500)
        )
    recompute_summaries()


def a_product_that_is_gone(parties: list[Party]) -> None:
    product = Product.objects.create(sku="GONE", name="Gone for good", currency="EUR")
    for party in parties:
        for days in (90, 60, 30):
            bought(party, days, product=product)
    product.delete()


def very_many_orders(parties: list[Party]) -> None:
    """Twenty a day for most of a year; the summary and the scores count days, not orders."""
    now, busy = clock.now(), parties[0].pk
    write_orders(
        OrderRow(f"M{n}", busy, now - dt.timedelta(hours=n), "EUR", 900, (("Coffee", 1000, 900, None),))
        for n in range(1, 8_000)
    )
    for party in parties[1:]:
        bought(party, 30)
    recompute_summaries()


SHOPS: tuple[Shop, ...] = (
    nobody_buys,
    one_customer,
    everybody_once,
    refunds_only,
    two_currencies,
    in_the_future,
    a_product_that_is_gone,
    very_many_orders,
)


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.__name__)
def test_every_page_says_it_in_words(
    shop: Shop, workspace: Workspace, olive: Member, client: Client, tmp_path: Path, settings: LazySettings
) -> None:
    settings.HOME = tmp_path
    parties = [Party.objects.create(name=f"Customer {n}", sort_name=f"customer {n}", owner=olive) for n in range(6)]
    shop(parties)
    create_audience(by=olive, name="Come again", condition=Is("chance", Operator.FROM, Decimal(10)))
    fit_and_score.call()
    run_jobs()
    for score in Score.objects.all():
        assert 0 <= score.any_30 <= score.any_90 <= score.any_365 <= 1000
        assert score.last_on <= clock.today()
        assert 0 <= score.value_90_minor <= score.value_365_minor < 10**9
    client.force_login(olive)
    for path in (*PAGES, f"/customers/{parties[0].pk}/", f"/customers/{parties[1].pk}/"):
        answer = client.get(path)
        assert answer.status_code == 200
        text = re.sub(r"<script.*?</script>|<[^>]*>", " ", answer.content.decode(), flags=re.DOTALL)
        assert not NONSENSE.search(text), f"{path}: {NONSENSE.search(text)}"
