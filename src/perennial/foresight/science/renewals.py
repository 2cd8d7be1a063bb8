"""Whether a subscription is renewed when it falls due: the chance, how long it may go on, and a test against the plain rate.

Shifted-beta-geometric (Fader, Hardie 2007, “How to project customer retention”): each subscriber ends at every due day with a
chance of their own, which never changes; it varies between subscribers like a beta distribution (α, β). So who has renewed
often is likelier to renew again, because those who were likely to leave have left: after k renewals (β + k) / (α + β + k) go
on. Of the same parameters the whole future follows. Assumed: nobody changes, and calendar time does nothing.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from perennial.foresight.science.fitting import Derivatives, Prior, maximise
from perennial.foresight.science.histories import Floats, Mask, Whole

LITTLE, FEW_ENDED = 30, 10  # due days, ends: below, nothing is learnt
_PRIOR = Prior(centre=(1.0, 6.0))
_PLAIN_RENEWED, _PLAIN_DUE = 6.0, 7.0  # what the plain rate is drawn towards: worth seven due days
Days = NDArray[np.datetime64]


@dataclasses.dataclass(frozen=True, slots=True)
class Dues:
    """Due days that have passed, one entry each: whose (`row`), after how many renewals (`before`), when (days since 1970), how
    many months apart, and whether it was renewed."""

    row: Whole
    before: Floats
    day: Whole
    every: Whole
    renewed: Mask

    @classmethod
    def of(cls, started: ArrayLike, every: ArrayLike, ended: ArrayLike, as_of: int) -> Self:
        """From the first day, the months between due days, and the last day (NaT while it goes on) of each subscription. The
        first due day is one interval after the start; on the day on which it ends nothing is renewed any more."""
        start, step = np.asarray(started, "datetime64[D]"), np.asarray(every, np.int64)
        end = _numbers(np.asarray(ended, "datetime64[D]"), np.iinfo(np.int64).max)
        months = start.astype("datetime64[M]").astype(np.int64)
        last = np.datetime64(as_of, "D").astype("datetime64[M]").astype(np.int64)
        times = np.maximum((last - months) // step, 0)
        row = np.repeat(np.arange(len(start)), times)
        nth = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times) + 1
        day = due_days(start[row], nth * step[row])
        before = due_days(start[row], (nth - 1) * step[row])
        fell = (day <= as_of) & ((before < end[row]) | (nth == 1))
        row, nth, day = row[fell], nth[fell], day[fell]
        return cls(row, (nth - 1).astype(np.float64), day, step[row], day < end[row])

    def __len__(self) -> int:
        return len(self.row)

    def take(self, which: Mask) -> Self:
        """Some of them."""
        return type(self)(*(getattr(self, field.name)[which] for field in dataclasses.fields(self)))


def due_days(start: Days, months: Whole) -> Whole:
    """The days so many months after a start, as days since 1970: 31 January, 28 February, 31 March."""
    month = start.astype("datetime64[M]") + months.astype("timedelta64[M]")
    first = month.astype("datetime64[D]").astype(np.int64)
    length = (month + np.timedelta64(1, "M")).astype("datetime64[D]").astype(np.int64) - first
    on = start.astype(np.int64) - start.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return np.asarray(first + np.minimum(on, length - 1))


def _numbers(days: Days, none: int) -> Whole:
    return np.where(np.isnat(days), none, days.astype(np.int64))


@dataclasses.dataclass(frozen=True, slots=True)
class PlainRate:
    """Everybody renews as often as all do."""

    rate: float

    @classmethod
    def fit(cls, dues: Dues) -> Self:
        """The share that was renewed."""
        return cls(float((dues.renewed.sum() + _PLAIN_RENEWED) / (len(dues) + _PLAIN_DUE)))

    def chance(self, before: Floats) -> Floats:
        """Of the next due day, after so many renewals."""
        return np.full(len(before), self.rate)


@dataclasses.dataclass(frozen=True, slots=True)
class ShiftedBetaGeometric:
    """Fitted parameters."""

    alpha: float
    beta: float
    log_likelihood: float

    @classmethod
    def fit(cls, dues: Dues, *, prior: Prior | None = _PRIOR) -> Self:
        """By maximum likelihood: the product of all chances, of going on or of ending, at every due day."""
        best = maximise(_Likelihood(dues), (1.0, 6.0), prior)
        alpha, beta = map(float, best.parameters)
        return cls(alpha, beta, best.log_likelihood)

    def chance(self, before: Floats) -> Floats:
        """Of the next due day, after so many renewals."""
        return np.asarray((self.beta + before) / (self.alpha + self.beta + before))

    def expected(self, before: Floats, within: Whole) -> Floats:
        """How many of the next `within` due days of each are renewed (without a bound the mean would be infinite for α ≤ 1)."""
        total, still = np.zeros(len(before)), np.ones(len(before))
        for ahead in range(int(within.max()) if len(within) else 0):
            still = still * self.chance(before + ahead)
            total += np.where(ahead < within, still, 0.0)
        return total


class _Likelihood:
    def __init__(self, dues: Dues) -> None:
        before = dues.before.astype(np.int64)
        due, renewed = np.bincount(before), np.bincount(before, weights=dues.renewed)
        self.k = np.flatnonzero(due).astype(np.float64)
        self.due, self.renewed = due[due > 0].astype(np.float64), renewed[due > 0]
        self.ended = float((self.due - self.renewed).sum())

    def __call__(self, parameters: Floats) -> Derivatives:
        alpha, beta = parameters
        go, all_ = beta + self.k, alpha + beta + self.k
        value = self.renewed @ np.log(go) + self.ended * np.log(alpha) - self.due @ np.log(all_)
        shared, bend = float(self.due @ (1 / all_)), float(self.due @ (1 / all_**2))
        gradient = np.array([self.ended / alpha - shared, float(self.renewed @ (1 / go)) - shared])
        hessian = np.full((2, 2), bend)
        hessian[0, 0] -= self.ended / alpha**2
        hessian[1, 1] -= float(self.renewed @ (1 / go**2))
        return float(value), gradient, hessian


RATE, MODEL = "plain_rate", "beta_geometric"


@dataclasses.dataclass(frozen=True, slots=True)
class Renewing:
    """What is used: one model for each interval that has enough due days of its own, the plain rate for others."""

    rates: dict[int, PlainRate]
    models: dict[int, ShiftedBetaGeometric]
    everybody: PlainRate

    @classmethod
    def fit(cls, dues: Dues) -> Self:
        """From all due days that have passed."""
        rates, models = {}, {}
        for every in np.unique(dues.every).tolist():
            own = dues.take(dues.every == every)
            if len(own) >= LITTLE:
                rates[every] = PlainRate.fit(own)
                if int((~own.renewed).sum()) >= FEW_ENDED:
                    models[every] = ShiftedBetaGeometric.fit(own)
        return cls(rates, models, PlainRate.fit(dues))

    def as_plain(self) -> dict[str, Any]:
        """As JSON takes it, which knows no whole numbers as keys."""
        models = {str(every): (model.alpha, model.beta, model.log_likelihood) for every, model in self.models.items()}
        rates = {str(every): rate.rate for every, rate in self.rates.items()}
        return {"models": models, "rates": rates, "everybody": self.everybody.rate}

    @classmethod
    def of_plain(cls, told: Mapping[str, Any]) -> Self:
        """What was kept."""
        return cls(
            {int(every): PlainRate(rate) for every, rate in told["rates"].items()},
            {int(every): ShiftedBetaGeometric(*model) for every, model in told["models"].items()},
            PlainRate(told["everybody"]),
        )

    def plain(self, every: Whole, before: Floats) -> Floats:
        """As often as all of the same interval."""
        return self._each(every, before, {}, self.rates)

    def chance(self, every: Whole, before: Floats) -> Floats:
        """By the model, where there is one."""
        return self._each(every, before, self.models, self.rates)

    def _each(
        self, every: Whole, before: Floats, models: dict[int, ShiftedBetaGeometric], rates: dict[int, PlainRate]
    ) -> Floats:
        chance = self.everybody.chance(before)
        for one in np.unique(every).tolist():
            which = every == one
            chance[which] = (models.get(one) or rates.get(one) or self.everybody).chance(before[which])
        return chance
