"""A small business: what customers bought and of what they were told."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from perennial.kernel import clock
from perennial.people.models import Party
from perennial.purchases.actions import Line, create_product, place_order
from perennial.purchases.models import Category, Order, Product
from perennial.team.models import Member, Workspace
from perennial.timeline.actions import log_touchpoint
from perennial.timeline.models import Touchpoint

NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: LazySettings) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """A Saturday at noon."""
    with clock.standing_at(NOW):
        yield


@pytest.fixture
def juno(workspace: Workspace) -> Party:
    return Party.objects.create(name="Juno Hart", sort_name="hart juno", stage="loyal", city="Bonn", country="DE")


@pytest.fixture
def omar(workspace: Workspace) -> Party:
    return Party.objects.create(name="Omar Vale", sort_name="vale omar", stage="lead")


@pytest.fixture
def coffee(olive: Member) -> Product:
    return create_product(by=olive, sku="C-1", name="Coffee", category=Category.objects.create(name="Drinks"), currency="EUR")


def at(days_ago: float) -> dt.datetime:
    """So many days before the tests' now."""
    return NOW - dt.timedelta(days=days_ago)


def bought(party: Party, days_ago: float, euros: int = 20, product: Product | None = None, **known: Any) -> Order:
    """An order of so many days ago."""
    line = Line(product=product, name="" if product else "Tea", total_minor=euros * 100)
    return place_order(party, by=None, lines=[line], placed_at=at(days_ago), **known)


def touched(party: Party, days_ago: float, kind: str = "email") -> Touchpoint:
    """A touchpoint of so many days ago."""
    return log_touchpoint(party_id=party.pk, kind=kind, by=None, happened_at=at(days_ago), text="")
