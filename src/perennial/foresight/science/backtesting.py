"""A forecast made at a date in the past, judged by what came: the report card."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from perennial.foresight.science import metrics
from perennial.foresight.science.base import Answers, Base
from perennial.foresight.science.baselines import OwnAverageGap, RecencyRule
from perennial.foresight.science.forecasting import MODELS, Forecast, forecast
from perennial.foresight.science.histories import Floats, Histories, Log, Mask
from perennial.foresight.science.learning import counts_of, inner_dates

_BOOTSTRAPS = 200
FEW_BUYERS = 10  # who came, or did not: with fewer nobody can say which predictions were right
NOBODY_KNOWN, NOBODY_CAME, EVERYBODY_CAME, NO_MONEY, ALL_ALIKE, NOT_FORETOLD, NO_REGULAR_CAME = (
    "nobody_known",
    "nobody_came",
    "everybody_came",
    "no_money",
    "all_alike",
    "not_foretold",
    "no_regular_came",
)  # why a figure is missing


@dataclasses.dataclass(frozen=True, slots=True)
class Judged:
    """One way of predicting, and how it did; None where it predicts no such thing or nothing can be said, for the reason in
    `missing`. `behind` is its mean log loss above that of the way that is used, with the standard error of that difference (the
    same customers, in pairs)."""

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
    behind: float | None = None
    behind_error: float | None = None
    missing: Mapping[str, str] = dataclasses.field(default_factory=dict)


_FIGURES = tuple(field.name for field in dataclasses.fields(Judged) if field.name not in ("name", "missing"))


@dataclasses.dataclass(frozen=True, slots=True)
class Decile:
    """A tenth of the customers, the lowest predictions first: what was said and what came, summed."""

    customers: int
    said_buyers: float
    buyers: int
    said_orders: float
    orders: float
    said_value: float
    value: float


@dataclasses.dataclass(frozen=True, slots=True)
class ReportCard:
    """`ways[0]` is what is used; the others are what it is measured against. `deciles` go by the chance of any order,
    `value_deciles` by the expected value."""

    forecast: Forecast
    actual_orders: Floats
    actual_value: Floats
    ways: tuple[Judged, ...]
    deciles: tuple[Decile, ...]
    value_deciles: tuple[Decile, ...]
    intervals: Mapping[str, metrics.Interval]
    next_day_median_error: float | None
    next_day_cover: float | None

    @property
    def came(self) -> int:
        """How many of the customers did order."""
        return int((self.actual_orders > 0).sum())

    @property
    def tells(self) -> bool:
        """Whether enough came, and enough did not: where all did the same, whoever says so of everybody is right."""
        return min(self.came, len(self.actual_orders) - self.came) >= FEW_BUYERS

    @property
    def beats_rules(self) -> bool | None:
        """Whether its chances are better than those of every rule of thumb by more than a standard error, and it ranks the
        customers no worse. None where that cannot be told."""
        return all(self._beats(way) for way in self.ways if way.name in RULES) if self.tells else None

    def _beats(self, rule: Judged) -> bool:
        surely = rule.behind is not None and rule.behind_error is not None and rule.behind > rule.behind_error
        ranks = self.intervals.get("auc")
        return surely and (ranks is None or rule.auc is None or rule.auc <= ranks.high)


RECENCY, OWN_GAP = "days since the last order", "own average gap"
RULES = (RECENCY, OWN_GAP)


@dataclasses.dataclass(frozen=True, slots=True)
class Way:
    """What one way of predicting says of each customer."""

    name: str
    chance: Floats
    count: Floats | None = None
    value: Floats | None = None


def backtest(log: Log, as_of: int, horizon: int, *, bootstraps: int = _BOOTSTRAPS, has_amounts: bool = True) -> ReportCard:
    """Predict at the end of the day `as_of`, from what was known then and nothing else, and hold it against the days after."""
    return judge(forecast(log, as_of, horizon), log, bootstraps=bootstraps, has_amounts=has_amounts)


def judge(said: Forecast, log: Log, *, bootstraps: int = _BOOTSTRAPS, has_amounts: bool = True) -> ReportCard:
    """Hold a forecast against what came in its days, beside what others would have said on the same day. Money is judged only
    if the log has amounts."""
    histories = Histories.of(log, said.as_of)
    orders, worth = counts_of(histories, log, said.horizon)
    value = worth if has_amounts else np.zeros_like(worth)
    used = Way(said.choice.model, said.chance, said.orders, said.value)
    others = [way for way in _others(log, histories, said.horizon) if way.name != used.name]
    losses = metrics.losses(used.chance, orders > 0)
    error, cover = _next_days(log, said, histories)
    return ReportCard(
        forecast=said,
        actual_orders=orders,
        actual_value=value,
        ways=tuple(judged_way(way, orders, value, losses) for way in (used, *others)),
        deciles=tuple(_deciles(said, said.chance, orders, value)),
        value_deciles=tuple(_deciles(said, said.value, orders, value)),
        intervals=_intervals(used, orders, value, bootstraps),
        next_day_median_error=error,
        next_day_cover=cover,
    )


def _intervals(used: Way, orders: Floats, value: Floats, times: int) -> dict[str, metrics.Interval]:
    """Where the figures of the way that is used would lie for other customers of the same kind."""
    bought = orders > 0
    asked: dict[str, tuple[Any, Any, Any]] = {
        "auc": (metrics.auc, used.chance, bought),
        "log_loss": (metrics.log_loss, used.chance, bought),
        "brier": (metrics.brier, used.chance, bought),
        "count_mae": (metrics.mean_absolute_error, used.count, orders),
    }
    if bought.any():
        asked["top_decile_lift"] = (metrics.top_decile_lift, used.chance, bought)
    if value.sum() > 0:
        asked["value_mae"] = (metrics.mean_absolute_error, used.value, value)
    if not len(orders):
        return {}
    found = {name: metrics.bootstrap(*parts, times=times) for name, parts in asked.items()}
    return {name: one for name, one in found.items() if np.isfinite((one.value, one.low, one.high)).all()}


def _others(log: Log, histories: Histories, horizon: int) -> list[Way]:
    """The models without correction, and the two rules of thumb."""
    base = Base.fit(histories)
    answers = Answers.of(base, histories, horizon)
    gap = OwnAverageGap.fit(histories)
    ways = [
        Way(MODELS, answers.chance, answers.count, answers.paid * base.value_each(histories)),
        Way(OWN_GAP, gap.chance(histories, horizon), gap.count(histories, horizon), gap.value(histories, horizon)),
    ]
    ahead, dates = inner_dates(int(log.day.min()), histories.as_of, horizon)
    before = Histories.of(log, dates[0])
    if len(before):
        came = (counts_of(before, log.until(histories.as_of), ahead)[0] > 0).astype(np.float64)
        curve = RecencyRule.fit(before, came)
        ways.append(Way(RECENCY, curve.chance(histories, float(came.mean()))))
    return ways


def judged_way(way: Way, orders: Floats, value: Floats, used: Floats) -> Judged:
    """How one way did; `used` are the losses of the way that is used."""
    figures: dict[str, float] = {}
    if len(orders):
        figures = _of_chances(way.chance, orders > 0, used) | _of_numbers(way, orders) | _of_money(way, value)
    known = {name: figure for name, figure in figures.items() if np.isfinite(figure)}
    missing = {name: _why_missing(name, way, orders, value) for name in _FIGURES if name not in known}
    return Judged(way.name, **known, missing=missing)


def _of_chances(chance: Floats, bought: Mask, used: Floats) -> dict[str, float]:
    behind = metrics.losses(chance, bought) - used
    return {
        "auc": metrics.auc(chance, bought),
        "log_loss": metrics.log_loss(chance, bought),
        "brier": metrics.brier(chance, bought),
        "calibration_error": metrics.calibration_error(chance, bought),
        "behind": float(behind.mean()),
        "behind_error": float(behind.std() / np.sqrt(len(behind))),
    } | ({"top_decile_lift": metrics.top_decile_lift(chance, bought)} if bought.any() else {})


def _of_numbers(way: Way, orders: Floats) -> dict[str, float]:
    if way.count is None:
        return {}
    return {
        "count_mae": metrics.mean_absolute_error(way.count, orders),
        "count_rmse": metrics.root_mean_squared_error(way.count, orders),
    }


def _of_money(way: Way, value: Floats) -> dict[str, float]:
    if way.value is None or not value.sum() > 0:
        return {}
    return {
        "value_mae": metrics.mean_absolute_error(way.value, value),
        "value_gini": metrics.gini(way.value, value),
        "value_top_decile_share": metrics.top_decile_share(way.value, value),
    }


def _why_missing(name: str, way: Way, orders: Floats, value: Floats) -> str:
    """Why a figure cannot be worked out."""
    part = name.partition("_")[0]
    if (part == "count" and way.count is None) or (part == "value" and way.value is None):
        return NOT_FORETOLD
    if not len(orders):
        return NOBODY_KNOWN
    if not (orders > 0).any():
        return NOBODY_CAME
    if part == "value":
        return ALL_ALIKE if value.sum() > 0 else NO_MONEY
    return EVERYBODY_CAME


def _deciles(said: Forecast, by: Floats, orders: Floats, value: Floats) -> list[Decile]:
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
        for part in metrics.groups(by)
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
        "bought": card.came,
        "orders": {"said": float(said.orders.sum()), "came": float(card.actual_orders.sum())},
        "value": {"said": float(said.value.sum()), "came": float(card.actual_value.sum())},
        "choice": dataclasses.asdict(said.choice),
        "ways": [dataclasses.asdict(way) for way in card.ways],
        "intervals": {name: dataclasses.asdict(one) for name, one in card.intervals.items()},
        "deciles": [dataclasses.asdict(part) for part in card.deciles],
        "value_deciles": [dataclasses.asdict(part) for part in card.value_deciles],
        "beats_rules": card.beats_rules,
        "next_order": {
            "median_error_days": card.next_day_median_error,
            "cover_of_80": card.next_day_cover,
            "missing": NO_REGULAR_CAME if card.next_day_median_error is None else None,
        },
    }
