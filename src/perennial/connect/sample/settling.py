"""What follows from many rows that were written at once: summaries, the rhythm of all customers, stages, contacts."""

from perennial.kernel.statistics import refresh_statistics
from perennial.purchases.actions import fit_rhythm, recompute_summaries, restage
from perennial.timeline.actions import recompute_contacts


def settle_everything() -> None:
    """Count everything anew from orders and touchpoints, in a few statements over all customers."""
    recompute_summaries()
    fit_rhythm()
    restage()
    recompute_contacts()
    refresh_statistics()
