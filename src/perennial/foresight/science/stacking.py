"""Correcting a model's answers by what came true at earlier dates: regressions that start from the model itself.

A logistic regression for “any?”, with the model's own answer as one input whose coefficient is expected to be 1 and some others
expected to be 0 (a normal prior, i.e. a ridge towards the model); and for “how many?” a least squares regression of the factor
by which the model's number is off, expected to be 1. Where the past has nothing to add they return the model unchanged.
"""

import dataclasses
from typing import Any, Self

import numpy as np
import scipy

from perennial.foresight.science.histories import Floats

_RIDGE, _MOST_STEPS = 10.0, 50
_WORTH = 100.0  # customers, for a factor of 1
_BOUND = 12.0  # of logits
_FARTHEST = 5.0  # standard deviations
_MOST_TIMES = 2.5  # as many, or as few, as the models say


@dataclasses.dataclass(frozen=True, slots=True)
class Correction:
    """Of a chance: coefficients of (1, the logit of the model's answer, the standardised others)."""

    coefficients: Floats
    mean: Floats
    deviation: Floats

    @classmethod
    def fit(cls, answer: Floats, others: Floats, actual: Floats) -> Self:
        """From the logits of the model's answers (n), other inputs (n × k) and what came: 0 or 1.
        Newton (iteratively reweighted least squares), which always converges: the prior makes the problem strictly concave."""
        mean, deviation = others.mean(axis=0), others.std(axis=0) + 1e-9
        design = _design(answer, _standard(others, mean, deviation))
        expected = np.zeros(design.shape[1])
        expected[1] = 1.0
        coefficients = expected.copy()
        for _ in range(_MOST_STEPS):
            said = _inverse(design @ coefficients)
            weight = said * (1 - said)
            slope = design.T @ (actual - said) - _RIDGE * (coefficients - expected)
            bend = (design * weight[:, None]).T @ design + _RIDGE * np.eye(len(expected))
            step = np.linalg.solve(bend, slope)
            coefficients = coefficients + step * min(1.0, 1.0 / max(np.abs(step).max(), 1e-300))
            if np.abs(step).max() < 1e-9:
                break
        return cls(coefficients, mean, deviation)

    def as_plain(self) -> dict[str, Any]:
        """As JSON takes it."""
        return _plain(self)

    @classmethod
    def from_plain(cls, told: dict[str, Any]) -> Self:
        """What `as_plain` told. Raises ValueError where the numbers do not fit together."""
        return cls(*_arrays(told, ("coefficients", "mean", "deviation"), more=2))

    def __call__(self, answer: Floats, others: Floats) -> Floats:
        """The corrected chance."""
        return _inverse(_design(answer, _standard(others, self.mean, self.deviation)) @ self.coefficients)


@dataclasses.dataclass(frozen=True, slots=True)
class Multiple:
    """Of a number: the model's is multiplied by 1 + `factors` · (1, the standardised others), never by much."""

    factors: Floats
    mean: Floats
    deviation: Floats

    @classmethod
    def fit(cls, number: Floats, others: Floats, actual: Floats) -> Self:
        """From the model's numbers (n), other inputs (n × k) and what came. Least squares: who buys much counts most, as
        in what is to be expected of all."""
        mean, deviation = others.mean(axis=0), others.std(axis=0) + 1e-9
        design = number[:, None] * _design(_standard(others, mean, deviation))
        square = design.T @ design
        bend = square + np.diag(np.diag(square) * _WORTH / len(number) + 1e-12)
        return cls(np.asarray(np.linalg.solve(bend, design.T @ (actual - number)), np.float64), mean, deviation)

    @classmethod
    def none(cls, width: int) -> Self:
        """Leaves the model's number as it is."""
        return cls(np.zeros(width + 1), np.zeros(width), np.ones(width))

    def as_plain(self) -> dict[str, Any]:
        """As JSON takes it."""
        return _plain(self)

    @classmethod
    def from_plain(cls, told: dict[str, Any]) -> Self:
        """What `as_plain` told. Raises ValueError where the numbers do not fit together."""
        return cls(*_arrays(told, ("factors", "mean", "deviation"), more=1))

    def __call__(self, number: Floats, others: Floats) -> Floats:
        """The corrected number."""
        factor = 1 + _design(_standard(others, self.mean, self.deviation)) @ self.factors
        return number * np.clip(factor, 1 / _MOST_TIMES, _MOST_TIMES)


def _plain(kept: Correction | Multiple) -> dict[str, Any]:
    return {name: numbers.tolist() for name, numbers in dataclasses.asdict(kept).items()}


def _arrays(told: dict[str, Any], names: tuple[str, str, str], more: int) -> tuple[Floats, Floats, Floats]:
    coefficients, mean, deviation = (np.asarray(told[name]) for name in names)
    if not len(coefficients) - more == len(mean) == len(deviation):
        raise ValueError("written by another version")
    return coefficients, mean, deviation


def _standard(others: Floats, mean: Floats, deviation: Floats) -> Floats:
    """In standard deviations, bounded: who is far from everybody seen is not followed beyond."""
    return np.clip((others - mean) / deviation, -_FARTHEST, _FARTHEST)


def _design(*columns: Floats) -> Floats:
    return np.column_stack([np.ones(len(columns[0])), *columns])


def _inverse(linear: Floats) -> Floats:
    return np.asarray(scipy.special.expit(np.clip(linear, -_BOUND, _BOUND)))
