"""Correcting a model's answers by what came true at earlier dates: regressions that start from the model itself.

A logistic regression for “any?” and a Poisson regression for “how many?”, with the model's own answer as one input whose
coefficient is expected to be 1 and some others expected to be 0 (a normal prior, i.e. a ridge towards the model). Where the
past has nothing to add they return the model unchanged.
"""

import dataclasses
from typing import Any, Self

import numpy as np
import scipy

from perennial.foresight.science.histories import Floats

_RIDGE, _MOST_STEPS = 10.0, 50
_BOUND = 12.0  # of logits and of ln counts
_FARTHEST = 5.0  # standard deviations


@dataclasses.dataclass(frozen=True, slots=True)
class Correction:
    """Coefficients of (1, the model's answer on the link's scale, the standardised others)."""

    coefficients: Floats
    mean: Floats
    deviation: Floats
    counts: bool

    @classmethod
    def fit(cls, answer: Floats, others: Floats, actual: Floats, *, counts: bool) -> Self:
        """From the model's answers (n) on the scale of the link, other inputs (n × k) and what came: 0 or 1, or a number.
        Newton (iteratively reweighted least squares), which always converges: the prior makes the problem strictly concave."""
        mean, deviation = others.mean(axis=0), others.std(axis=0) + 1e-9
        design = _design(answer, _standard(others, mean, deviation))
        expected = np.zeros(design.shape[1])
        expected[1] = 1.0
        coefficients = expected.copy()
        for _ in range(_MOST_STEPS):
            said = _inverse(design @ coefficients, counts)
            weight = said if counts else said * (1 - said)
            slope = design.T @ (actual - said) - _RIDGE * (coefficients - expected)
            bend = (design * weight[:, None]).T @ design + _RIDGE * np.eye(len(expected))
            step = np.linalg.solve(bend, slope)
            coefficients = coefficients + step * min(1.0, 1.0 / max(np.abs(step).max(), 1e-300))
            if np.abs(step).max() < 1e-9:
                break
        return cls(coefficients, mean, deviation, counts)

    def as_plain(self) -> dict[str, Any]:
        """As JSON takes it."""
        return {
            "coefficients": self.coefficients.tolist(),
            "mean": self.mean.tolist(),
            "deviation": self.deviation.tolist(),
            "counts": self.counts,
        }

    @classmethod
    def from_plain(cls, told: dict[str, Any]) -> Self:
        """What `as_plain` told. Raises ValueError where the numbers do not fit together."""
        coefficients, mean, deviation = (np.asarray(told[name]) for name in ("coefficients", "mean", "deviation"))
        if not len(coefficients) - 2 == len(mean) == len(deviation):
            raise ValueError("written by another version")
        return cls(coefficients, mean, deviation, told["counts"])

    def __call__(self, answer: Floats, others: Floats) -> Floats:
        """The corrected chance, or number."""
        return _inverse(_design(answer, _standard(others, self.mean, self.deviation)) @ self.coefficients, self.counts)


def _standard(others: Floats, mean: Floats, deviation: Floats) -> Floats:
    """In standard deviations, bounded: who is far from everybody seen is not followed beyond."""
    return np.clip((others - mean) / deviation, -_FARTHEST, _FARTHEST)


def _design(answer: Floats, others: Floats) -> Floats:
    return np.column_stack([np.ones(len(answer)), answer, others])


def _inverse(linear: Floats, counts: bool) -> Floats:
    bounded = np.clip(linear, -_BOUND, _BOUND)
    return np.exp(bounded) if counts else np.asarray(scipy.special.expit(bounded))
