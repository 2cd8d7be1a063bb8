"""What to expect of one customer, with intervals: worked out from the fit in force when their page is shown."""

import dataclasses

from perennial.foresight.models import Score
from perennial.foresight.ownpurchases import purchases_of, today
from perennial.foresight.science.histories import Histories
from perennial.foresight.science.standing import HORIZONS


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


def expected_of(score: Score) -> list[Expected]:
    """For a month, a quarter and a year. Two queries; the bounds are empty where another version made the fit."""
    standing, as_of = score.fit.standing(), today()
    log = purchases_of([score.party_id], as_of, score.fit.currency).log
    histories = Histories.of(log, as_of)
    if standing is None or not len(histories):
        return []
    found = []
    for days, outlook in standing.outlooks(histories).items():
        low, high = (int(part[0]) for part in (outlook.orders_low, outlook.orders_high))
        least, most = (round(float(part[0])) for part in (outlook.value_low, outlook.value_high))
        per_mille, orders, minor = (getattr(score, name) for name in _names(days))
        found.append(Expected(days, round(per_mille / 10), orders / 1000, low, high, minor, least, most))
    return found


def _names(days: int) -> tuple[str, str, str]:
    assert days in HORIZONS
    return f"any_{days}", f"orders_{days}", f"value_{days}_minor"
