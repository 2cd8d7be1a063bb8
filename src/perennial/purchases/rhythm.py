"""The rhythm in which a customer buys: empirical-Bayes log-normal gaps, in closed form.

Model. Customer i has gaps g (days between neighbouring days with a purchase, g ≥ 1). Their logs are normal around the
customer's own level, and the levels are normal around the level of all customers::

    ln g | m_i ~ Normal(m_i, within)        m_i ~ Normal(mean, between)

`within` and `between` (variances of log days) are estimated by the method of moments of the one-way random-effects layout;
given them, the customer's level has a normal posterior, and the next gap a log-normal predictive distribution, in closed form.
Because sums of logs and of their squares are all that is needed, a million customers are fitted from one aggregate query.

Assumptions: gaps of one customer are independent and do not drift; there is no season; the wait that is still going on is not
used in the fit, so it is the rhythm *while they buy*: whether they still do is what the silence is measured against.

Source: the normal-normal empirical-Bayes model (Efron and Morris 1973, "Stein's estimation rule and its competitors"; for the
components of variance Searle, Casella and McCulloch 1992, "Variance Components", chapter 3). Pure mathematics: no Django.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist

_NORMAL = NormalDist()
LEAST_BETWEEN = 0.02  # customers always differ a little: keeps shrinkage defined when all means agree
LEAST_WITHIN = 0.0025  # a log sd of 0.05: even a metronome is a day late on a gap of twenty
LONGEST_DAYS = 36_525.0  # a century: beyond it a date says nothing
# A weak prior, worth a handful of customers: without data a month, give or take a factor of three each way.
PRIOR_MEAN, PRIOR_WITHIN, PRIOR_BETWEEN, PRIOR_WEIGHT = math.log(30.0), 0.64, 0.64, 5.0
ENOUGH_REPEAT_CUSTOMERS = 10


@dataclass(frozen=True, slots=True)
class GapSums:
    """What one customer's gaps add up to: how many, the sum of their natural logs, the sum of the squares of the logs."""

    gaps: int
    log_sum: float
    log_square_sum: float

    @classmethod
    def of(cls, gaps_days: Iterable[float]) -> "GapSums":
        """From the gaps themselves, in days; two orders on one day are one occasion, so shorter gaps count as one day."""
        logs = [math.log(max(gap, 1.0)) for gap in gaps_days]
        return cls(len(logs), math.fsum(logs), math.fsum(log * log for log in logs))


