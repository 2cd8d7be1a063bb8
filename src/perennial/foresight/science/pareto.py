"""Pareto/NBD (Schmittlein, Morrison, Colombo 1987): customers buy at a rate of their own and drop out at any moment.

Rates are gamma distributed (r, α), the hazard of dropping out as well (s, β). The likelihood is the chance to be there still at
the end, plus an integral over the moment of dropping out. Instead of a difference of two ₂F₁, which cancels and overflows
(Fader, Hardie 2005, “A note on deriving the Pareto/NBD model”), the integral is taken by Gauss–Legendre in logarithmic time.
"""

import dataclasses
import math
from collections.abc import Callable
from typing import Self

import numpy as np
import scipy

from perennial.foresight.science.fitting import Derivatives, Prior, maximise, unit_of
from perennial.foresight.science.histories import Floats, Histories, Rows

_PRIOR = Prior(centre=(0.5, 0.3, 0.6, 0.3))
_NODES, _WEIGHTS = (part.astype(np.float64) for part in np.polynomial.legendre.leggauss(24))
_AT, _BY = (_NODES + 1) / 2, _WEIGHTS / 2  # on [0, 1]
_CHUNK, _FALLEN = 4_000, 45.0


@dataclasses.dataclass(frozen=True, slots=True)
class ParetoNBD:
    """Fitted parameters; `alpha` and `beta` in days."""

    r: float
    alpha: float
    s: float
    beta: float
    log_likelihood: float

    @classmethod
    def fit(cls, rows: Rows, *, prior: Prior | None = _PRIOR) -> Self:
        """Maximum likelihood, with a weak prior unless it is None."""
        unit = unit_of(rows)
        likelihood = _Likelihood(rows, unit)
        best = maximise(likelihood, (0.5, 1.0, 0.6, 1.0), prior)
        r, alpha, s, beta = map(float, best.parameters)
        return cls(r, alpha * unit, s, beta * unit, best.log_likelihood - float(rows.weight @ rows.repeats) * math.log(unit))

    def chance_active(self, histories: Histories | Rows) -> Floats:
        """P(has not dropped out)."""
        shape = self.r + histories.repeats
        still = -shape * np.log(self.alpha + histories.age) - self.s * np.log(self.beta + histories.age)
        left = _log_left(shape, self.alpha, self.s, self.beta, histories.recency, histories.age)
        return np.asarray(scipy.special.expit(still - left))

    def chance_of_any(self, histories: Histories | Rows, days: float) -> Floats:
        """P(at least one purchase within the next `days`): ∫ of the chance that the first one comes at u and that nobody has
        dropped out before."""
        shape, alpha, beta = self.r + histories.repeats, self.alpha + histories.age, self.beta + histories.age
        ahead = np.full(len(shape), float(days))
        first = _summed(
            lambda some: [value for value, _u in _log_time(shape[some] + 1, alpha[some], self.s, beta[some], ahead[some])],
            len(shape),
        )
        return np.asarray(self.chance_active(histories) * shape / alpha * np.exp(first))

    def expected_count(self, histories: Histories | Rows, days: float) -> Floats:
        """How many purchases are to be expected within the next `days` (Schmittlein et al. 1987, eq. 22; s = 1 is no special
        case)."""
        shape, alpha, beta = self.r + histories.repeats, self.alpha + histories.age, self.beta + histories.age
        log_span = np.log1p(days / beta)
        stays = beta * log_span * scipy.special.exprel((1 - self.s) * log_span)  # ∫ ((β+T) / (β+T+u))^s du
        return np.asarray(self.chance_active(histories) * shape / alpha * stays)


def _log_left(shape: Floats, alpha: float, s: float, beta: float, recency: Floats, age: Floats) -> Floats:
    """ln of ∫ s (α + u)^−shape (β + u)^−(s+1) du from the last purchase to now."""
    return math.log(s) + _summed(
        lambda some: [value for value, _u in _terms(shape[some], alpha, s, beta, recency[some], age[some])], len(shape)
    )


def _summed(nodes: Callable[[slice], list[Floats]], many: int) -> Floats:
    """ln of the sum over the nodes of what stands there as logarithms, some rows at a time."""
    sums = np.empty(many)
    for start in range(0, many, _CHUNK):
        values = np.stack(nodes(slice(start, start + _CHUNK)))
        top = np.nan_to_num(values.max(axis=0), neginf=0.0)  # −∞ where there was no time at all, and so it stays
        with np.errstate(divide="ignore"):
            sums[start : start + _CHUNK] = np.log(np.exp(values - top).sum(axis=0)) + top
    return sums


def _terms(shape: Floats, alpha: float, s: float, beta: float, recency: Floats, age: Floats) -> list[tuple[Floats, Floats]]:
    """The quadrature: for each node ln(weight · integrand) without s, and the time u."""
    start_a, start_b = alpha + recency, beta + recency
    base = -shape * np.log(start_a) - (s + 1) * np.log(start_b)
    return [(base + value, recency + passed) for value, passed in _log_time(shape, start_a, s + 1, start_b, age - recency)]


