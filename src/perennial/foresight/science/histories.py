"""Purchase logs, and what the models need to know of each customer's."""

import dataclasses
from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]
MONTH, SEASON = 30.0, 120.0  # days in which a purchase fades to a third
_BITS = 63  # of an integer
_DAYS = 22  # bits: more days than lie between the years 1 and 9999


@dataclasses.dataclass(frozen=True, slots=True)
class Log:
    """Purchases, one entry for each customer and day, sorted by both. `customer` counts from 0, `day` from any day; `value` is
    what was spent on that day."""

    customer: Whole
    day: Whole
    value: Floats

    @classmethod
    def of(cls, customer: ArrayLike, day: ArrayLike, value: ArrayLike | None = None) -> Self:
        """From purchases in any order. Several on a day are one occasion (Fader, Hardie, Lee 2005); a day on which at least
        as much was given back as spent is none. A gift is one: nothing was given back."""
        who, when = np.asarray(customer, np.int64), np.asarray(day, np.int64)
        worth = np.ones(len(who)) if value is None else np.asarray(value, np.float64)
        order = _by_customer_and_day(who, when)
        who, when, worth = who[order], when[order], worth[order]
        first = _starts((who, when))
        if not len(first):
            return cls(who, when, worth)
        sums, least = np.add.reduceat(worth, first), np.minimum.reduceat(worth, first)
        bought = (sums > 0) | (least >= 0)
        return cls(who[first][bought], when[first][bought], sums[bought])

    def until(self, day: int) -> Self:
        """What was known at the end of a day."""
        known = self.day <= day
        if known.all():
            return self
        return type(self)(self.customer[known], self.day[known], self.value[known])

    def within(self, first: int, last: int) -> Self:
        """The purchases of some days, both included."""
        inside = (self.day >= first) & (self.day <= last)
        return type(self)(self.customer[inside], self.day[inside], self.value[inside])


@dataclasses.dataclass(frozen=True, slots=True)
class Histories:
    """What is known of each customer who bought until `as_of`, in days since their first purchase: `repeats` (x), the last one
    at `recency` (t_x) and the age `age` (T) of Fader, Hardie, Lee (2005), with the spent `value` of all 1 + x purchases and the
    sums of the logarithms of their gaps (n, Σ ln gap, Σ ln² gap)."""

    as_of: int
    customer: Whole
    repeats: Floats
    recency: Floats
    age: Floats
    value: Floats
    log_gaps: Floats
    squared_log_gaps: Floats
    fading_month: Floats  # Σ e^(−days since / 30) over the repeats: how busy they were lately
    fading_season: Floats  # the same with 120 days

    @classmethod
    def of(cls, log: Log, as_of: int) -> Self:
        """Of everybody who bought until the day `as_of`; nothing later is looked at."""
        log = log.until(as_of)
        first = _starts((log.customer,))
        if not len(first):
            none = np.empty(0)
            return cls(as_of, np.empty(0, np.int64), *[none] * 8)
        last = np.append(first[1:], len(log.customer)) - 1
        gaps = np.diff(log.day, prepend=log.day[:1]).astype(np.float64)
        gaps[first] = 1.0  # ln 1 = 0: a first purchase has no gap
        logs = np.log(gaps)
        return cls(
            as_of=as_of,
            customer=log.customer[first],
            repeats=(last - first).astype(np.float64),
            recency=(log.day[last] - log.day[first]).astype(np.float64),
            age=(as_of - log.day[first]).astype(np.float64),
            value=np.add.reduceat(log.value, first),
            log_gaps=np.add.reduceat(logs, first),
            squared_log_gaps=np.add.reduceat(logs * logs, first),
            fading_month=_fading(log.day, as_of, first, MONTH),
            fading_season=_fading(log.day, as_of, first, SEASON),
        )

    @classmethod
    def together(cls, parts: Sequence[Self]) -> Self:
        """One after another; `as_of` is that of the last."""
        names = [field.name for field in dataclasses.fields(cls) if field.name != "as_of"]
        joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
        return cls(as_of=parts[-1].as_of, **joined)

    def __len__(self) -> int:
        return len(self.customer)

    @property
    def silence(self) -> Floats:
        """Days since the last purchase."""
        return self.age - self.recency

    @property
    def mean_value(self) -> Floats:
        """What a purchase of theirs was worth on average, the first included."""
        return self.value / (self.repeats + 1)

    def take(self, which: Any) -> Self:
        """Some of them."""
        names = [field.name for field in dataclasses.fields(self) if field.name != "as_of"]
        return dataclasses.replace(self, **{name: getattr(self, name)[which] for name in names})


@dataclasses.dataclass(frozen=True, slots=True)
class Rows:
    """Histories that are alike in repeats, recency and age, once with their number: what the likelihoods are summed over.
    `back[i]` is the row of customer i."""

    repeats: Floats
    recency: Floats
    age: Floats
    weight: Floats
    back: Whole

    @classmethod
    def of(cls, histories: Histories) -> Self:
        """Whole days, and fewer than 2¹⁹ repeats, one a day for 1,400
        years, are packed into one integer, which sorts fastest."""
        repeats, recency, age = histories.repeats, histories.recency, histories.age
        key = (repeats.astype(np.int64) << 2 * _DAYS) | (recency.astype(np.int64) << _DAYS) | age.astype(np.int64)
        found, back, weight = np.unique(key, return_inverse=True, return_counts=True)
        low = (1 << _DAYS) - 1
        parts = (found >> 2 * _DAYS, (found >> _DAYS) & low, found & low, weight)
        x, last, old, many = (part.astype(np.float64) for part in parts)
        return cls(x, last, old, many, back)


def _fading(day: Whole, as_of: int, first: Whole, days: float) -> Floats:
    """For each customer the sum of e^(−days since / `days`) over the purchases after the first."""
    weight = np.exp((day - as_of) / days)
    weight[first] = 0.0
    return np.asarray(np.add.reduceat(weight, first))


def _by_customer_and_day(who: Whole, when: Whole) -> Whole:
    """The places in that order, those of a day as they came. Both and the place in one integer wherever they fit in: sorting
    such integers is ten times as fast as by two keys."""
    if not len(who):
        return np.empty(0, np.int64)
    least, first = int(who.min()), int(when.min())
    places, days = (len(who) - 1).bit_length(), (int(when.max()) - first).bit_length()
    if (int(who.max()) - least).bit_length() + days + places > _BITS:
        return np.lexsort((when, who))
    keys = (who - least) << (days + places) | (when - first) << places | np.arange(len(who))
    keys.sort()
    return keys & ((1 << places) - 1)


def _starts(keys: tuple[Whole, ...]) -> Whole:
    """Where a new combination of sorted keys begins."""
    if not len(keys[0]):
        return np.empty(0, np.int64)
    new = np.zeros(len(keys[0]), bool)
    new[0] = True
    for key in keys:
        new[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(new)
