"""From histories to what is to be expected of each customer: which models answer, and how they are put together.

The floor is the mean of three “buy till you die” models (`base`). Where the past holds enough, it is corrected by what came
true at dates inside it (`learning`). With few customers the weak priors of the models speak.
"""

import dataclasses
from typing import Any, Self

import numpy as np

from perennial.foresight.science.base import Answers, Base, blocks
from perennial.foresight.science.gaps import LogNormalGaps
from perennial.foresight.science.histories import Floats, Histories, Log, Whole
from perennial.foresight.science.learning import Lesson, Trial

LITTLE, FEW_REPEATS = 30, 10  # below: too little to learn from
LEARNT, MODELS, PRIOR = "corrected", "models", "prior"
_FIGURES = ("chance", "orders", "value", "next_day", "next_low", "next_high", "active")  # of `Forecast`


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """Which way of answering was taken, and the figures it was taken by: mean losses at the inner dates, and the standard error
    of their difference. Losses are None where nothing was tried."""

    model: str
    customers: int
    repeat_buyers: int
    inner_dates: tuple[int, ...] = ()
    inner_horizon: int = 0
    loss_models: float | None = None
    loss_corrected: float | None = None
    standard_error: float | None = None

    @classmethod
    def of(cls, model: str, histories: Histories, trial: Trial | None = None) -> Self:
        """Made of these customers, after a trial if there was one."""
        sizes = (len(histories), int((histories.repeats > 0).sum()))
        if trial is None:
            return cls(model, *sizes)
        return cls(model, *sizes, trial.dates, trial.horizon, trial.loss_models, trial.loss_corrected, trial.standard_error)


@dataclasses.dataclass(frozen=True, slots=True)
class Forecast:
    """Of each customer, for the `horizon` days after `as_of`: the chance of any order, the expected number and value of orders,
    the days until the next one if it comes in time (median, and the interval of 80 of 100), P(still a customer)."""

    as_of: int
    horizon: int
    customer: Whole
    chance: Floats
    orders: Floats
    value: Floats
    next_day: Floats
    next_low: Floats
    next_high: Floats
    active: Floats
    choice: Choice


@dataclasses.dataclass(frozen=True, slots=True)
class Fitted:
    """What was learnt from a log for one horizon: enough to answer for anybody, at once or many blocks one after another."""

    horizon: int
    base: Base
    lesson: Lesson | None
    choice: Choice

    @classmethod
    def of(cls, log: Log, as_of: int, horizon: int) -> Self:
        """From all that was known at the end of the day `as_of`."""
        return cls.to(Histories.of(log, as_of), log, horizon)

    @classmethod
    def to(cls, histories: Histories, log: Log, horizon: int) -> Self:
        """To these histories of the log."""
        base = Base.fit(histories)
        if len(histories) < LITTLE or int((histories.repeats > 0).sum()) < FEW_REPEATS:
            return cls(horizon, base, None, Choice.of(PRIOR, histories))
        learnt = Lesson.learn(log, histories.as_of, horizon)
        if learnt is None:
            return cls(horizon, base, None, Choice.of(MODELS, histories))
        lesson, trial = learnt
        used = lesson if trial.won else None
        return cls(horizon, base, used, Choice.of(LEARNT if used else MODELS, histories, trial))

    def predict(self, histories: Histories) -> Forecast:
        """What is to be expected of them in the `horizon` days that follow; in blocks, so that memory stays small."""
        found = np.empty((len(_FIGURES), len(histories)))
        for some in blocks(len(histories)):
            self._answer(histories.take(some), found[:, some])
        figures = dict(zip(_FIGURES, found, strict=True))
        return Forecast(histories.as_of, self.horizon, histories.customer, **figures, choice=self.choice)

    def _answer(self, histories: Histories, found: Floats) -> None:
        """Fills in `_FIGURES`."""
        answers = Answers.of(self.base, histories, self.horizon)
        chance, count, paid = self.lesson.corrected(answers) if self.lesson else (answers.chance, answers.count, answers.paid)
        low, middle, high = _next_days(self.base.gaps, histories, self.horizon)
        worth = paid * self.base.value_each(histories)
        found[:] = chance, count, worth, middle, low, high, answers.active

    def as_plain(self) -> dict[str, Any]:
        """All of it as JSON takes it."""
        return {
            "horizon": self.horizon,
            "base": self.base.as_plain(),
            "lesson": self.lesson.as_plain() if self.lesson else None,
            "choice": dataclasses.asdict(self.choice),
        }

    @classmethod
    def from_plain(cls, told: dict[str, Any]) -> Self:
        """What `as_plain` told."""
        choice = told["choice"] | {"inner_dates": tuple(told["choice"]["inner_dates"])}
        lesson = Lesson.from_plain(told["lesson"]) if told["lesson"] else None
        return cls(told["horizon"], Base.from_plain(told["base"]), lesson, Choice(**choice))


def forecast(log: Log, as_of: int, horizon: int) -> Forecast:
    """What is to be expected in the `horizon` days after `as_of` of everybody who bought until then; nothing later counts."""
    histories = Histories.of(log, as_of)
    return Fitted.to(histories, log, horizon).predict(histories)


def _next_days(gaps: LogNormalGaps | None, histories: Histories, horizon: int) -> tuple[Floats, Floats, Floats]:
    """The 10 %, 50 % and 90 % points of the day of the next order, given that it comes within the horizon."""
    if gaps is None:
        half = np.full(len(histories), horizon / 2)
        return half * 0.2, half, half * 1.8
    within = gaps.chance_within(histories, horizon)
    low, middle, high = (np.clip(gaps.days_until(histories, share * within), 1.0, horizon) for share in (0.1, 0.5, 0.9))
    return low, middle, high
