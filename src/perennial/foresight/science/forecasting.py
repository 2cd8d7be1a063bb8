"""From histories to what is to be expected of each customer: which models answer, and how they are put together.

The floor is the mean of three “buy till you die” models, which needs no training at other dates and never overflows. Where the
past holds enough, it is corrected by what came true at dates inside it (`stacking`), and the correction is only used if it
would have been better there by more than chance (a gate by cross-fitting). With few customers
the weak priors of the models speak.
"""

import dataclasses
from collections.abc import Sequence
from typing import Self

import numpy as np
from scipy import special

from perennial.foresight.science.betageometric import BetaGeometric
from perennial.foresight.science.gaps import LogNormalGaps
from perennial.foresight.science.histories import Floats, Histories, Log, Rows, Whole
from perennial.foresight.science.pareto import ParetoNBD
from perennial.foresight.science.spend import GammaGamma
from perennial.foresight.science.stacking import Correction

LITTLE, FEW_REPEATS = 30, 10  # below: too little to learn from
ENOUGH = 300  # customers at an inner date, from where on a correction is tried
PLENTY = 100_000  # customers from whom the corrections learn, at most
_FOLDS = 5
_LEAST = 1e-6
LEARNT, MODELS, PRIOR = "corrected", "models", "prior"
Three = tuple[BetaGeometric, BetaGeometric, ParetoNBD]


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
class Base:
    """The models, fitted to histories."""

    three: Three
    spend: GammaGamma | None
    gaps: LogNormalGaps | None

    @classmethod
    def fit(cls, histories: Histories) -> Self:
        """Of all of them."""
        rows = Rows.of(histories)
        paid = bool((histories.value > 0).any())
        return cls(
            (BetaGeometric.fit(rows), BetaGeometric.fit(rows, modified=True), ParetoNBD.fit(rows)),
            GammaGamma.fit(histories.repeats + 1, histories.value) if paid else None,
            LogNormalGaps.fit(histories),
        )

    def value_each(self, histories: Histories) -> Floats:
        """What an order of theirs is worth."""
        if self.spend is None:
            return np.zeros(len(histories))
        return self.spend.expected_value(histories.repeats + 1, histories.value)


@dataclasses.dataclass(frozen=True, slots=True)
class Answers:
    """What the models say of histories: chances and numbers of each, and what corrections may look at."""

    chances: Floats  # 3 × n
    counts: Floats
    others: Floats  # n × k

    @classmethod
    def of(cls, base: Base, histories: Histories, horizon: float) -> Self:
        """Equal histories are asked once."""
        rows = Rows.of(histories)
        chances = np.stack([model.chance_of_any(rows, horizon) for model in base.three])[:, rows.back]
        counts = np.stack([model.expected_count(rows, horizon) for model in base.three])[:, rows.back]
        return cls(chances, counts, _others(base, histories, chances))

    @property
    def chance(self) -> Floats:
        """The mean of the models."""
        return np.asarray(self.chances.mean(axis=0))

    @property
    def count(self) -> Floats:
        """The mean of the models."""
        return np.asarray(self.counts.mean(axis=0))

    @property
    def logit(self) -> Floats:
        """Of the mean chance."""
        return _logit(self.chance)

    @property
    def log_count(self) -> Floats:
        """Of the mean number."""
        return np.log(self.count + 1e-3)


