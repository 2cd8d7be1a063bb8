"""The rhythm in force, and what it needs to know of a customer."""

from django.db.models import QuerySet

from perennial.kernel.http.recall import once_a_page
from perennial.kernel.prepared import prepared
from perennial.purchases.models import PurchaseSummary, RhythmFit
from perennial.purchases.rhythm import BaseSums, GapSums, Rhythm, fit


def rhythm_in_force() -> Rhythm:
    """The rhythm of the customer base as last fitted, or the prior while there is none."""
    last = once_a_page(RhythmFit, lambda: next(iter(_last_fit()), None))
    if last is None:
        return fit(BaseSums.of([]))
    return Rhythm(last.mean_log_gap, last.within_variance, last.between_variance, last.customers, last.gaps)


def summary_of(party_id: int) -> PurchaseSummary | None:
    """What one customer's purchases come to; None while there are none."""
    return once_a_page((PurchaseSummary, party_id), lambda: next(iter(_summaries(party_id)), None))


@prepared
def _last_fit() -> "QuerySet[RhythmFit]":
    return RhythmFit.objects.order_by("-id")[:1]


@prepared
def _summaries(party_id: int) -> "QuerySet[PurchaseSummary]":
    return PurchaseSummary.objects.filter(pk=party_id)


def gap_sums(summary: PurchaseSummary) -> GapSums:
    """What the rhythm needs to know of one customer."""
    return GapSums(summary.gaps, summary.gap_log_sum, summary.gap_log_square_sum)
