"""Learning the models from all purchases, and judging by the last quarter whether they may speak."""

import dataclasses

from perennial.foresight.models import Fit
from perennial.foresight.ownpurchases import Money, buyers_in, date_of, money_in, sample_in, today
from perennial.foresight.queries import orders_in_lake
from perennial.foresight.reporting import TOO_LITTLE, Point, Verdict, point_of, verdict_on
from perennial.foresight.science.backtesting import backtest
from perennial.foresight.science.histories import Log
from perennial.foresight.science.standing import Standing
from perennial.kernel.jobs import checkpoint, progress, stop_if_cancelled
from perennial.lake.queries import open_lake

HORIZON = 90  # the one that is judged
_BOOTSTRAPS = 40


class NothingBoughtError(ValueError):
    """There is no order to learn from."""


def fit_models() -> Fit:
    """Learn from what the lake has until yesterday, the last day that is over; the new fit is in force at once. Raises
    NothingBoughtError."""
    as_of = today() - 1
    with open_lake() as lake:
        money, customers = money_in(lake, as_of), buyers_in(lake, as_of)
        log = sample_in(lake, as_of, money.main).log
    if not len(log.day):
        raise NothingBoughtError
    progress(1, 4)
    stop_if_cancelled()
    verdict, points, horizon = judged(log, as_of)
    progress(2, 4)
    stop_if_cancelled()
    standing = Standing.learn(log, as_of)
    progress(3, 4)
    return _kept(standing, as_of, horizon, verdict, points, money, customers)


def judged(log: Log, as_of: int) -> tuple[Verdict, tuple[Point, ...], int]:
    """The verdict on the last quarter (or on the last third of a short past), what was said and what came by tenth, and how
    many days were looked ahead."""
    horizon = min(HORIZON, (as_of - int(log.day.min())) // 3)
    if horizon < 7:
        return Verdict(False, TOO_LITTLE), (), horizon
    card = backtest(log, as_of - horizon, horizon, bootstraps=_BOOTSTRAPS)
    return verdict_on(card), tuple(point_of(part) for part in card.deciles), horizon


def _kept(
    standing: Standing, as_of: int, horizon: int, verdict: Verdict, points: tuple[Point, ...], money: Money, customers: int
) -> Fit:
    choice = standing.choice
    with checkpoint():
        return Fit.objects.create(
            as_of=date_of(as_of),
            horizon_days=horizon,
            model=choice.model,
            parameters=standing.as_plain(),
            customers=customers,
            orders=orders_in_lake(),
            learnt_from=choice.customers,
            repeat_buyers=choice.repeat_buyers,
            currency=money.main,
            other_currencies=list(money.others),
            use_model=verdict.use_model and not standing.is_little,
            why=verdict.why if not standing.is_little else TOO_LITTLE,
            verdict=dataclasses.asdict(verdict),
            points=[dataclasses.asdict(point) for point in points],
        )
