"""A shop with enough customers that the models may speak."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from django.conf import LazySettings

from perennial.foresight.ownpurchases import date_of, day_of
from perennial.foresight.science.tests.cdnow import sample_log
from perennial.kernel import clock
from perennial.kernel.ids import new_ids
from perennial.people.models import Party
from perennial.purchases.actions import fit_rhythm, recompute_summaries
from perennial.purchases.actions.bulk import OrderRow, write_orders
from perennial.team.models import Workspace

FIRST, LAST = dt.date(2025, 1, 1), 545  # CDNOW's first day, and its last one, a year and a half later
NOW = dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC)  # the 545th day


@pytest.fixture
def home(tmp_path: Path, settings: LazySettings) -> Path:
    """An empty lake."""
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def buyers(workspace: Workspace) -> list[int]:
    """Every fourth customer of CDNOW's sample, as if they had begun in 2025: the ids of some 590 customers."""
    log = sample_log()
    chosen = log.customer % 4 == 0
    numbers, place = np.unique(log.customer[chosen], return_inverse=True)
    ids = list(new_ids(len(numbers)))
    Party.objects.bulk_create(Party(pk=pk, name=f"Buyer {i}", sort_name=f"buyer {i:04}") for i, pk in enumerate(ids))
    days, cents = log.day[chosen].tolist(), log.value[chosen].astype(int).tolist()
    write_orders(
        OrderRow(f"N{i}", ids[who], _noon(day), "EUR", worth, (("Record", 1000, worth, None),))
        for i, (who, day, worth) in enumerate(zip(place.tolist(), days, cents, strict=True))
    )
    with clock.standing_at(NOW):
        recompute_summaries()
        fit_rhythm()
    return ids


def _noon(day: int) -> dt.datetime:
    return dt.datetime.combine(date_of(day_of(FIRST) + day), dt.time(12), tzinfo=dt.UTC)
