"""What the past can teach: at dates inside it the models answer, too, and what came is known.

From the two a correction is learnt (`stacking`). It may be used only if, by cross-fitting, it would have been better at those
dates by more than chance.
"""

import dataclasses
from collections.abc import Callable
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
    """Corrections of the chance and of the number, learnt at inner dates, and how the number is put together (`BLENDS`)."""

    chance: Correction
    count: Correction
    blend: str

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
        tried = _Tried.by_folds(answers, actual, bought)
        blend = tried.best_blend(answers, actual) if len(dates) > 1 else CAUTIOUS
        return cls(*_learnt(answers, actual, bought), blend), tried.trial(answers, bought, ahead, dates)

    def corrected(self, answers: Answers) -> tuple[Floats, Floats]:
        """Chances, and numbers."""
        chance = self.chance(answers.logit, answers.others)
        return chance, BLENDS[self.blend](answers, chance, _number(self.count, answers))

    def as_plain(self) -> dict[str, Any]:
        """The coefficients, as JSON takes them."""
        return {"chance": self.chance.as_plain(), "count": self.count.as_plain(), "blend": self.blend}

    @classmethod
    def from_plain(cls, told: dict[str, Any]) -> Self:
        """What `as_plain` told."""
        return cls(Correction.from_plain(told["chance"]), Correction.from_plain(told["count"]), told["blend"])


def _moved(answers: Answers, chance: Floats) -> Floats:
    """The models' number, moved as the chance was moved."""
    return answers.count * chance / np.maximum(answers.chance, _LEAST)


CAUTIOUS = "three"
_MOST_TIMES = 2.5  # as many, or as few, as the models say
_CLEARLY = 0.99  # of the cautious blend's error: another one has to be better than that
# Ways to put a number together, which err differently: from the models' own, the corrected one, and the models' own moved as
# the chance was moved. With a single inner date nobody can tell a season from a trend: then it is the mean of all three.
BLENDS: dict[str, Callable[[Answers, Floats, Floats], Floats]] = {
    CAUTIOUS: lambda answers, chance, count: np.cbrt(count * answers.count * _moved(answers, chance)),
    "two": lambda answers, chance, count: np.sqrt(count * _moved(answers, chance)),
    "corrected": lambda answers, chance, count: count,
}


def _of_count(answers: Answers) -> Floats:
    """What the correction of the number looks at: the momentum besides."""
    return np.column_stack([answers.others, answers.momentum])


def _number(correction: Correction, answers: Answers) -> Floats:
    """The corrected number, which is never a multiple of the models' or a fraction of it."""
    return np.clip(correction(answers.log_count, _of_count(answers)), answers.count / _MOST_TIMES, answers.count * _MOST_TIMES)


def _learnt(answers: Answers, actual: Floats, bought: Floats) -> tuple[Correction, Correction]:
    return (
        Correction.fit(answers.logit, answers.others, bought, counts=False),
        Correction.fit(answers.log_count, _of_count(answers), actual, counts=True),
    )


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
    place = np.cumsum(np.diff(log.customer, prepend=log.customer[:1]) > 0)  # not their numbers: later customers have some, too
    every = 1 + (int(place[-1]) + 1) // PLENTY
    if every == 1:
        return log
    taken = place % every == 0
    return Log(log.customer[taken], log.day[taken], log.value[taken])


def _seen(log: Log, date: int, ahead: int) -> tuple[Answers, Floats]:
    """What would have been said at one inner date, and what came."""
    histories = Histories.of(log, date)
    return Answers.of(Base.fit(histories), histories, ahead), counts_of(histories, log, ahead)[0]


@dataclasses.dataclass(frozen=True, slots=True)
class _Tried:
    """What the corrections say of each fifth, learnt from the others."""

    chance: Floats
    count: Floats

    @classmethod
    def by_folds(cls, answers: Answers, actual: Floats, bought: Floats) -> Self:
        chance, count = np.empty((2, len(actual)))
        fold = np.arange(len(actual)) % _FOLDS
        for one in range(_FOLDS):
            test = fold == one
            others = answers.take(~test)
            of_chance, of_count = _learnt(others, actual[~test], bought[~test])
            asked = answers.take(test)
            chance[test] = of_chance(asked.logit, asked.others)
            count[test] = _number(of_count, asked)
        return cls(chance, count)

    def best_blend(self, answers: Answers, actual: Floats) -> str:
        """The one with the least root mean squared error, if it is clearly less than the cautious one's."""
        said = {name: blend(answers, self.chance, self.count) for name, blend in BLENDS.items()}
        errors = {name: float(np.sqrt(((number - actual) ** 2).mean())) for name, number in said.items()}
        best = min(errors, key=lambda name: errors[name])
        return best if errors[best] < _CLEARLY * errors[CAUTIOUS] else CAUTIOUS

    def trial(self, answers: Answers, bought: Floats, ahead: int, dates: list[int]) -> Trial:
        """The models' chances beside the corrected ones."""
        before, after = _losses(answers.chance, bought), _losses(self.chance, bought)
        error = float((before - after).std() / np.sqrt(len(bought)))
        return Trial(tuple(dates), ahead, float(before.mean()), float(after.mean()), error)


def _losses(chance: Floats, bought: Floats) -> Floats:
    p = np.clip(chance, _LEAST, 1 - _LEAST)
    return -(bought * np.log(p) + (1 - bought) * np.log1p(-p))