def _log_time(shape: Floats, a: Floats, hazard: float, b: Floats, length: Floats) -> list[tuple[Floats, Floats]]:
    """∫ (1 + u/a)^−shape (1 + u/b)^−hazard du over [0, length], as nodes: ln(weight · integrand) and u. With v = ln(1 + u/δ),
    where δ is the time in which the integrand falls by e at first, everything that happens is about as wide as 1, whatever the
    parameters; what is below e^−45 is left out."""
    with np.errstate(over="ignore"):
        ends = np.minimum(a * np.expm1(_FALLEN / shape), b * np.expm1(_FALLEN / hazard))
    scale = 1 / (shape / a + hazard / b)
    span = np.log1p(np.minimum(length, ends) / scale)
    with np.errstate(divide="ignore"):
        log_span = np.log(span * scale)
    nodes = []
    for at, by in zip(_AT, _BY, strict=True):
        v = span * at
        u = scale * np.expm1(v)
        nodes.append((log_span + math.log(by) + v - shape * np.log1p(u / a) - hazard * np.log1p(u / b), u))
    return nodes


class _Likelihood:
    """The log-likelihood of all rows and its derivatives by (r, α, s, β): each row is a mixture of “still there” and the nodes
    of the integral, so the gradient is the mixture's mean and the Hessian its mean bend plus its covariance."""

    def __init__(self, rows: Rows, unit: float) -> None:
        self.x, self.w = rows.repeats, rows.weight
        self.recency, self.age = rows.recency / unit, rows.age / unit
        self.total = float(self.w.sum())
        counts = np.bincount(self.x.astype(np.int64), weights=self.w)
        self.xs = np.flatnonzero(counts).astype(np.float64)
        self.counts = counts[counts > 0]

    def __call__(self, p: Floats) -> Derivatives:
        value, gradient, hessian = self._common(*p)
        for start in range(0, len(self.x), _CHUNK):
            more, slope, bend = self._mixture(slice(start, start + _CHUNK), *p)
            value, gradient, hessian = value + more, gradient + slope, hessian + bend
        return value, gradient, hessian

    def _common(self, r: float, alpha: float, s: float, beta: float) -> Derivatives:
        n, w, psi = self.total, self.counts, scipy.special.psi
        value = w @ scipy.special.gammaln(r + self.xs) + n * (r * math.log(alpha) - math.lgamma(r) + s * math.log(beta))
        gradient = np.array(
            [w @ psi(r + self.xs) + n * (math.log(alpha) - psi(r)), n * r / alpha, n * math.log(beta), n * s / beta]
        )
        hessian = np.zeros((4, 4))
        hessian[0, 0] = w @ scipy.special.zeta(2.0, r + self.xs) - n * scipy.special.zeta(2.0, r)
        hessian[0, 1] = hessian[1, 0] = n / alpha
        hessian[1, 1] = -n * r / alpha**2
        hessian[2, 3] = hessian[3, 2] = n / beta
        hessian[3, 3] = -n * s / beta**2
        return float(value), gradient, hessian

    def _mixture(self, some: slice, r: float, alpha: float, s: float, beta: float) -> Derivatives:
        x, recency, age, weight = self.x[some], self.recency[some], self.age[some], self.w[some]
        shape = r + x
        terms = _terms(shape, alpha, s, beta, recency, age)
        u = np.stack([age, *(term[1] for term in terms)])
        rate_a, rate_b = alpha + u, beta + u
        log_a, log_b = np.log(rate_a), np.log(rate_b)
        still = -shape * log_a[0] - s * log_b[0]
        values = np.stack([still, *(term[0] + math.log(s) for term in terms)])
        top = values.max(axis=0)
        shares = np.exp(values - top)
        sums = shares.sum(axis=0)
        shares /= sums
        left = np.ones((len(u), 1))
        left[0] = 0.0  # the nodes of those who left have one more factor: the hazard
        slopes = np.stack([-log_a, -shape / rate_a, left / s - log_b, -(s + left) / rate_b])
        mean = np.einsum("jn,ijn->in", shares, slopes)
        off = slopes - mean[:, None, :]
        by = shares * weight
        hessian = np.einsum("jn,ajn,bjn->ab", by, off, off, optimize=True)
        hessian[0, 1] -= (by / rate_a).sum()
        hessian[1, 1] += (by * shape / rate_a**2).sum()
        hessian[2, 2] -= (by * left).sum() / s**2
        hessian[2, 3] -= (by / rate_b).sum()
        hessian[3, 3] += (by * (s + left) / rate_b**2).sum()
        hessian[1, 0], hessian[3, 2] = hessian[0, 1], hessian[2, 3]
        return float(weight @ (top + np.log(sums))), mean @ weight, hessian
