"""What the past can teach: at dates inside it the models answer, too, and what came is known.

From the two a correction is learnt (`stacking`). It may be used only if, by cross-fitting, it would have been better at those
dates by more than chance.
"""

import dataclasses
from collections.abc import Iterator
from typing import Any, Self

import numpy as np

from perennial.foresight.science import metrics
from perennial.foresight.science.base import Answers, Base
from perennial.foresight.science.histories import Floats, Histories, Log, Mask
from perennial.foresight.science.stacking import Correction, Multiple

ENOUGH, FEW = 300, 30  # customers at the inner dates, and those of them who bought or did not, from where on it is tried
PLENTY = 100_000  # customers from whom it learns, at most
_FOLDS = 5
_SHORTEST = 14  # days ahead


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
class Seen:
    """What would have been said at inner dates, and what came: orders, and money."""

    answers: Answers
    each: Floats  # what an order of theirs was worth
    orders: Floats
    value: Floats

    @classmethod
    def at(cls, log: Log, date: int, ahead: int) -> Self:
        """One date, looking so far ahead."""
        histories = Histories.of(log, date)
        base = Base.fit(histories)
        return cls(Answers.of(base, histories, ahead), base.value_each(histories), *counts_of(histories, log, ahead))

    @classmethod
    def together(cls, parts: "list[Seen]") -> Self:
        """One after another."""
        figures = ([getattr(part, name) for part in parts] for name in ("each", "orders", "value"))
        return cls(Answers.together([part.answers for part in parts]), *(np.concatenate(one) for one in figures))


@dataclasses.dataclass(frozen=True, slots=True)
class Lesson:
    """Corrections of the chance and of the number, and whether money is reckoned by the corrected number, too."""

    chance: Correction
    count: Multiple
    tells_money: bool

    @classmethod
    def learn(cls, log: Log, as_of: int, horizon: int) -> tuple[Self, Trial] | None:
        """From all that was known at the end of the day `as_of`. None where the past is too short, or too few bought in it.

        The number is learnt at later dates besides, from which less far was seen: what customers of nearly today's age do says
        more of it than what younger ones did, and the factor is much the same for a shorter time."""
        ahead, dates = inner_dates(int(log.day.min()), as_of, horizon)
        if ahead < min(horizon, _SHORTEST):
            return None
        some = _some(log.until(as_of))
        parts = [Seen.at(some, date, ahead) for date in dates]
        seen = Seen.together(parts)
        bought = (seen.orders > 0).astype(np.float64)
        if len(bought) < ENOUGH or min(bought.sum(), (1 - bought).sum()) < FEW:
            return None
        trial = _trial(seen.answers, bought, ahead, dates)
        chance = Correction.fit(seen.answers.logit, seen.answers.others, bought)
        later = [Seen.at(some, date, part) for date, part in later_dates(as_of, ahead)]
        return cls(chance, *_number(Seen.together(parts + later))), trial

    def corrected(self, answers: Answers) -> tuple[Floats, Floats, Floats]:
        """Chances, numbers, and the numbers that go with the worth of an order."""
        count = self.count(answers.count, answers.of_number)
        return self.chance(answers.logit, answers.others), count, count if self.tells_money else answers.paid

    def as_plain(self) -> dict[str, Any]:
        """The coefficients, as JSON takes them."""
        return {"chance": self.chance.as_plain(), "count": self.count.as_plain(), "tells_money": self.tells_money}

    @classmethod
    def from_plain(cls, told: dict[str, Any]) -> Self:
        """What `as_plain` told."""
        return cls(Correction.from_plain(told["chance"]), Multiple.from_plain(told["count"]), told["tells_money"])


def _number(seen: Seen) -> tuple[Multiple, bool]:
    """The correction of the number, unless what it says of each fifth, learnt from the others, is farther from what came by
    more than two standard errors; and whether it tells money, too: if with it customers are ranked no worse by what they spent,
    and it is off by less."""
    number, others = seen.answers.count, seen.answers.of_number
    said = np.empty(len(number))
    for test in _folds(len(number)):
        said[test] = Multiple.fit(number[~test], others[~test], seen.orders[~test])(number[test], others[test])
    nearer = (number - seen.orders) ** 2 - (said - seen.orders) ** 2
    if nearer.mean() < -2 * nearer.std() / np.sqrt(len(nearer)):
        return Multiple.none(others.shape[1]), False
    tells_money = _tells_money(said * seen.each, seen.answers.paid * seen.each, seen.value)
    return Multiple.fit(number, others, seen.orders), tells_money


def _tells_money(corrected: Floats, plain: Floats, spent: Floats) -> bool:
    if not spent.sum() > 0:
        return False
    ranks = metrics.gini(corrected, spent) >= metrics.gini(plain, spent)
    return ranks and metrics.mean_absolute_error(corrected, spent) < metrics.mean_absolute_error(plain, spent)


def _trial(answers: Answers, bought: Floats, ahead: int, dates: list[int]) -> Trial:
    """The models' chances beside what the correction says of each fifth, learnt from the others."""
    logit, said, happened = answers.logit, np.empty(len(bought)), bought > 0
    for test in _folds(len(bought)):
        said[test] = Correction.fit(logit[~test], answers.others[~test], bought[~test])(logit[test], answers.others[test])
    before, after = metrics.losses(answers.chance, happened), metrics.losses(said, happened)
    error = float((before - after).std() / np.sqrt(len(bought)))
    return Trial(tuple(dates), ahead, float(before.mean()), float(after.mean()), error)


def _folds(many: int) -> Iterator[Mask]:
    """Every fifth of them."""
    fold = np.arange(many) % _FOLDS
    return (fold == one for one in range(_FOLDS))


def inner_dates(first: int, as_of: int, horizon: int) -> tuple[int, list[int]]:
    """Dates inside the past at which to learn, the latest first, and how far to look ahead there: as far as asked where half of
    the past allows it. At most four, half a horizon apart, none in the first two fifths."""
    span = as_of - first
    ahead = max(1, min(horizon, span // 2))
    dates = [as_of - ahead]
    while len(dates) < 4 and dates[-1] - ahead // 2 - first >= 0.4 * span and ahead > 1:
        dates.append(dates[-1] - ahead // 2)
    return ahead, dates


def later_dates(as_of: int, ahead: int) -> list[tuple[int, int]]:
    """Two dates nearer to today, from which half and a quarter as far is seen, but two weeks at least."""
    return [(as_of - part, part) for part in (ahead // 2, ahead // 4) if part >= _SHORTEST]


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
