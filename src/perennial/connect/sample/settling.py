"""What follows from many rows that were written at once: summaries, the rhythm of all customers, stages, contacts."""

from perennial.kernel import clock
from perennial.kernel.bulk import bulk_update
from perennial.kernel.statistics import refresh_statistics
from perennial.people.choices import Stage
from perennial.people.models import Party, StageChange
from perennial.purchases.actions import fit_rhythm, recompute_summaries, restage
from perennial.purchases.models import PurchaseSummary
from perennial.timeline.actions import recompute_contacts


def settle_everything() -> None:
    """Count everything anew from orders and touchpoints, in a few statements over all customers."""
    recompute_summaries()
    fit_rhythm()
    restage()
    recompute_contacts()
    refresh_statistics()


def date_stages() -> None:
    """Let the stages of the sample company begin when their facts did, not at the moment in which it was loaded: with the last
    order, or with the day from which the silence was long."""
    fading, today = {Stage.AT_RISK, Stage.LAPSED, Stage.LOST}, clock.today()
    facts = {pk: rest for pk, *rest in PurchaseSummary.objects.values_list("party_id", "last_order_at", "slips_on")}
    changes, parties = [], []
    for id_, party_id, after in StageChange.objects.filter(party__sample=True).values_list("id", "party_id", "after"):
        last_order_at, slips_on = facts.get(party_id, (None, None))
        if after in fading and slips_on and slips_on <= today:
            last_order_at = clock.start_of_day(slips_on)
        if last_order_at:
            changes.append((id_, last_order_at))
            parties.append((party_id, last_order_at))
    bulk_update(StageChange, ("id", "at"), changes)
    bulk_update(Party, ("id", "stage_since"), parties)
