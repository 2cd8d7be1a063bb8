"""A fit that is kept: learnt once from a log, written down as plain numbers, asked of anybody's history on any later day.

`forecast` answers for one log, day and horizon; this answers for several horizons, for a block of customers or a single one.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
import scipy

from perennial.foresight.science.base import Base
from perennial.foresight.science.forecasting import PRIOR, Choice, Fitted
from perennial.foresight.science.histories import Floats, Histories, Log

HORIZONS = (30, 90, 365)
ALARMING = 0.9  # of 100 of their own waits 90 have ended by then
_LOW, _HIGH = 0.1, 0.9  # the interval of 80 of 100
_LEAST = 1e-9
_DAY_WITHIN = 365.0  # the next order's day is told of those who come within a year


@dataclasses.dataclass(frozen=True, slots=True)
class Outlook:
    """Of each customer, for so many days: the chance of any order, how many and for how much, with the intervals in which 80
    of 100 end up."""

    chance: Floats
    orders: Floats
    value: Floats
    orders_low: Floats
    orders_high: Floats
    value_low: Floats
    value_high: Floats


@dataclasses.dataclass(frozen=True, slots=True)
class NextOrder:
    """Days from now to the next order, if it comes within a year: median and the interval of 80 of 100."""

    low: Floats
    middle: Floats
    high: Floats


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """What was learnt, by horizon."""

    fitted: Mapping[int, Fitted]

    @classmethod
    def learn(cls, log: Log, as_of: int, horizons: Sequence[int] = HORIZONS) -> Self:
        """From what was known at the end of the day `as_of`."""
        histories = Histories.of(log, as_of)
        return cls({horizon: Fitted.to(histories, log, horizon) for horizon in sorted(horizons)})

    @property
    def choice(self) -> Choice:
        """How the horizon in the middle is answered."""
        return self._middle.choice

    @property
    def is_little(self) -> bool:
        """Whether only the weak priors of the models speak."""
        return self.choice.model == PRIOR

    def as_plain(self) -> dict[str, Any]:
        """All of it as JSON takes it."""
        return {str(horizon): fitted.as_plain() for horizon, fitted in self.fitted.items()}

    @classmethod
    def from_plain(cls, told: Mapping[str, Any]) -> Self:
        """What `as_plain` told. Raises ValueError where another version told it."""
        try:
            return cls({int(horizon): Fitted.from_plain(fitted) for horizon, fitted in told.items()})
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not kept by this version: {error}") from None

    def outlooks(self, histories: Histories) -> dict[int, Outlook]:
        """For every horizon; a longer one never promises less than a shorter one."""
        found: dict[int, Outlook] = {}
        worth = histories.value > 0  # who never paid in this currency is promised no money
        chance, orders, value = np.zeros((3, len(histories)))
        for horizon, fitted in self.fitted.items():
            said = fitted.predict(histories)
            chance = np.maximum(chance, np.clip(said.chance, 0.0, 1.0))
            orders = np.maximum(np.maximum(orders, said.orders), chance)
            value = np.maximum(value, said.value * worth)
            found[horizon] = _with_intervals(fitted.base, histories, chance, orders, value)
        return found

    def next_order(self, histories: Histories) -> NextOrder:
        """When each comes, if they come within a year."""
        gaps, many = self._base.gaps, len(histories)
        if gaps is None:
            return NextOrder(*(np.full(many, share * _DAY_WITHIN) for share in (_LOW, 0.5, _HIGH)))
        within = gaps.chance_within(histories, _DAY_WITHIN)
        days = (gaps.days_until(histories, share * within) for share in (_LOW, 0.5, _HIGH))
        return NextOrder(*(np.clip(np.nan_to_num(one, nan=_DAY_WITHIN), 1.0, _DAY_WITHIN) for one in days))

    def alarming_after(self, histories: Histories) -> Floats:
        """Days of silence since the last order after which it is long for the customer's own rhythm."""
        if self._base.gaps is None:
            return np.full(len(histories), np.inf)
        return self._base.gaps.longest(histories, ALARMING)

    @property
    def _middle(self) -> Fitted:
        return self.fitted[list(self.fitted)[len(self.fitted) // 2]]

    @property
    def _base(self) -> Base:
        return self._middle.base


def _with_intervals(base: Base, histories: Histories, chance: Floats, orders: Floats, value: Floats) -> Outlook:
    some = np.maximum(orders / np.maximum(chance, _LEAST), 1.0)  # how many, given any
    low, high = (_orders_at(share, chance, some) for share in (_LOW, _HIGH))
    spread = _spread_of_value(base, histories, some)
    paid = value / np.maximum(chance, _LEAST)
    return Outlook(chance, orders, value, low, high, *(_value_at(share, chance, paid, spread) for share in (_LOW, _HIGH)))


def _orders_at(share: float, chance: Floats, some: Floats) -> Floats:
    """A quantile of the number of orders: none with 1 − chance, else geometric from one on with the mean `some`."""
    rest = 1 - (share - (1 - chance)) / np.maximum(chance, _LEAST)  # of those who come at all, so many come more often
    again = 1 - 1 / np.maximum(some, 1 + 1e-9)
    more = np.ceil(np.log(np.clip(rest, 1e-12, 1.0)) / np.log(np.clip(again, 1e-12, 1 - 1e-12)) - 1e-9)
    return np.where(share <= 1 - chance, 0.0, np.maximum(more, 1.0))


def _spread_of_value(base: Base, histories: Histories, some: Floats) -> Floats:
    """The squared relative deviation of what is spent by those who come: of the number of their orders, of the worth of each
    order, and of what is not known about the customer's usual worth (Gamma-Gamma)."""
    if base.spend is None:
        return np.ones(len(histories))
    known = base.spend.p * (histories.repeats + 1) + base.spend.q
    unknown = 1 / np.maximum(known - 2, 0.5)
    return np.asarray((1 / base.spend.p) * (1 + unknown) / some + (1 - 1 / some) + (2 - 1 / some) * unknown)


def _value_at(share: float, chance: Floats, mean: Floats, spread: Floats) -> Floats:
    """A quantile of what is spent: nothing with 1 − chance, else log-normal with this mean and squared relative deviation."""
    deviation = np.sqrt(np.log1p(spread))
    point = np.clip((share - (1 - chance)) / np.maximum(chance, _LEAST), _LEAST, 1 - _LEAST)
    found = mean * np.exp(deviation * scipy.special.ndtri(point) - deviation**2 / 2)
    return np.where((share <= 1 - chance) | (mean <= 0), 0.0, found)
