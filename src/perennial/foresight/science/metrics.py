"""How good predictions were: proper scores, calibration, ranking, money; with bootstrap intervals."""

import dataclasses
from collections.abc import Callable

import numpy as np
from scipy import stats

from perennial.foresight.science.histories import Floats, Mask

_LEAST = 1e-6


def log_loss(chance: Floats, happened: Mask) -> float:
    """Mean of −ln of what was given to what happened (0 is best)."""
    p = np.clip(chance, _LEAST, 1 - _LEAST)
    return float(-np.where(happened, np.log(p), np.log1p(-p)).mean())


def brier(chance: Floats, happened: Mask) -> float:
    """Mean squared error of probabilities (Brier 1950)."""
    return float(((chance - happened) ** 2).mean())


def auc(score: Floats, happened: Mask) -> float:
    """The chance that somebody who bought is ranked above somebody who did not (ties count half); nan where all are alike."""
    yes = int(happened.sum())
    no = len(happened) - yes
    if not yes or not no:
        return float("nan")
    ranks = stats.rankdata(score)
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
    that of the best order."""
    return _gain(predicted, actual) / _gain(actual, actual)


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
    """A figure with its bootstrap interval of 95 %."""

    value: float
    low: float
    high: float


def bootstrap(metric: Callable[..., float], *arrays: np.ndarray, times: int = 200, seed: int = 7) -> Interval:
    """A metric of all customers, and where it lies for customers drawn anew with replacement (Efron 1979)."""
    dice = np.random.default_rng(seed)
    many = len(arrays[0])
    drawn = []
    for _ in range(times):
        some = dice.integers(0, many, many)
        drawn.append(metric(*(array[some] for array in arrays)))
    low, high = np.nanquantile(drawn, (0.025, 0.975))
    return Interval(metric(*arrays), float(low), float(high))


def _gain(by: Floats, actual: Floats) -> float:
    gains = np.cumsum(actual[np.argsort(-by, kind="stable")]) / actual.sum()
    return float(gains.mean() - 0.5 - 0.5 / len(actual))
