"""Models in which customers buy at a rate of their own and may drop out after a purchase.

BG/NBD (Fader, Hardie, Lee 2005, “Counting your customers the easy way”), MBG/NBD, where they may drop out after the very first
one, too (Batislam, Denizel, Filiztekin 2007), and MBG/CNBD-k, where gaps are regular, Erlang-k (Platzer, Reutterer 2016).
Rates vary between customers like a gamma distribution (r, α), chances to drop out like a beta distribution (a, b).
"""

import dataclasses
import math
from typing import Self

import numpy as np
import scipy

from perennial.foresight.science.fitting import Derivatives, Optimum, Prior, maximise, unit_of
from perennial.foresight.science.histories import Floats, Histories, Rows

_PRIOR = Prior(centre=(0.5, 0.3, 0.8, 2.0))
_NEAR = 3e-6  # parameters this near to a removable singularity are approached from both sides


@dataclasses.dataclass(frozen=True, slots=True)
class BetaGeometric:
    """Fitted parameters; `alpha` in days. `modified`: may drop out after the first purchase; `phases`: k of Erlang-k gaps."""

    r: float
    alpha: float
    a: float
    b: float
    modified: bool
    phases: int
    log_likelihood: float

    @classmethod
    def fit(cls, rows: Rows, *, modified: bool = False, phases: int = 1, prior: Prior | None = _PRIOR) -> Self:
        """Maximum likelihood, with a weak prior unless `prior` is None. Days are measured by a tenth of the greatest age while
        fitting, so that the unit of time does not matter."""
        unit = unit_of(rows)
        likelihood = _Likelihood(rows, unit, int(modified), phases)
        best: Optimum = maximise(likelihood, (0.5, 1.0, 1.0, 2.0), prior)
        r, alpha, a, b = map(float, best.parameters)
        shift = phases * float(rows.weight @ rows.repeats) * math.log(unit)
        return cls(r, alpha * unit, a, b, modified, phases, best.log_likelihood - shift)

    def log_odds_of_silence(self, histories: Histories | Rows) -> Floats:
        """ln P(dropped out) − ln P(still a customer)."""
        x, recency, age = histories.repeats, histories.recency, histories.age
        shape, m = self.r + self.phases * x, int(self.modified)
        with np.errstate(divide="ignore"):
            left = (
                math.log(self.a) - np.log(np.where(x + m > 0, self.b + x - 1 + m, 1.0)) - shape * np.log(self.alpha + recency)
            )
            left = np.where(x + m > 0, left, -np.inf)
        return np.asarray(left - np.logaddexp.reduce(self._waiting(shape, age, age - recency), axis=0))

    def chance_active(self, histories: Histories | Rows) -> Floats:
        """P(still a customer), as peers show it: a diagnostic, not an answer to “will they buy?”."""
        return np.asarray(scipy.special.expit(-self.log_odds_of_silence(histories)))

    def chance_of_any(self, histories: Histories | Rows, days: float) -> Floats:
        """P(at least one purchase within the next `days`)."""
        shape, age = self.r + self.phases * histories.repeats, histories.age
        weights = self._phase_weights(histories)
        none = np.zeros(len(age))
        for passed in range(self.phases):
            # fewer than k − passed of the remaining phases end in time
            none += weights[passed] * _fewer_than(self.phases - passed, shape + passed, self.alpha + age, days)
        return self.chance_active(histories) * (1 - none)

    def expected_count(self, histories: Histories | Rows, days: float) -> Floats:
        """How many purchases are to be expected within the next `days`: exact for k = 1 (Fader, Hardie, Lee 2005, eq. 10, with
        Euler's transformation of ₂F₁, which never overflows); for regular gaps the phases are counted so and a k-th of them
        taken, with what has passed of the gap under way."""
        shape, age, x = self.r + self.phases * histories.repeats, histories.age, histories.repeats
        z = days / (self.alpha + age + days)
        alive, m = self.chance_active(histories), int(self.modified)
        if self.phases == 1:
            return alive * _purchases(self.a, self.a + self.b + x - 1 + m, shape, z)
        return alive * self._regular_count(histories, days)

    def _regular_count(self, histories: Histories | Rows, days: float) -> Floats:
        """Σ over the n-th purchase from now: P(it comes in time) · P(no drop-out at those before)."""
        shape, age, x, m = self.r + self.phases * histories.repeats, histories.age, histories.repeats, int(self.modified)
        weights, count, stay = self._phase_weights(histories), np.zeros(len(age)), np.ones(len(age))
        for nth in range(1, _MOST_REGULAR + 1):
            late = np.zeros(len(age))
            for passed in range(self.phases):
                late += weights[passed] * _fewer_than(nth * self.phases - passed, shape + passed, self.alpha + age, days)
            term = stay * (1 - late)
            count += term
            if term.max(initial=0.0) < 1e-6:
                break
            stay = stay * (self.b + x + m + nth - 1) / (self.a + self.b + x + m + nth - 1)
        return count

    def _waiting(self, shape: Floats, age: Floats, silence: Floats) -> Floats:
        """For each number j < k of phases that have passed since the last purchase: ln of its part of the likelihood."""
        rows = []
        rising = np.zeros(len(shape))
        for passed in range(self.phases):
            with np.errstate(divide="ignore"):
                gone = passed * np.log(silence) if passed else 0.0
            rows.append(rising + gone - math.lgamma(passed + 1) - (shape + passed) * np.log(self.alpha + age))
            rising = rising + np.log(shape + passed)
        return np.stack(rows)

    def _phase_weights(self, histories: Histories | Rows) -> Floats:
        """P(j phases have passed since the last purchase | still a customer), by j."""
        waiting = self._waiting(self.r + self.phases * histories.repeats, histories.age, histories.age - histories.recency)
        return np.asarray(scipy.special.softmax(waiting, axis=0))


