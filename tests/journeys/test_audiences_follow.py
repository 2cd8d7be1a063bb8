"""What reaches audiences without an event of each customer: predictions, and what an import brought."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import transaction

from perennial.audiences.actions import create_audience, refresh_audience
from perennial.audiences.asking import every_field
from perennial.audiences.models import Audience, Stay
from perennial.audiences.reading import from_json
from perennial.connect.tests.bringing import bring, take_back
from perennial.foresight.actions import score_customers
from perennial.foresight.events import EverybodyScored
from perennial.foresight.models import Companion, Fit, Score
from perennial.foresight.tests.shop import scored_shop
from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.kernel.jobs.testing import run_jobs
from perennial.people.models import Party
from perennial.purchases.models import Product

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: LazySettings) -> None:
    settings.HOME = tmp_path


def made(condition: Any, name: str) -> Audience:
    return create_audience(by=None, name=name, condition=from_json(condition, every_field()))


def inside(audience: Audience) -> list[str]:
    return list(Stay.objects.open().filter(audience=audience).order_by("party__name").values_list("party__name", flat=True))


def test_a_score_is_followed_in_its_transaction_and_those_of_everybody_by_a_job() -> None:
    precious = made({"field": "lifetime_value", "operator": "from", "value": "500"}, "Precious")
    other = made({"field": "city", "operator": "is", "value": "Trier"}, "In Trier")
    run_jobs()
    scored_shop()
    assert inside(precious) == ["Rosa Lindqvist"]
    run_jobs()
    other.refresh_from_db()
    with clock.standing_at(clock.now() + dt.timedelta(minutes=5)):
        Fit.objects.update(use_model=False)  # whoever learns anew may find that the rule of thumb is better
        with transaction.atomic():
            publish(EverybodyScored(changed=1))
        run_jobs()
        assert inside(precious) == []
    assert Audience.objects.get(pk=other.pk).counted_at == other.counted_at  # it asks for no prediction


def test_what_an_import_brings_and_its_undo_takes_is_followed_by_a_job() -> None:
    audience = made({"field": "city", "operator": "is", "value": "Trier"}, "In Trier")
    run_jobs()
    one = bring("persons", "id,first name,last name,city\n1,Ann,Lee,Trier\n2,Bob,Roe,Bonn\n", system="shop")
    run_jobs()
    assert inside(audience) == ["Ann Lee"]
    take_back(one)
    run_jobs()
    assert inside(audience) == []


def test_what_was_worked_out_keeps_nothing_that_an_undo_takes() -> None:
    text = "Order number,Customer id,Email,Date,SKU,Product,Quantity,Amount,Currency\n"
    for order in range(6):
        for sku in ("T1", "C1"):
            text += f"A-{order},C1,ann@x.example,2026-0{order + 1}-01,{sku},{sku},1,20.00,EUR\n"
    audience = made({"did": "bought"}, "Buyers")
    scored_shop()
    one = bring("orders", text)
    ann = Party.objects.get(identities__normal="ann@x.example")
    score_customers([ann.pk])
    refresh_audience(audience)
    tea, cup = Product.objects.order_by("pk")
    Companion.objects.create(product=tea, other=cup, place=1, both=6, baskets=6)
    assert Score.objects.filter(pk=ann.pk).exists()
    assert Stay.objects.filter(party=ann).exists()
    gone = take_back(one)
    assert gone.kept == 0
    assert not Party.objects.filter(pk=ann.pk).exists()
    assert not Product.objects.filter(pk__in=[tea.pk, cup.pk]).exists()
