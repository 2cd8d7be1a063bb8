"""Questions about purchases."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from perennial.purchases.models import Order, PurchaseSummary, RhythmFit
from perennial.purchases.rhythm import BaseSums, GapSums, Rhythm, fit
from perennial.purchases.rules import may_see_order
from perennial.team.models import Member


def rhythm_in_force() -> Rhythm:
    """The rhythm of the customer base as last fitted, or the prior while there is none."""
    last = RhythmFit.objects.order_by("-id").first()
    if last is None:
        return fit(BaseSums.of([]))
    return Rhythm(last.mean_log_gap, last.within_variance, last.between_variance, last.customers, last.gaps)


def gap_sums(summary: PurchaseSummary) -> GapSums:
    """What the rhythm needs to know of one customer."""
    return GapSums(summary.gaps, summary.gap_log_sum, summary.gap_log_square_sum)


def order_for(member: Member, order_id: int) -> Order:
    """The order, for whoever may see it; anybody else learns nothing of it."""
    order = get_object_or_404(Order.objects.select_related("party"), pk=order_id)
    if not may_see_order(member, order):
        raise Http404
    return order