@dataclass(frozen=True, slots=True)
class BaseSums:
    """What all customers with at least one gap add up to; each is a plain sum over customers, so SQL can give it.

    customers: how many. gaps: n = Σ nᵢ. log_sum: Σᵢ Σ ln g. log_square_sum: Σᵢ Σ (ln g)². mean_sum: Σᵢ mᵢ with mᵢ the
    customer's mean log gap. mean_square_sum: Σᵢ mᵢ². between_square_sum: Σᵢ nᵢ mᵢ². inverse_sum: Σᵢ 1/nᵢ.
    """

    customers: int
    gaps: int
    log_sum: float
    log_square_sum: float
    mean_sum: float
    mean_square_sum: float
    between_square_sum: float
    inverse_sum: float

    @classmethod
    def of(cls, customers: Iterable[GapSums]) -> "BaseSums":
        """From the sums of each customer; those without a gap add nothing."""
        rows = [(c.gaps, c.log_sum, c.log_square_sum, c.log_sum / c.gaps) for c in customers if c.gaps > 0]
        return cls(
            customers=len(rows),
            gaps=sum(n for n, *_ in rows),
            log_sum=math.fsum(s for _, s, _, _ in rows),
            log_square_sum=math.fsum(q for _, _, q, _ in rows),
            mean_sum=math.fsum(m for *_, m in rows),
            mean_square_sum=math.fsum(m * m for *_, m in rows),
            between_square_sum=math.fsum(n * m * m for n, _, _, m in rows),
            inverse_sum=math.fsum(1 / n for n, *_ in rows),
        )


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The fitted base: level of log gaps (log days), variance within a customer and between customers (log days²)."""

    mean: float
    within: float
    between: float
    customers: int = 0
    gaps: int = 0

    @property
    def is_too_little(self) -> bool:
        """Whether the answer rests on the prior rather than on this shop's customers: say so."""
        return self.customers < ENOUGH_REPEAT_CUSTOMERS

    def level(self, sums: GapSums) -> tuple[float, float]:
        """Posterior mean (log days) of the customer's level, and the variance (log days²) of their next log gap around it."""
        precision = sums.gaps / self.within + 1 / self.between
        mean = (sums.log_sum / self.within + self.mean / self.between) / precision
        return mean, 1 / precision + self.within

    def usual_gap(self, sums: GapSums) -> float:
        """The customer's median gap in days, shrunk towards the base."""
        return _days(self.level(sums)[0])

    def long_silence(self, sums: GapSums, share: float) -> float:
        """The silence in days (> 0) than which only 1 − `share` of this customer's waits are longer."""
        level, variance = self.level(sums)
        return _days(level + quantile(share) * math.sqrt(variance))

    def chance_of_silence(self, sums: GapSums, silence_days: float) -> float:
        """Of one: how many waits are at least this long (days since the last purchase) while they buy in their rhythm."""
        if silence_days <= 0:
            return 1.0
        level, variance = self.level(sums)
        return _NORMAL.cdf(-(math.log(silence_days) - level) / math.sqrt(variance))

    def chance_within(self, sums: GapSums, silence_days: float, days: float) -> float:
        """Of one: how many of the waits that already last `silence_days` end within `days` from today."""
        longer = self.chance_of_silence(sums, max(silence_days, 0.5))
        if longer <= 0:
            return 0.0
        return 1 - self.chance_of_silence(sums, max(silence_days, 0.5) + days) / longer

    def remaining(self, sums: GapSums, silence_days: float, share: float) -> float:
        """The further wait in days (≥ 0), from today, within which `share` of those end that already last `silence_days`."""
        level, variance = self.level(sums)
        sd = math.sqrt(variance)
        silence = max(silence_days, 0.5)
        still = _NORMAL.cdf(-(math.log(silence) - level) / sd)  # the chance that the wait is longer than the silence
        beyond = still * (1 - share)
        if beyond < 1e-300:  # far beyond every wait: the tail falls like a power, so the wait doubles in proportion
            return min(silence, LONGEST_DAYS)
        return max(0.0, min(_days(level - sd * _NORMAL.inv_cdf(beyond)), LONGEST_DAYS) - silence)

    def expected(self, sums: GapSums, silence_days: float) -> tuple[float, float, float]:
        """(low, median, high) of the further wait in days from today: half end by the median, 80 of 100 between the others."""
        return (
            self.remaining(sums, silence_days, 0.1),
            self.remaining(sums, silence_days, 0.5),
            self.remaining(sums, silence_days, 0.9),
        )


def fit(base: BaseSums) -> Rhythm:
    """The rhythm of a customer base by the method of moments.

    within = Σ(n−1)s² / Σ(n−1), pooled over customers; between = the variance of the customers' mean log gaps less what `within`
    makes of it (within · mean of 1/n), at least LEAST_BETWEEN; mean = the mean over all gaps. Each is drawn towards a weak
    prior worth PRIOR_WEIGHT customers, which has no influence at size. No error at any size; see `is_too_little`.
    """
    k, n, prior = base.customers, base.gaps, PRIOR_WEIGHT
    spare = n - k
    square = max(0.0, base.log_square_sum - base.between_square_sum)
    within = max((square + prior * PRIOR_WITHIN) / (spare + prior), LEAST_WITHIN)
    mean = (base.log_sum + prior * PRIOR_MEAN) / (n + prior)
    between = PRIOR_BETWEEN
    if k > 1:
        variance = max(0.0, base.mean_square_sum / k - (base.mean_sum / k) ** 2)
        own = variance - within * base.inverse_sum / k
        between = (k * own + prior * PRIOR_BETWEEN) / (k + prior)
    return Rhythm(mean, within, max(between, LEAST_BETWEEN), k, n)


def quantile(share: float) -> float:
    """The standard normal quantile: how many spreads above the level `share` of the log waits end."""
    return _NORMAL.inv_cdf(share)


def _days(log_days: float) -> float:
    return math.exp(log_days) if log_days < math.log(LONGEST_DAYS) else LONGEST_DAYS
