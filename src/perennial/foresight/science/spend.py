"""What a purchase of a customer is worth: Gamma-Gamma (Fader, Hardie 2013, “The Gamma-Gamma model of monetary value”).

Values vary between the purchases of one customer like a gamma distribution of shape p, whose scale varies between customers
(q, γ). Every purchase counts, the first as well: without it all who bought once would be worth the same.
"""

import dataclasses
import math
from typing import Self

import numpy as np
import scipy

from perennial.foresight.science.fitting import Derivatives, Prior, maximise
from perennial.foresight.science.histories import Floats

_PRIOR = Prior(centre=(3.0, 3.0, 1.0))


@dataclasses.dataclass(frozen=True, slots=True)
class GammaGamma:
    """Fitted parameters; `gamma` in the unit of the values."""

    p: float
    q: float
    gamma: float
    log_likelihood: float

    @classmethod
    def fit(cls, purchases: Floats, value: Floats, *, prior: Prior | None = _PRIOR) -> Self:
        """From the number of purchases (at least 1) and the value of all of them of each customer; gifts say nothing."""
        paid = value > 0
        purchases, value = purchases[paid], value[paid]
        unit = float(value.sum() / max(purchases.sum(), 1.0)) or 1.0
        best = maximise(_Likelihood(purchases, value / unit), (3.0, 3.0, 2.0), prior)
        p, q, gamma = map(float, best.parameters)
        return cls(p, q, gamma * unit, best.log_likelihood - len(purchases) * math.log(unit))

    def expected_value(self, purchases: Floats, value: Floats) -> Floats:
        """Of a purchase to come, given those that were made: a mean of the customer's own and of everybody's, weighted by how
        much is known (eq. 5)."""
        return np.asarray(self.p * (self.gamma + value) / np.maximum(self.p * purchases + self.q - 1, self.p * purchases / 2))


class _Likelihood:
    def __init__(self, purchases: Floats, value: Floats) -> None:
        self.n, self.total = purchases, value
        self.log_total = np.log(value)
        self.log_mean = float((self.log_total - np.log(purchases)).sum())
        counts = np.bincount(purchases.astype(np.int64))
        self.ns = np.flatnonzero(counts).astype(np.float64)
        self.counts = counts[counts > 0].astype(np.float64)
        self.n_log_total = float(purchases @ self.log_total)

    def __call__(self, parameters: Floats) -> Derivatives:
        p, q, gamma = parameters
        ns, counts, many = self.ns, self.counts, len(self.n)
        lg, psi = scipy.special.gammaln, scipy.special.psi
        rate = gamma + self.total
        log_rate = np.log(rate)
        shape = p * self.n + q
        value = counts @ (lg(p * ns + q) - lg(p * ns)) - many * (lg(q) - q * math.log(gamma))
        value += p * self.n_log_total - shape @ log_rate - self.log_mean
        both, own = psi(p * ns + q), psi(p * ns)
        gradient = np.array(
            [
                (counts * ns) @ (both - own) + self.n_log_total - self.n @ log_rate,
                counts @ both - many * (psi(q) - math.log(gamma)) - log_rate.sum(),
                many * q / gamma - (shape / rate).sum(),
            ]
        )
        both, own = scipy.special.zeta(2.0, p * ns + q), scipy.special.zeta(2.0, p * ns)
        hessian = np.zeros((3, 3))
        hessian[0, 0] = (counts * ns**2) @ (both - own)
        hessian[0, 1] = (counts * ns) @ both
        hessian[1, 1] = counts @ both - many * scipy.special.zeta(2.0, q)
        hessian[0, 2] = -(self.n / rate).sum()
        hessian[1, 2] = many / gamma - (1 / rate).sum()
        hessian[2, 2] = (shape / rate**2).sum() - many * q / gamma**2
        return float(value), gradient, hessian + np.triu(hessian, 1).T
