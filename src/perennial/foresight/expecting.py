"""What to expect of one customer, with intervals: worked out from the fit in force when their page is shown."""

import dataclasses
import datetime as dt

from perennial.foresight.models import Point, Score
from perennial.foresight.ownpurchases import day_of, purchases_of, today
from perennial.foresight.science.histories import Histories, Log
from perennial.foresight.science.standing import HORIZONS

MONTHS, YEAR = 24, 12  # of the curve: as it was told, and as it would have been


@dataclasses.dataclass(frozen=True, slots=True)
class Expected:
    """Within so many days: of a hundred customers like this one so many order again; orders and money, with the bounds within
    which 80 of 100 end up."""

    days: int
    of_100: int
    orders: float
    orders_low: int
    orders_high: int
    minor: int
    minor_low: int
    minor_high: int


def log_of(score: Score) -> Log:
    """Their purchases as the orders say them now. Two queries."""
    return purchases_of([score.party_id], today(), score.fit.currency).log


def expected_of(score: Score, log: Log) -> list[Expected]:
    """For a month, a quarter and a year; nothing where another version made the fit."""
    standing, histories = score.fit.standing(), Histories.of(log, today())
    if standing is None or not len(histories):
        return []
    found = []
    for days, outlook in standing.outlooks(histories).items():
        low, high = (int(part[0]) for part in (outlook.orders_low, outlook.orders_high))
        least, most = (round(float(part[0])) for part in (outlook.value_low, outlook.value_high))
        per_mille, orders, minor = (getattr(score, name) for name in _names(days))
        found.append(Expected(days, round(per_mille / 10), orders / 1000, low, high, minor, least, most))
    return found


def curve_of(score: Score, log: Log) -> tuple[list[tuple[dt.date, float]], dt.date | None]:
    """Of 100 customers like this one so many would order again within 90 days: at the beginnings of the last months as it was
    told then, and now. Before that day, which is given as well, as today's models see it. One query."""
    points = list(Point.objects.filter(party=score.pk).order_by("-month").values_list("as_of", "any_90")[:MONTHS])[::-1]
    first = points[0][0] if points else score.as_of
    told = [(day, per_mille / 10) for day, per_mille in points if day < score.as_of]
    before = _seen_now(score, log, [day for day in _months_before(first) if day_of(day) >= log.day[0]])
    return [*before, *told, (score.as_of, score.any_90 / 10)], first if before else None


def _months_before(day: dt.date) -> list[dt.date]:
    """The first days of the months before a day, as many as make a year."""
    count = day.year * 12 + day.month - 1
    return [dt.date(month // 12, month % 12 + 1, 1) for month in range(count - YEAR, count)]


def _seen_now(score: Score, log: Log, days: list[dt.date]) -> list[tuple[dt.date, float]]:
    """What today's models say of them as they were on some days."""
    standing = score.fit.standing()
    if standing is None or not days:
        return []
    then = Histories.together([Histories.of(log, day_of(day)) for day in days])
    return list(zip(days, (standing.fitted[HORIZONS[1]].predict(then).chance * 100).tolist(), strict=True))


def _names(days: int) -> tuple[str, str, str]:
    assert days in HORIZONS
    return f"any_{days}", f"orders_{days}", f"value_{days}_minor"
