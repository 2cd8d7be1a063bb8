"""On which day the next order is to be expected: the logarithms of a customer's gaps are normal, around a mean of their own
which is normal, too (an empirical Bayes estimate by moments, in closed form), given the silence so far."""

import dataclasses
from typing import Self

import numpy as np
import scipy

from perennial.foresight.science.histories import Floats, Histories

_LEAST_BETWEEN = 0.02  # variance between customers where the data say none


@dataclasses.dataclass(frozen=True, slots=True)
class LogNormalGaps:
    """`mean` of ln(gap in days) over customers, its variance `between` them and `within` one of them."""

    mean: float
    between: float
    within: float

    @classmethod
    def fit(cls, histories: Histories) -> Self | None:
        """From all customers with a gap; None while nobody has come twice."""
        n = histories.repeats
        known = n >= 1
        if not known.any():
            return None
        n, sums, squares = n[known], histories.log_gaps[known], histories.squared_log_gaps[known]
        means, freedom = sums / n, float((n - 1).sum())
        mean = float(sums.sum() / n.sum())
        around = float(np.maximum(squares - sums * means, 0).sum())
        spread = float(means.var()) if len(n) > 1 else 0.0
        within = max(around / freedom if freedom else max(spread, 0.25), 0.01)
        between = max(spread - within * float((1 / n).mean()), _LEAST_BETWEEN)
        return cls(mean, between, within)

    def days_until(self, histories: Histories, quantile: Floats | float) -> Floats:
        """The quantile of the days from now to the next order, given that there was none since the last."""
        mean, deviation = self._of(histories)
        passed = scipy.special.ndtr((np.log(np.maximum(histories.silence, 0.5)) - mean) / deviation)
        point = passed + quantile * (1 - passed)
        return np.exp(mean + deviation * scipy.special.ndtri(np.minimum(point, 1 - 1e-12))) - np.maximum(histories.silence, 0.5)

    def chance_within(self, histories: Histories, days: Floats | float) -> Floats:
        """P(the next gap ends within `days` from now | the silence so far), for a customer who does come again."""
        mean, deviation = self._of(histories)
        silence = np.maximum(histories.silence, 0.5)
        longer = scipy.special.ndtr(-(np.log(silence) - mean) / deviation)
        later = scipy.special.ndtr(-(np.log(silence + days) - mean) / deviation)
        return np.asarray(1 - later / np.maximum(longer, 1e-300))

    def expected_gap(self, histories: Histories) -> Floats:
        """The median of their next gap as they leave the shop: their own rhythm, shrunk to everybody's."""
        return np.exp(self._of(histories)[0])

    def longest(self, histories: Histories, share: float) -> Floats:
        """So long is the next gap at the most in a `share` of cases, as they leave the shop."""
        mean, deviation = self._of(histories)
        return np.exp(mean + deviation * float(scipy.special.ndtri(share)))

    def _of(self, histories: Histories) -> tuple[Floats, Floats]:
        weight = 1 / (histories.repeats / self.within + 1 / self.between)
        mean = (histories.log_gaps / self.within + self.mean / self.between) * weight
        return mean, np.sqrt(weight + self.within)
