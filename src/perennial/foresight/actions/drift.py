"""Judging the months of which everything that was told has come true, or has not."""

import datetime as dt

import numpy as np

from perennial.foresight.actions.reporting import HORIZON, keep_report
from perennial.foresight.drifting import Kept, drift
from perennial.foresight.models import Point, Report, ReportKind
from perennial.foresight.ownpurchases import Purchases, date_of, day_of, money_in, sample_in, today
from perennial.kernel.jobs import stop_if_cancelled
from perennial.lake.queries import open_lake

_LONGEST = 24  # months


def judge_months() -> int:
    """Hold every month of the last two years that is over, and was not judged yet, against what came of what was told in it;
    gives how many were judged."""
    known = today() - 1
    due = [month for month in _over(known) if Point.objects.filter(month=month).exists()]
    if not due:
        return 0
    with open_lake() as lake:
        currency = money_in(lake, known).main
        purchases = sample_in(lake, known, currency)
    for month in due:
        stop_if_cancelled()
        found = drift(_kept(month, purchases), purchases.log, month, HORIZON)
        keep_report(ReportKind.DRIFT, day_of(_first(month)), HORIZON, found.as_plain(), currency=currency)
    return len(due)


def _over(known: int) -> list[int]:
    """The months whose last day is so far away that all of its horizon has passed, without those that were judged."""
    last = date_of(known - HORIZON + 1)
    newest = last.year * 12 + last.month - 2
    judged = set(Report.objects.filter(kind=ReportKind.DRIFT).values_list("as_of", flat=True))
    return [month for month in range(newest - _LONGEST + 1, newest + 1) if _first(month) not in judged]


def _first(month: int) -> dt.date:
    return dt.date(month // 12, month % 12 + 1, 1)


def _kept(month: int, purchases: Purchases) -> Kept:
    """What was told in a month of the customers whose purchases are there."""
    names = ("party_id", "as_of", "any_90", "orders_90", "value_90_minor")
    rows = Point.objects.filter(month=month).order_by().values_list(*names)
    told = np.array([(row[0], day_of(row[1]), *row[2:]) for row in rows.iterator(10_000)], np.int64).reshape(-1, 5)
    place = np.searchsorted(purchases.customers, told[:, 0])
    inside = place < len(purchases.customers)
    inside[inside] = purchases.customers[place[inside]] == told[inside, 0]
    told = told[inside]
    return Kept(place[inside], told[:, 1], told[:, 2] / 1000, told[:, 3] / 1000, told[:, 4].astype(np.float64))