def forecast(log: Log, as_of: int, horizon: int) -> Forecast:
    """What is to be expected in the `horizon` days after `as_of` of everybody who bought until then; nothing later counts."""
    histories = Histories.of(log, as_of)
    base = Base.fit(histories)
    answers = Answers.of(base, histories, horizon)
    chance, count, choice = answers.chance, answers.count, _few(histories)
    if choice is None:
        learnt = _Learnt.at_inner_dates(log.until(as_of), as_of, horizon)
        choice = learnt.choice if learnt else _choice(MODELS, histories)
        if learnt and learnt.choice.model == LEARNT:
            chance, count = learnt.corrected(answers)
    low, middle, high = _next_days(base.gaps, histories, horizon)
    active = np.stack([model.chance_active(histories) for model in base.three]).mean(axis=0)
    return Forecast(
        as_of=as_of,
        horizon=horizon,
        customer=histories.customer,
        chance=chance,
        orders=count,
        value=count * base.value_each(histories),
        next_day=middle,
        next_low=low,
        next_high=high,
        active=active,
        choice=choice,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Learnt:
    """Corrections learnt at inner dates, and whether they may be used."""

    chance: Correction
    count: Correction
    choice: Choice

    @classmethod
    def at_inner_dates(cls, log: Log, as_of: int, horizon: int) -> Self | None:
        """None where the past is too short, or too few bought in it."""
        ahead, dates = inner_dates(int(log.day.min()), as_of, horizon)
        some = _some(log)
        seen = [_Inner.at(some, date, ahead) for date in dates]
        answers, actual = _together(seen)
        bought = (actual > 0).astype(np.float64)
        if len(actual) < ENOUGH or min(bought.sum(), (1 - bought).sum()) < LITTLE:
            return None
        before = _losses(answers.chance, bought)
        after = np.empty(len(bought))
        fold = np.arange(len(bought)) % _FOLDS
        for one in range(_FOLDS):
            train, test = fold != one, fold == one
            learnt = Correction.fit(answers.logit[train], answers.others[train], bought[train], counts=False)
            after[test] = _losses(learnt(answers.logit[test], answers.others[test]), bought[test])
        gain = before - after
        error = float(gain.std() / np.sqrt(len(gain)))
        histories = Histories.of(log, as_of)
        choice = Choice(
            model=LEARNT if gain.mean() > error else MODELS,
            customers=len(histories),
            repeat_buyers=int((histories.repeats > 0).sum()),
            inner_dates=tuple(dates),
            inner_horizon=ahead,
            loss_models=float(before.mean()),
            loss_corrected=float(after.mean()),
            standard_error=error,
        )
        return cls(
            Correction.fit(answers.logit, answers.others, bought, counts=False),
            Correction.fit(answers.log_count, answers.others, actual, counts=True),
            choice,
        )

    def corrected(self, answers: Answers) -> tuple[Floats, Floats]:
        """Chances, and numbers: the geometric mean of three that err differently (the models' number, the corrected one, and
        the models' number moved as the chance was moved)."""
        chance = self.chance(answers.logit, answers.others)
        moved = answers.count * chance / np.maximum(answers.chance, _LEAST)
        return chance, np.cbrt(self.count(answers.log_count, answers.others) * answers.count * moved)


def _some(log: Log) -> Log:
    """Of so many customers every n-th: a hundred thousand teach the corrections all that they can learn."""
    every = 1 + (int(log.customer.max()) + 1) // PLENTY
    taken = log.customer % every == 0
    return Log(log.customer[taken], log.day[taken], log.value[taken])


def inner_dates(first: int, as_of: int, horizon: int) -> tuple[int, list[int]]:
    """Dates inside the past at which to learn, the latest first, and how far to look ahead there: as far as asked where half of
    the past allows it. At most four, half a horizon apart, none in the first two fifths."""
    span = as_of - first
    ahead = max(1, min(horizon, span // 2))
    dates = [as_of - ahead]
    while len(dates) < 4 and dates[-1] - ahead // 2 - first >= 0.4 * span and ahead > 1:
        dates.append(dates[-1] - ahead // 2)
    return ahead, dates


@dataclasses.dataclass(frozen=True, slots=True)
class _Inner:
    """What was said and what came at one inner date."""

    answers: Answers
    actual: Floats

    @classmethod
    def at(cls, log: Log, date: int, ahead: int) -> Self:
        histories = Histories.of(log, date)
        return cls(Answers.of(Base.fit(histories), histories, ahead), counts_of(histories, log, ahead)[0])


def counts_of(histories: Histories, log: Log, horizon: int) -> tuple[Floats, Floats]:
    """How often each of them bought in the days that followed, and for how much."""
    after = log.within(histories.as_of + 1, histories.as_of + horizon)
    place = np.searchsorted(histories.customer, after.customer)
    known = place < len(histories)
    known[known] = histories.customer[place[known]] == after.customer[known]
    where = place[known]
    count = np.bincount(where, minlength=len(histories)).astype(np.float64)
    return count, np.bincount(where, weights=after.value[known], minlength=len(histories)).astype(np.float64)


def _together(seen: Sequence[_Inner]) -> tuple[Answers, Floats]:
    parts = [one.answers for one in seen]
    answers = Answers(
        np.concatenate([part.chances for part in parts], axis=1),
        np.concatenate([part.counts for part in parts], axis=1),
        np.concatenate([part.others for part in parts]),
    )
    return answers, np.concatenate([one.actual for one in seen])


def _others(base: Base, histories: Histories, chances: Floats) -> Floats:
    """What the corrections look at besides the models' mean: where the models differ, the silence against the own rhythm and
    against the age, and what an order is worth. Nothing that only grows with the calendar."""
    logits = _logit(chances)
    silence = np.log1p(histories.silence)
    usual = np.log(base.gaps.expected_gap(histories)) if base.gaps else np.zeros(len(histories))
    return np.column_stack(
        [
            logits[2] - logits[0],
            logits[1] - logits[0],
            silence - usual,
            np.log(np.maximum(base.value_each(histories), 1.0)),
            histories.silence / np.maximum(histories.age, 1.0),
            silence,
        ]
    )


def _next_days(gaps: LogNormalGaps | None, histories: Histories, horizon: int) -> tuple[Floats, Floats, Floats]:
    """The 10 %, 50 % and 90 % points of the day of the next order, given that it comes within the horizon."""
    if gaps is None:
        half = np.full(len(histories), horizon / 2)
        return half * 0.2, half, half * 1.8
    within = gaps.chance_within(histories, horizon)
    low, middle, high = (np.clip(gaps.days_until(histories, share * within), 1.0, horizon) for share in (0.1, 0.5, 0.9))
    return low, middle, high


def _few(histories: Histories) -> Choice | None:
    repeats = int((histories.repeats > 0).sum())
    return _choice(PRIOR, histories) if len(histories) < LITTLE or repeats < FEW_REPEATS else None


def _choice(model: str, histories: Histories) -> Choice:
    return Choice(model, len(histories), int((histories.repeats > 0).sum()))


def _losses(chance: Floats, bought: Floats) -> Floats:
    p = np.clip(chance, _LEAST, 1 - _LEAST)
    return -(bought * np.log(p) + (1 - bought) * np.log1p(-p))


def _logit(chance: Floats) -> Floats:
    return np.asarray(special.logit(np.clip(chance, 1e-5, 1 - 1e-5)))
