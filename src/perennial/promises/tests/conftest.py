import datetime as dt

import pytest

from perennial.kernel import clock
from perennial.people.models import Party

NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _noon():
    with clock.standing_at(NOON):
        yield


def add_party(name: str, **fields) -> Party:
    return Party.objects.create(name=name, sort_name=name.lower(), **({"created_at": NOON - dt.timedelta(days=400)} | fields))


@pytest.fixture
def juno(workspace) -> Party:
    return add_party("Juno Hart", value_minor=90_000, currency="EUR")


@pytest.fixture
def omar(workspace) -> Party:
    return add_party("Omar Vale", value_minor=10_000, currency="EUR")
