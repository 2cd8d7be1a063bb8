"""A forecast made at a date in the past, judged by what came: the report card."""

import dataclasses
from typing import Any

import numpy as np

from perennial.foresight.science import metrics
from perennial.foresight.science.baselines import OwnAverageGap, RecencyRule
from perennial.foresight.science.forecasting import Answers, Base, Forecast, counts_of, forecast, inner_dates
from perennial.foresight.science.histories import Floats, Histories, Log

_BOOTSTRAPS = 200


@dataclasses.dataclass(frozen=True, slots=True)
class Judged:
    """One way of predicting, and how it did; None where it predicts no such thing or nothing can be said."""

    name: str
    auc: float | None = None
    log_loss: float | None = None
    brier: float | None = None
    calibration_error: float | None = None
    top_decile_lift: float | None = None
    count_mae: float | None = None
    count_rmse: float | None = None
    value_mae: float | None = None
    value_gini: float | None = None
    value_top_decile_share: float | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Decile:
    """A tenth of the customers, by their predicted chance: what was said and what came, summed."""

    customers: int
    said_buyers: float
    buyers: int
    said_orders: float
    orders: float
    said_value: float
    value: float


@dataclasses.dataclass(frozen=True, slots=True)
class ReportCard:
    """`ways[0]` is what is used; the others are what it is measured against."""

    forecast: Forecast
    actual_orders: Floats
    actual_value: Floats
    ways: tuple[Judged, ...]
    deciles: tuple[Decile, ...]
    auc: metrics.Interval
    log_loss: metrics.Interval
    brier: metrics.Interval
    beats_rules: bool
    next_day_median_error: float | None
    next_day_cover: float | None


def backtest(log: Log, as_of: int, horizon: int, *, bootstraps: int = _BOOTSTRAPS) -> ReportCard:
    """Predict at the end of the day `as_of`, from what was known then and nothing else, and hold it against the days after."""
    said = forecast(log, as_of, horizon)
    histories = Histories.of(log, as_of)
    orders, value = counts_of(histories, log, horizon)
    bought = orders > 0
    ways = [_judged(said.choice.model, said.chance, said.orders, said.value, orders, value)]
    ways += _others(log, histories, horizon, orders, value)
    error, cover = _next_days(log, said, histories)
    ways[1:] = [way for way in ways[1:] if way.name != said.choice.model]
    return ReportCard(
        forecast=said,
        actual_orders=orders,
        actual_value=value,
        ways=tuple(ways),
        deciles=tuple(_deciles(said, orders, value)),
        auc=metrics.bootstrap(metrics.auc, said.chance, bought, times=bootstraps),
        log_loss=metrics.bootstrap(metrics.log_loss, said.chance, bought, times=bootstraps),
        brier=metrics.bootstrap(metrics.brier, said.chance, bought, times=bootstraps),
        beats_rules=all(
            ways[0].log_loss is not None and way.log_loss is not None and ways[0].log_loss < way.log_loss
            for way in ways
            if way.name in RULES
        ),
        next_day_median_error=error,
        next_day_cover=cover,
    )


RECENCY, OWN_GAP = "days since the last order", "own average gap"
RULES = (RECENCY, OWN_GAP)


def _others(log: Log, histories: Histories, horizon: int, orders: Floats, value: Floats) -> list[Judged]:
    """The models without correction, and the two rules of thumb."""
    base = Base.fit(histories)
    answers = Answers.of(base, histories, horizon)
    plain = _judged("models", answers.chance, answers.count, answers.count * base.value_each(histories), orders, value)
    gap = OwnAverageGap.fit(histories)
    own = _judged(
        OWN_GAP, gap.chance(histories, horizon), gap.count(histories, horizon), gap.value(histories, horizon), orders, value
    )
    ahead, dates = inner_dates(int(log.day.min()), histories.as_of, horizon)
    before = Histories.of(log, dates[0])
    came = (counts_of(before, log.until(histories.as_of), ahead)[0] > 0).astype(np.float64)
    if not len(before):
        return [plain, own]
    curve = RecencyRule.fit(before, came)
    return [plain, _judged(RECENCY, curve.chance(histories, float(came.mean())), None, None, orders, value), own]


def _judged(name: str, chance: Floats, count: Floats | None, worth: Floats | None, orders: Floats, value: Floats) -> Judged:
    bought = orders > 0
    found: dict[str, float] = {}
    if len(chance):
        found = {
            "auc": metrics.auc(chance, bought),
            "log_loss": metrics.log_loss(chance, bought),
            "brier": metrics.brier(chance, bought),
            "calibration_error": metrics.calibration_error(chance, bought),
        }
    if bought.any():
        found["top_decile_lift"] = metrics.top_decile_lift(chance, bought)
    if count is not None and len(count):
        found["count_mae"] = metrics.mean_absolute_error(count, orders)
        found["count_rmse"] = metrics.root_mean_squared_error(count, orders)
    if worth is not None and value.sum() > 0:
        found["value_mae"] = metrics.mean_absolute_error(worth, value)
        found["value_gini"] = metrics.gini(worth, value)
        found["value_top_decile_share"] = metrics.top_decile_share(worth, value)
    return Judged(name, **{key: figure for key, figure in found.items() if np.isfinite(figure)})


def _deciles(said: Forecast, orders: Floats, value: Floats) -> list[Decile]:
    return [
        Decile(
            customers=len(part),
            said_buyers=float(said.chance[part].sum()),
            buyers=int((orders[part] > 0).sum()),
            said_orders=float(said.orders[part].sum()),
            orders=float(orders[part].sum()),
            said_value=float(said.value[part].sum()),
            value=float(value[part].sum()),
        )
        for part in metrics.groups(said.chance)
    ]


def _next_days(log: Log, said: Forecast, histories: Histories) -> tuple[float | None, float | None]:
    """The median error in days of the next order's day, and how often the interval held it: of those with two gaps or more who
    did come within the horizon, because nobody else can be judged."""
    after = log.within(said.as_of + 1, said.as_of + said.horizon)
    first: Any = np.full(len(histories), np.nan)
    place = np.searchsorted(histories.customer, after.customer)
    inside = place < len(histories)
    inside[inside] = histories.customer[place[inside]] == after.customer[inside]
    first[place[inside][::-1]] = (after.day[inside] - said.as_of)[::-1]  # sorted by day: the earliest is written last
    judged = (histories.repeats >= 2) & np.isfinite(first)
    if not judged.any():
        return None, None
    came = first[judged]
    held = (came >= np.floor(said.next_low[judged])) & (came <= np.ceil(said.next_high[judged]))
    return float(np.median(np.abs(said.next_day[judged] - came))), float(held.mean())


def as_plain(card: ReportCard) -> dict[str, Any]:
    """The report card as JSON takes it: no arrays, no nan."""
    said = card.forecast
    return {
        "as_of": said.as_of,
        "horizon_days": said.horizon,
        "customers": len(said.customer),
        "bought": int((card.actual_orders > 0).sum()),
        "orders": {"said": float(said.orders.sum()), "came": float(card.actual_orders.sum())},
        "value": {"said": float(said.value.sum()), "came": float(card.actual_value.sum())},
        "choice": dataclasses.asdict(said.choice),
        "ways": [dataclasses.asdict(way) for way in card.ways],
        "intervals": {name: dataclasses.asdict(getattr(card, name)) for name in ("auc", "log_loss", "brier")},
        "deciles": [dataclasses.asdict(part) for part in card.deciles],
        "beats_rules": card.beats_rules,
        "next_order": {"median_error_days": card.next_day_median_error, "cover_of_80": card.next_day_cover},
    }
