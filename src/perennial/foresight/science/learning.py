"""What the past can teach: at dates inside it the models answer, too, and what came is known.

From the two a correction is learnt (`stacking`). It may be used only if, by cross-fitting, it would have been better at those
dates by more than chance.
"""

import dataclasses
from typing import Any, Self

import numpy as np

from perennial.foresight.science.base import Answers, Base
from perennial.foresight.science.histories import Floats, Histories, Log
from perennial.foresight.science.stacking import Correction

ENOUGH, FEW = 300, 30  # customers at the inner dates, and those of them who bought or did not, from where on it is tried
PLENTY = 100_000  # customers from whom it learns, at most
_FOLDS = 5
_LEAST = 1e-6


@dataclasses.dataclass(frozen=True, slots=True)
class Trial:
    """How it went at the inner dates: mean losses, and the standard error of their difference."""

    dates: tuple[int, ...]
    horizon: int
    loss_models: float
    loss_corrected: float
    standard_error: float

    @property
    def won(self) -> bool:
        """Better by more than chance."""
        return self.loss_models - self.loss_corrected > self.standard_error


@dataclasses.dataclass(frozen=True, slots=True)
class Lesson:
    """Corrections of the chance and of the number, learnt at inner dates."""

    chance: Correction
    count: Correction

    @classmethod
    def learn(cls, log: Log, as_of: int, horizon: int) -> tuple[Self, Trial] | None:
        """From all that was known at the end of the day `as_of`. None where the past is too short, or too few bought in it."""
        ahead, dates = inner_dates(int(log.day.min()), as_of, horizon)
        some = _some(log.until(as_of))
        seen = [_seen(some, date, ahead) for date in dates]
        answers, actual = Answers.together([one for one, _came in seen]), np.concatenate([came for _one, came in seen])
        bought = (actual > 0).astype(np.float64)
        if len(actual) < ENOUGH or min(bought.sum(), (1 - bought).sum()) < FEW:
            return None
        lesson = cls(
            Correction.fit(answers.logit, answers.others, bought, counts=False),
            Correction.fit(answers.log_count, answers.others, actual, counts=True),
        )
        return lesson, _tried(answers, bought, ahead, dates)

    def corrected(self, answers: Answers) -> tuple[Floats, Floats]:
        """Chances, and numbers: the geometric mean of three that err differently (the models' number, the corrected one, and
        the models' number moved as the chance was moved)."""
        chance = self.chance(answers.logit, answers.others)
        moved = answers.count * chance / np.maximum(answers.chance, _LEAST)
        return chance, np.cbrt(self.count(answers.log_count, answers.others) * answers.count * moved)

    def as_plain(self) -> dict[str, Any]:
        """The coefficients, as JSON takes them."""
        return {"chance": self.chance.as_plain(), "count": self.count.as_plain()}

    @classmethod
    def from_plain(cls, told: dict[str, Any]) -> Self:
        """What `as_plain` told."""
        return cls(Correction.from_plain(told["chance"]), Correction.from_plain(told["count"]))


def inner_dates(first: int, as_of: int, horizon: int) -> tuple[int, list[int]]:
    """Dates inside the past at which to learn, the latest first, and how far to look ahead there: as far as asked where half of
    the past allows it. At most four, half a horizon apart, none in the first two fifths."""
    span = as_of - first
    ahead = max(1, min(horizon, span // 2))
    dates = [as_of - ahead]
    while len(dates) < 4 and dates[-1] - ahead // 2 - first >= 0.4 * span and ahead > 1:
        dates.append(dates[-1] - ahead // 2)
    return ahead, dates


def counts_of(histories: Histories, log: Log, horizon: int) -> tuple[Floats, Floats]:
    """How often each of them bought in the days that followed, and for how much."""
    after = log.within(histories.as_of + 1, histories.as_of + horizon)
    place = np.searchsorted(histories.customer, after.customer)
    known = place < len(histories)
    known[known] = histories.customer[place[known]] == after.customer[known]
    where = place[known]
    count = np.bincount(where, minlength=len(histories)).astype(np.float64)
    return count, np.bincount(where, weights=after.value[known], minlength=len(histories)).astype(np.float64)


def _some(log: Log) -> Log:
    """Of so many customers every n-th: a hundred thousand teach the corrections all that they can learn."""
    every = 1 + (int(log.customer.max()) + 1) // PLENTY
    if every == 1:
        return log
    taken = log.customer % every == 0
    return Log(log.customer[taken], log.day[taken], log.value[taken])


def _seen(log: Log, date: int, ahead: int) -> tuple[Answers, Floats]:
    """What would have been said at one inner date, and what came."""
    histories = Histories.of(log, date)
    return Answers.of(Base.fit(histories), histories, ahead), counts_of(histories, log, ahead)[0]


def _tried(answers: Answers, bought: Floats, ahead: int, dates: list[int]) -> Trial:
    """The models beside their correction, where each fifth is corrected by what the others taught."""
    before = _losses(answers.chance, bought)
    after = np.empty(len(bought))
    fold = np.arange(len(bought)) % _FOLDS
    logit = answers.logit
    for one in range(_FOLDS):
        train, test = fold != one, fold == one
        learnt = Correction.fit(logit[train], answers.others[train], bought[train], counts=False)
        after[test] = _losses(learnt(logit[test], answers.others[test]), bought[test])
    error = float((before - after).std() / np.sqrt(len(bought)))
    return Trial(tuple(dates), ahead, float(before.mean()), float(after.mean()), error)


def _losses(chance: Floats, bought: Floats) -> Floats:
    p = np.clip(chance, _LEAST, 1 - _LEAST)
    return -(bought * np.log(p) + (1 - bought) * np.log1p(-p))
