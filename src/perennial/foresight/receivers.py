"""What foresight hears: a customer bought something, or what they bought changed, so their score is another one."""

import datetime as dt
from typing import get_args

from perennial.foresight.events import FitAsked, HoldoutChanged
from perennial.foresight.jobs import fit_and_score, follow_written, score_buyers, score_customer, score_everybody
from perennial.foresight.models import Fit, Report, ReportKind
from perennial.foresight.reportjobs import tell_renewals_of_customer
from perennial.kernel import clock
from perennial.kernel.events import hears
from perennial.kernel.jobs import enqueue_once
from perennial.purchases.events import (
    OrderCancelled,
    OrderChanged,
    OrderDeleted,
    OrderPlaced,
    OrderRefunded,
    OrderReinstated,
    OrderRestored,
    OrdersWritten,
    SubscriptionChanged,
    SubscriptionResumed,
    SubscriptionStarted,
)
from perennial.records.events import RecordsChangedTogether

GATHERED_SECONDS = 10
Standing = SubscriptionStarted | SubscriptionChanged | SubscriptionResumed
Changed = OrderPlaced | OrderChanged | OrderCancelled | OrderReinstated | OrderRefunded | OrderDeleted | OrderRestored


def score_anew(event: Changed) -> None:
    """Queue the score of whose purchases are others now."""
    if Fit.objects.exists():
        enqueue_once(score_customer, f"foresight.score:{event.party_id}", event.party_id)


for kind in get_args(Changed):
    hears(kind)(score_anew)


def tell_renewals_anew(event: Standing) -> None:
    """Queue the chances of whose terms are others now; what was paused or ended is left out by itself."""
    if Report.objects.filter(kind=ReportKind.RENEWALS).exists():
        enqueue_once(tell_renewals_of_customer, f"foresight.renewals:{event.party_id}", event.party_id)


for standing in get_args(Standing):
    hears(standing)(tell_renewals_anew)


@hears(OrdersWritten)
def follow_written_orders(event: OrdersWritten) -> None:
    """Queue one look at all of them, once the last are written."""
    soon = clock.now() + dt.timedelta(seconds=GATHERED_SECONDS)
    enqueue_once(follow_written.using(run_after=soon), "foresight.written")


@hears(RecordsChangedTogether)
def score_many_anew(event: RecordsChangedTogether) -> None:
    """Very many orders at once became others, came or went."""
    if event.kind == "orders" and Fit.objects.exists():
        score_buyers.enqueue(list(event.record_ids))


@hears(FitAsked)
def learn_anew(event: FitAsked) -> None:
    """Queue it once, however often it is asked for."""
    enqueue_once(fit_and_score, "foresight.fit")


@hears(HoldoutChanged)
def hold_others_out(event: HoldoutChanged) -> None:
    """Queue the scores, which say who is held out."""
    enqueue_once(score_everybody, "foresight.scores")
