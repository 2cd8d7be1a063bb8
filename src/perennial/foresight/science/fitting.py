"""Newton's method with exact derivatives for positive parameters, and the weak prior that keeps small shops sane."""

import dataclasses
from collections.abc import Callable

import numpy as np

from perennial.foresight.science.histories import Floats, Rows

Derivatives = tuple[float, Floats, Floats]  # of a log-likelihood: its value, its gradient, its Hessian
_MOST_STEPS, _CLOSE_ENOUGH, _LONGEST_STEP, _HOPELESS = 80, 1e-9, 2.0, 1e8

_SHORTEST = 90.0  # days


def unit_of(rows: Rows) -> float:
    """Days, by which ages are measured while fitting, so that the priors fit a shop of any pace: a tenth of the greatest
    age, which is taken for a quarter at least, lest a few days of history foretell an order a day."""
    return max(float(rows.age.max(initial=0.0)), _SHORTEST) / 10


@dataclasses.dataclass(frozen=True, slots=True)
class Prior:
    """Independent normal distributions of the logarithms of the parameters. With a deviation of 1.5 it is worth some five to
    ten customers: thousands do not feel it, eight do not run to the edge of the space."""

    centre: tuple[float, ...]
    deviation: float = 1.5

    def at(self, logs: Floats) -> Derivatives:
        """Its logarithm and the derivatives by the logarithms of the parameters."""
        off = (logs - np.log(self.centre)) / self.deviation
        return float(-0.5 * off @ off), -off / self.deviation, -np.eye(len(logs)) / self.deviation**2


@dataclasses.dataclass(frozen=True, slots=True)
class Optimum:
    """Where the (penalised) log-likelihood is highest; `log_likelihood` is without the prior."""

    parameters: Floats
    log_likelihood: float
    steps: int


def maximise(likelihood: Callable[[Floats], Derivatives], start: tuple[float, ...], prior: Prior | None) -> Optimum:
    """The positive parameters at which `likelihood` (of the parameters themselves) times the prior is largest. Newton steps in
    the logarithms of the parameters, with the Hessian's eigenvalues made negative and damped until a step goes uphill
    (Levenberg, Marquardt)."""

    def at(logs: Floats) -> tuple[float, Floats, Floats, float]:
        here = np.exp(logs)
        value, gradient, hessian = likelihood(here)
        own = value
        gradient, hessian = gradient * here, hessian * np.outer(here, here) + np.diag(gradient * here)
        if prior is not None:
            more, slope, bend = prior.at(logs)
            value, gradient, hessian = value + more, gradient + slope, hessian + bend
        return value, gradient, hessian, own

    logs = np.log(np.asarray(start, np.float64))
    value, gradient, hessian, own = at(logs)
    scale, damping, steps = max(abs(value), 1.0), 1e-3, 0
    while steps < _MOST_STEPS and np.abs(gradient).max() > _CLOSE_ENOUGH * scale and damping < _HOPELESS:
        bends, axes = np.linalg.eigh(hessian / scale)
        while damping < _HOPELESS:
            step = axes @ (axes.T @ (gradient / scale) / (np.abs(bends) + damping))
            step *= min(1.0, _LONGEST_STEP / max(np.abs(step).max(), 1e-300))
            steps += 1
            there = at(logs + step)
            if np.isfinite(there[0]) and there[0] >= value - 1e-14 * scale:
                logs, (value, gradient, hessian, own), damping = logs + step, there, damping * 0.1
                break
            damping = max(damping, 1e-6) * 10
    return Optimum(np.exp(logs), own, steps)
