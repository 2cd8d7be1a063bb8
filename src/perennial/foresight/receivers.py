"""What foresight hears: a customer bought something, or what they bought changed, so their score is another one."""

from typing import get_args

from perennial.foresight.jobs import score_buyers, score_customer
from perennial.foresight.models import Fit
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
)
from perennial.records.events import RecordsChangedTogether

Changed = OrderPlaced | OrderChanged | OrderCancelled | OrderReinstated | OrderRefunded | OrderDeleted | OrderRestored


def score_anew(event: Changed) -> None:
    """Queue the score of whose purchases are others now."""
    if Fit.objects.exists():
        enqueue_once(score_customer, f"foresight.score:{event.party_id}", event.party_id)


for kind in get_args(Changed):
    hears(kind)(score_anew)


@hears(RecordsChangedTogether)
def score_many_anew(event: RecordsChangedTogether) -> None:
    """Very many orders at once became others, came or went."""
    if event.kind == "orders" and Fit.objects.exists():
        score_buyers.enqueue(list(event.record_ids))
