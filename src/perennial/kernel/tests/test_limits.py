"""Limits hold for all processes together, and cost the database little."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from perennial.kernel import clock
from perennial.kernel.housekeeping import clear_away
from perennial.kernel.limits import Limits
from perennial.kernel.limits.models import Spent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moment() -> Iterator[None]:
    with clock.standing_at(dt.datetime(2026, 5, 1, 12, 0, 20, tzinfo=dt.UTC)):
        yield


def asked(limits: Limits, times: int, who: str = "token:1") -> int:
    """How many of so many requests are let through."""
    return sum(not limits.count(who).is_over for _turn in range(times))


def test_two_processes_let_no_more_through_than_one() -> None:
    one, other = Limits(600), Limits(600)
    assert sum(asked(process, 1) for _turn in range(500) for process in (one, other)) == 600
    assert one.count("token:1").headers()["Retry-After"] == "40"


def test_what_one_process_keeps_for_itself_is_little() -> None:
    idle, busy = Limits(600), Limits(600)
    asked(idle, 1)
    assert 520 <= asked(busy, 1000) < 600


def test_the_database_is_asked_seldom() -> None:
    limits = Limits(600)
    with CaptureQueriesContext(connection) as queries:
        assert asked(limits, 2000) == 600
    assert len(queries) < 50
    with CaptureQueriesContext(connection) as queries:
        asked(limits, 500)
    assert len(queries) == 0


def test_everybody_has_a_limit_of_their_own_and_every_minute_a_new_one() -> None:
    limits = Limits(3)
    assert [asked(limits, 5), asked(limits, 5, "token:2")] == [3, 3]
    with clock.standing_at(clock.now() + dt.timedelta(seconds=40)):
        told = limits.count("token:1")
    assert (told.left, told.resets_in, told.is_over) == (2, 60, False)


def test_who_asked_yesterday_is_forgotten() -> None:
    asked(Limits(3), 1)
    with clock.standing_at(clock.now() + dt.timedelta(days=2)):
        clear_away.call()
    assert not Spent.objects.exists()
