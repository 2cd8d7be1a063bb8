"""The report card: how far to trust predictions, from purchases of one's own or of anybody's. Trained on the past, held against
what came; whether they beat what a shop owner would do without them; and what they cannot know."""

import dataclasses
from collections.abc import Mapping
from typing import Any, Self

import numpy as np

from perennial.foresight.science import metrics
from perennial.foresight.science.backtesting import RULES, Decile, Judged, ReportCard, backtest
from perennial.foresight.science.forecasting import PRIOR, Choice
from perennial.foresight.science.histories import Histories, Log

SMALL = 100  # who came: with fewer every figure is rough
FAR_OFF = 0.15  # of what was said, from where on a card warns
YEAR = 365
_ONCE = 0.9  # share of customers who came once, from where on it is told
_FIRST, _CROWD = 0.1, 0.3  # of the days, of the customers: so many new ones at once have bought before, perhaps


@dataclasses.dataclass(frozen=True, slots=True)
class Pair:
    """What was said and what came."""

    said: float
    came: float

    @property
    def bias(self) -> float | None:
        """How much too much was said, as a share of what came; None where nothing came."""
        return self.said / self.came - 1 if self.came else None


@dataclasses.dataclass(frozen=True, slots=True)
class Point:
    """A tenth of the customers: the chance that they were given, the share who came, and where that share may lie (95 %)."""

    customers: int
    said: float
    came: float
    low: float
    high: float


@dataclasses.dataclass(frozen=True, slots=True)
class Limit:
    """Something that the predictions cannot know or that makes the card weaker, with the figures that say so."""

    key: str
    figures: Mapping[str, float] = dataclasses.field(default_factory=dict)


BETTER, NO_BETTER, TOO_LITTLE, TOO_FEW_CAME = "better", "no_better", "too_little", "too_few_came"


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the model is used or the rule of thumb, and why. `rule` is the best of the rules, which is `behind` the model's
    log loss by so much, with that difference's standard error."""

    use_model: bool
    why: str
    rule: str = ""
    behind: float | None = None
    behind_error: float | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """A report card, as it is kept and shown: days since 1970, money in minor units."""

    as_of: int
    horizon: int
    first_day: int
    last_day: int
    customers: int
    choice: Choice
    buyers: Pair
    orders: Pair
    value: Pair | None
    verdict: Verdict
    ways: tuple[Judged, ...]
    intervals: Mapping[str, metrics.Interval]
    deciles: tuple[Decile, ...]
    value_deciles: tuple[Decile, ...]
    points: tuple[Point, ...]
    limits: tuple[Limit, ...]
    next_day_error: float | None = None
    next_day_cover: float | None = None

    @property
    def used(self) -> Judged:
        """How the predictions themselves did."""
        return self.ways[0]

    def as_plain(self) -> dict[str, Any]:
        """As JSON takes it."""
        return dataclasses.asdict(self)

    @classmethod
    def of_plain(cls, told: Mapping[str, Any]) -> Self:
        """The card that was kept."""
        parts = dict(told)
        for name, kind in (
            ("ways", Judged),
            ("deciles", Decile),
            ("value_deciles", Decile),
            ("points", Point),
            ("limits", Limit),
        ):
            parts[name] = tuple(kind(**one) for one in parts[name])
        for name in ("buyers", "orders", "value"):
            parts[name] = parts[name] and Pair(**parts[name])
        parts["choice"] = Choice(**{**parts["choice"], "inner_dates": tuple(parts["choice"]["inner_dates"])})
        parts["verdict"] = Verdict(**parts["verdict"])
        parts["intervals"] = {name: metrics.Interval(**one) for name, one in parts["intervals"].items()}
        return cls(**parts)


