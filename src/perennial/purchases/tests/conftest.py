"""The customers of the purchases' tests."""

import datetime as dt

import pytest

from perennial.people.models import Party
from perennial.purchases.actions import Line, place_order
from perennial.purchases.models import Order
from perennial.team.models import Workspace


@pytest.fixture
def rosa(workspace: Workspace) -> Party:
    return Party.objects.create(name="Rosa Lindqvist", sort_name="lindqvist rosa")


@pytest.fixture
def theo(workspace: Workspace) -> Party:
    return Party.objects.create(name="Theo Okafor", sort_name="okafor theo")


def ordered(party: Party, day: str, euros: int = 20, number: str = "") -> Order:
    """An order at noon of a day, by nobody in particular."""
    noon = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")
    return place_order(party, by=None, lines=[Line(name="Coffee", total_minor=euros * 100)], placed_at=noon, number=number)
