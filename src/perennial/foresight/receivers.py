"""What foresight hears: a customer bought something, or what they bought changed, so their score is another one."""

import datetime as dt
from typing import get_args

from perennial.foresight.events import FitAsked, HoldoutChanged
from perennial.foresight.jobs import fit_and_score, follow_written, score_buyers, score_customer, score_everybody
from perennial.foresight.models import Fit
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
)
from perennial.records.events import RecordsChangedTogether

GATHERED_SECONDS = 10
Changed = OrderPlaced | OrderChanged | OrderCancelled | OrderReinstated | OrderRefunded | OrderDeleted | OrderRestored


def score_anew(event: Changed) -> None:
    """Queue the score of whose purchases are others now."""
    if Fit.objects.exists():
        enqueue_once(score_customer, f"foresight.score:{event.party_id}", event.party_id)


for kind in get_args(Changed):
    hears(kind)(score_anew)


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