_MOST_REGULAR = 400


def _fewer_than(phases: int, shape: Floats, rate: Floats, days: float) -> Floats:
    """P(fewer than so many phases end within `days`), at a rate that is gamma(shape, rate): negative binomial."""
    return np.asarray(scipy.special.betainc(shape, float(phases), rate / (rate + days)))


def _purchases(a: float, c: Floats, shape: Floats, z: Floats) -> Floats:
    """(c / (a − 1)) (1 − (1 − z)^(a−1) ₂F₁(c − shape, a − 1; c; z)) with its removable singularities at a = 1 and c = 0."""
    if abs(a - 1) < _NEAR:
        return (_purchases(1 - _NEAR * 2, c, shape, z) + _purchases(1 + _NEAR * 2, c, shape, z)) / 2
    near = np.abs(c) < _NEAR
    if near.any():
        both = [_purchases(a, np.where(near, sign * _NEAR * 2, c), shape, z) for sign in (-1, 1)]
        return (both[0] + both[1]) / 2
    inner = scipy.special.hyp2f1(c - shape, a - 1, c, z)
    return np.asarray(c / (a - 1) * (1 - (1 - z) ** (a - 1) * inner))


class _Likelihood:
    """The log-likelihood of all rows and its derivatives by (r, α, a, b)."""

    def __init__(self, rows: Rows, unit: float, m: int, k: int) -> None:
        self.x, self.w, self.m, self.k = rows.repeats, rows.weight, m, k
        self.recency, self.age = rows.recency / unit, rows.age / unit
        self.quits = self.x + m > 0  # dropping out was possible
        self.total = float(self.w.sum())
        counts = np.bincount(self.x.astype(np.int64), weights=self.w)
        self.xs = np.flatnonzero(counts).astype(np.float64)
        self.counts = counts[counts > 0]
        silence = np.maximum(self.age - self.recency, 1e-300)
        self.gone = [j * np.log(silence) - math.lgamma(j + 1) for j in range(1, k)]

    def __call__(self, p: Floats) -> Derivatives:
        value, gradient, hessian = self._common(*p)
        more, slope, bend = self._mixture(*p)
        return value + more, gradient + slope, hessian + bend

    def _common(self, r: float, alpha: float, a: float, b: float) -> Derivatives:
        """What depends on the number of repeats alone."""
        n, xs, w, m = self.total, self.xs, self.counts, self.m
        kx, gl, psi = self.k * xs, scipy.special.gammaln, scipy.special.psi
        value = w @ (gl(r + kx) + gl(b + xs + m) - gl(a + b + xs + m))
        value += n * (r * math.log(alpha) - gl(r) + gl(a + b) - gl(b))
        ab = n * psi(a + b) - w @ psi(a + b + xs + m)
        gradient = np.array(
            [w @ psi(r + kx) + n * (math.log(alpha) - psi(r)), n * r / alpha, ab, ab + w @ psi(b + xs + m) - n * psi(b)]
        )
        tri = _trigamma
        ab = n * tri(a + b) - w @ tri(a + b + xs + m)
        hessian = np.zeros((4, 4))
        hessian[0, 0] = w @ tri(r + kx) - n * tri(r)
        hessian[0, 1] = hessian[1, 0] = n / alpha
        hessian[1, 1] = -n * r / alpha**2
        hessian[2:, 2:] = ab
        hessian[3, 3] += w @ tri(b + xs + m) - n * tri(b)
        return float(value), gradient, hessian

    def _mixture(self, r: float, alpha: float, a: float, b: float) -> Derivatives:
        """ln of the sum of: still waiting for the next purchase after j phases; dropped out at the last one."""
        shape, w = r + self.k * self.x, self.w
        terms = [self._waiting(j, shape, alpha) for j in range(self.k)]
        odds = np.where(self.quits, b + self.x - 1 + self.m, 1.0)
        rate = alpha + self.recency
        log_rate = np.log(rate)
        left = np.where(self.quits, math.log(a) - np.log(odds) - shape * log_rate, -np.inf)
        values = np.stack([*(term[0] for term in terms), left])
        top = values.max(axis=0)
        shares = np.exp(values - top)
        sums = shares.sum(axis=0)
        shares /= sums
        value = w @ (top + np.log(sums))
        slopes = [(term[1], term[2]) for term in terms]
        slopes.append((-log_rate, -shape / rate))
        mean = [sum(share * slope[i] for share, slope in zip(shares, slopes, strict=True)) for i in (0, 1)]
        gone = w * shares[-1]
        gone_b = -1.0 / odds
        gradient = np.array([w @ mean[0], w @ mean[1], gone.sum() / a, gone @ gone_b])
        hessian = np.zeros((4, 4))
        bends = [(term[3], term[4], term[5]) for term in terms] + [(0.0, -1.0 / rate, shape / rate**2)]
        for share, (d0, d1), (e00, e01, e11) in zip(shares, slopes, bends, strict=True):
            ws = w * share
            c0, c1 = d0 - mean[0], d1 - mean[1]
            hessian[0, 0] += ws @ (c0 * c0 + e00)
            hessian[0, 1] += ws @ (c0 * c1 + e01)
            hessian[1, 1] += ws @ (c1 * c1 + e11)
        stays = 1 - shares[-1]
        c0, c1 = slopes[-1][0] - mean[0], slopes[-1][1] - mean[1]
        hessian[0, 2], hessian[0, 3] = (gone @ c0) / a, gone @ (c0 * gone_b)
        hessian[1, 2], hessian[1, 3] = (gone @ c1) / a, gone @ (c1 * gone_b)
        both = gone * stays
        hessian[2, 2] = both.sum() / a**2 - gone.sum() / a**2
        hessian[2, 3] = (both @ gone_b) / a
        hessian[3, 3] = both @ gone_b**2 + gone @ gone_b**2
        return float(value), gradient, hessian + np.triu(hessian, 1).T

    def _waiting(self, j: int, shape: Floats, alpha: float) -> tuple[Floats, ...]:
        """One term of those still waiting: its logarithm, derivatives by r and α, and the second ones (rr, rα, αα)."""
        rate = alpha + self.age
        value, slope, bend = -(shape + j) * np.log(rate), -np.log(rate), np.zeros(1)
        if j:
            value = value + self.gone[j - 1]
        for i in range(j):
            value, slope, bend = value + np.log(shape + i), slope + 1 / (shape + i), bend - 1 / (shape + i) ** 2
        return value, slope, -(shape + j) / rate, bend, -1 / rate, (shape + j) / rate**2


def _trigamma(z: Floats | float) -> Floats:
    return np.asarray(scipy.special.zeta(2.0, z))
