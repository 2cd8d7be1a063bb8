"""How good predictions were: proper scores, calibration, ranking, money; with bootstrap intervals."""

import dataclasses
from collections.abc import Callable

import numpy as np

from perennial.foresight.science.histories import Floats, Mask

_LEAST = 1e-6
_Z = 1.959964  # of 95 %


def losses(chance: Floats, happened: Mask) -> Floats:
    """−ln of what was given to what happened, of each."""
    p = np.clip(chance, _LEAST, 1 - _LEAST)
    return np.asarray(-np.where(happened, np.log(p), np.log1p(-p)))


def log_loss(chance: Floats, happened: Mask) -> float:
    """Its mean (0 is best)."""
    return float(losses(chance, happened).mean())


def brier(chance: Floats, happened: Mask) -> float:
    """Mean squared error of probabilities (Brier 1950)."""
    return float(((chance - happened) ** 2).mean())


def auc(score: Floats, happened: Mask) -> float:
    """The chance that somebody who bought is ranked above somebody who did not (ties count half); nan where all are alike."""
    yes = int(happened.sum())
    no = len(happened) - yes
    if not yes or not no:
        return float("nan")
    _values, place, times = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (times.cumsum() - (times - 1) / 2)[place]  # those that are alike share theirs
    return float((ranks[happened].sum() - yes * (yes + 1) / 2) / (yes * no))


def calibration_error(chance: Floats, happened: Mask, bins: int = 10) -> float:
    """Expected calibration error over groups of equal size: the mean distance of said and seen."""
    if not len(chance):
        return float("nan")
    return float(
        sum(len(part) * abs(chance[part].mean() - happened[part].mean()) for part in groups(chance, bins)) / len(chance)
    )


def mean_absolute_error(predicted: Floats, actual: Floats) -> float:
    """Mean |predicted − actual|."""
    return float(np.abs(predicted - actual).mean())


def root_mean_squared_error(predicted: Floats, actual: Floats) -> float:
    """√ mean (predicted − actual)²."""
    return float(np.sqrt(((predicted - actual) ** 2).mean()))


def gini(predicted: Floats, actual: Floats) -> float:
    """How well the order of the predictions catches what was spent: the area between the gains curve and the diagonal, against
    that of the best order; nan where every order is as good, of one customer or where all spent the same."""
    best = _gain(actual, actual)
    return _gain(predicted, actual) / best if best > _NEXT_TO_NOTHING else float("nan")


def top_decile_share(predicted: Floats, actual: Floats) -> float:
    """The share of what was spent that came from the tenth with the highest predictions."""
    best = np.argsort(-predicted, kind="stable")[: max(1, len(predicted) // 10)]
    return float(actual[best].sum() / actual.sum())


def top_decile_lift(score: Floats, happened: Mask) -> float:
    """How many times as many of the best-ranked tenth bought as of all."""
    return top_decile_share(score, happened.astype(np.float64)) * len(score) / max(1, len(score) // 10)


def groups(score: Floats, bins: int = 10) -> list[np.ndarray]:
    """The indices of the customers in groups of equal size, the lowest scores first."""
    order = np.argsort(score, kind="stable")
    return [part for part in np.array_split(order, bins) if len(part)]


@dataclasses.dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its interval of 95 %."""

    value: float
    low: float
    high: float


_NEXT_TO_NOTHING = 1e-12
_RESAMPLED = 20_000  # customers in one draw, at most


def bootstrap(metric: Callable[..., float], *arrays: np.ndarray, times: int = 200, seed: int = 7) -> Interval:
    """A metric of all customers, and where it lies for customers drawn anew with replacement (Efron 1979). Of very many, fewer
    are drawn and the spread is made as much smaller as their root says (Bickel, Götze, van Zwet 1997)."""
    dice, value = np.random.default_rng(seed), metric(*arrays)
    many = len(arrays[0])
    few = min(many, _RESAMPLED)
    drawn = np.empty(times)
    with np.errstate(divide="ignore", invalid="ignore"):  # a draw in which nobody bought says nothing, and is left out
        for one in range(times):
            some = dice.integers(0, many, few)
            drawn[one] = metric(*(array[some] for array in arrays))
    drawn = drawn[np.isfinite(drawn)]
    if not len(drawn):
        return Interval(value, float("nan"), float("nan"))
    if few < many:
        drawn = value + (drawn - drawn.mean()) * np.sqrt(few / many)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Interval(value, float(low), float(high))


def wilson(happened: float, of: float) -> Interval:
    """A share with its interval of 95 % (Wilson 1927): never below 0 nor above 1, and honest about few."""
    if of <= 0:
        return Interval(float("nan"), 0.0, 1.0)
    z2, share = _Z * _Z, happened / of
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z / (1 + z2 / of) * float(np.sqrt(share * (1 - share) / of + z2 / (4 * of * of)))
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def _gain(by: Floats, actual: Floats) -> float:
    gains = np.cumsum(actual[np.argsort(-by, kind="stable")]) / actual.sum()
    return float(gains.mean() - 0.5 - 0.5 / len(actual))