def report_card(log: Log, as_of: int, horizon: int, *, has_amounts: bool = True, seen_until: int | None = None) -> Card:
    """Predict at the end of the day `as_of` from what was known then, and judge it by the `horizon` days that followed. The log
    ends where it ends, or at `seen_until`, the last day of which everything is known."""
    return card_of(backtest(log, as_of, horizon, has_amounts=has_amounts), log, has_amounts=has_amounts, seen_until=seen_until)


def card_of(judged: ReportCard, log: Log, *, has_amounts: bool = True, seen_until: int | None = None) -> Card:
    """What is kept of a forecast that was judged."""
    said = judged.forecast
    last = int(log.day.max()) if len(log.day) else said.as_of
    seen = max(last, seen_until or last)
    histories = Histories.of(log, said.as_of)
    paid = has_amounts and bool(judged.actual_value.sum() > 0 or said.value.sum() > 0)
    return Card(
        as_of=said.as_of,
        horizon=said.horizon,
        first_day=int(log.day.min()) if len(log.day) else said.as_of,
        last_day=seen,
        customers=len(said.customer),
        choice=said.choice,
        buyers=Pair(float(said.chance.sum()), float(judged.came)),
        orders=Pair(float(said.orders.sum()), float(judged.actual_orders.sum())),
        value=Pair(float(said.value.sum()), float(judged.actual_value.sum())) if paid else None,
        verdict=verdict_on(judged),
        ways=judged.ways,
        intervals=judged.intervals,
        deciles=judged.deciles,
        value_deciles=judged.value_deciles if paid else (),
        points=tuple(point_of(part) for part in judged.deciles),
        limits=tuple(_limits(log, histories, said.horizon, seen, judged.actual_orders, paid=paid)),
        next_day_error=judged.next_day_median_error,
        next_day_cover=judged.next_day_cover,
    )


def verdict_on(judged: ReportCard) -> Verdict:
    """The model is used where it was better than every rule of thumb by more than chance and enough came to tell."""
    rules = [way for way in judged.ways if way.name in RULES and way.behind is not None]
    best = min(rules, key=lambda way: way.behind or 0.0, default=None)
    figures = (best.name, best.behind, best.behind_error) if best else ("", None, None)
    if judged.forecast.choice.model == PRIOR:
        return Verdict(False, TOO_LITTLE, *figures)
    if not judged.tells:
        return Verdict(False, TOO_FEW_CAME, *figures)
    return Verdict(True, BETTER, *figures) if judged.beats_rules else Verdict(False, NO_BETTER, *figures)


def point_of(part: Decile) -> Point:
    """What was said of a tenth, and what came."""
    share = metrics.wilson(part.buyers, part.customers)
    return Point(part.customers, part.said_buyers / part.customers, share.value, share.low, share.high)


def _limits(log: Log, histories: Histories, horizon: int, seen: int, orders: np.ndarray, *, paid: bool) -> list[Limit]:
    """What weakens this card in particular."""
    limits: list[Limit] = []
    many, came = len(histories), int((orders > 0).sum())
    known = float(histories.age.max()) if many else 0.0
    if known < 2 * YEAR:
        limits.append(Limit("season", {"days": known}))
    if many and known > 0 and float((histories.age >= known * (1 - _FIRST)).mean()) > _CROWD:
        limits.append(Limit("left_censored", {"share": float((histories.age >= known * (1 - _FIRST)).mean())}))
    if seen < histories.as_of + horizon:
        limits.append(Limit("not_over", {"days": float(histories.as_of + horizon - seen)}))
    if came < SMALL:
        limits.append(Limit("few", {"customers": many, "came": came}))
    if many and float((histories.repeats == 0).mean()) > _ONCE:
        limits.append(Limit("bought_once", {"share": float((histories.repeats == 0).mean())}))
    new = len(np.setdiff1d(log.within(histories.as_of + 1, histories.as_of + horizon).customer, histories.customer))
    if new:
        limits.append(Limit("newcomers", {"customers": new}))
    if not paid:
        limits.append(Limit("no_amounts"))
    return limits
