"""Drift: what was told of customers, held against what came."""

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest
from django.test import Client

from perennial.foresight.actions.drift import judge_months
from perennial.foresight.drifting import Drift, Kept, drift
from perennial.foresight.models import Point, Report, ReportKind
from perennial.foresight.science.histories import Log
from perennial.foresight.science.tests.cdnow import sample_log
from perennial.foresight.tests.conftest import FIRST, NOW
from perennial.kernel import clock
from perennial.lake.actions import sync
from perennial.team.models import Member


def test_only_the_days_that_were_told_of_count() -> None:
    log = Log.of([0, 0, 0, 1, 2, 3], [9, 10, 100, 101, 50, 60], [1.0, 1.0, 7.0, 5.0, 3.0, 9.0])
    kept = Kept(np.array([2, 0, 1]), np.array([50, 10, 10]), np.array([0.5, 0.9, 0.1]), np.array([1.0, 2, 0.1]), np.ones(3))
    found = drift(kept, log, 24_300, 90)
    assert (found.buyers.came, found.orders.came, found.value.came) == (1, 1, 7.0)  # day 10 itself and day 101 do not count
    assert found.orders.said == pytest.approx(3.1)
    assert Drift.of_plain(json.loads(json.dumps(found.as_plain(), allow_nan=False))) == found
    assert drift(Kept(*(np.empty(0, np.int64),) * 2, *(np.empty(0),) * 3), log, 24_300, 90).customers == 0


def test_a_warning_is_due_when_sums_are_far_off_or_chances_tell_nobody_apart() -> None:
    dice, many = np.random.default_rng(2), 3_000
    chance = dice.uniform(0.02, 0.6, many)
    came = dice.random(many) < chance
    log = Log.of(np.flatnonzero(came), np.full(came.sum(), 30))
    everybody, then = np.arange(many), np.zeros(many, np.int64)
    good = drift(Kept(everybody, then, chance, chance, chance), log, 1, 90)
    assert not good.is_far_off
    assert not good.has_no_skill
    assert good.skill is not None
    assert good.skill > 0.05
    assert drift(Kept(everybody, then, chance, chance * 1.3, chance), log, 1, 90).is_far_off
    assert drift(Kept(everybody, then, chance[::-1], chance, chance), log, 1, 90).has_no_skill


@pytest.mark.django_db(transaction=True)
def test_each_month_is_judged_once_when_it_is_over(home: Path, buyers: list[int], client: Client, vik: Member) -> None:
    early, late = FIRST + dt.timedelta(300), FIRST + dt.timedelta(500)
    for day in (early, late):
        month = day.year * 12 + day.month - 1
        Point.objects.bulk_create(
            Point(party_id=pk, month=month, as_of=day, any_90=300, orders_90=400, value_90_minor=5_00) for pk in buyers
        )
    with clock.standing_at(NOW):
        sync()
        assert judge_months() == 1
        assert judge_months() == 0
        told = Report.objects.get(kind=ReportKind.DRIFT)
        assert told.as_of == early.replace(day=1)
        found = Drift.of_plain(told.content)
        after = sample_log().within(301, 390)
        assert found.customers == len(buyers)
        assert found.orders.came == (after.customer % 4 == 0).sum()
        assert found.buyers.said == pytest.approx(0.3 * len(buyers))
        client.force_login(vik)
        assert client.get("/foresight/").status_code == 200
