"""The rhythm in force, and what it needs to know of a customer."""

from perennial.purchases.models import PurchaseSummary, RhythmFit
from perennial.purchases.rhythm import BaseSums, GapSums, Rhythm, fit


def rhythm_in_force() -> Rhythm:
    """The rhythm of the customer base as last fitted, or the prior while there is none."""
    last = RhythmFit.objects.order_by("-id").first()
    if last is None:
        return fit(BaseSums.of([]))
    return Rhythm(last.mean_log_gap, last.within_variance, last.between_variance, last.customers, last.gaps)


def gap_sums(summary: PurchaseSummary) -> GapSums:
    """What the rhythm needs to know of one customer."""
    return GapSums(summary.gaps, summary.gap_log_sum, summary.gap_log_square_sum)
