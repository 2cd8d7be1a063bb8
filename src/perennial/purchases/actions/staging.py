"""Letting the lifecycle rules speak: after every change of somebody's orders, and for everybody at night."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery

from perennial.kernel import clock
from perennial.kernel.bulk import bulk_upsert, chunks
from perennial.kernel.clock import zone_named
from perennial.kernel.live import signal
from perennial.people.actions import StageMove, change_stages
from perennial.people.choices import Stage
from perennial.people.holding import hold_customers
from perennial.purchases import lifecycle
from perennial.purchases.actions.summing import recompute_summaries
from perennial.purchases.models import PurchaseSummary, StageAnswer, StageRules
from perennial.team.models import Workspace

AT_ONCE = 2_000


@transaction.atomic
def settle_purchases(party_ids: Collection[int] | None) -> None:
    """What follows from changed orders of these parties (None: everybody): summaries, headline figures, stages."""
    recompute_summaries(party_ids)
    restage(party_ids)
    if party_ids and len(party_ids) == 1:
        signal("party", id=next(iter(party_ids)))


def restage(party_ids: Collection[int] | None = None) -> int:
    """Move everybody for whom the rules' answer is another than last time; tells StageChanged for each. Gives how many answers
    were new.

    A stage that a member set holds as long as the rules go on saying what they said when it was set: only a new answer moves
    a party. For everybody it works in batches, each in a transaction of its own unless one is open already.
    """
    today = clock.today(zone_named(Workspace.current().time_zone))
    moved = 0
    for batch in chunks(_unanswered(party_ids, today), AT_ONCE):
        with transaction.atomic():
            moved += _answer(batch, today)
    for leads in chunks(_fallen(party_ids), AT_ONCE):
        with transaction.atomic():
            moved += _answer([(pk, Stage.LEAD.value) for pk in leads], today)
    return moved


def _unanswered(party_ids: Collection[int] | None, today: dt.date) -> Iterator[tuple[int, str]]:
    """(party, answer) where the rules' answer is not the last one; walks by party, so that answering may go on meanwhile."""
    last = Subquery(StageAnswer.objects.filter(pk=OuterRef("pk")).values("stage"))
    summaries = lifecycle.answered(PurchaseSummary.objects.all(), StageRules.current(), today).annotate(last=last)
    differing = summaries.filter(Q(last=None) | ~Q(last=F("answer"))).order_by("pk").values_list("pk", "answer")
    if party_ids is not None:
        yield from differing.filter(pk__in=list(party_ids))
        return
    after = 0
    while some := list(differing.filter(pk__gt=after)[:AT_ONCE]):
        yield from some
        after = some[-1][0]


def _fallen(party_ids: Collection[int] | None) -> Iterator[int]:
    """Parties that are kept and have no order that counts any more."""
    gone = (
        StageAnswer.objects.filter(party__deleted_at=None)
        .exclude(stage=Stage.LEAD)
        .filter(~Exists(PurchaseSummary.objects.filter(pk=OuterRef("pk"))))
    )
    if party_ids is not None:
        gone = gone.filter(pk__in=list(party_ids))
    yield from list(gone.values_list("pk", flat=True))


def _answer(answers: Sequence[tuple[int, str]], today: dt.date) -> int:
    """Keep the answers and move whoever stands elsewhere."""
    hold_customers([pk for pk, _stage in answers])
    bulk_upsert(StageAnswer, ("party_id", "stage"), answers, on=("party_id",), update=("stage",))
    told = PurchaseSummary.objects.filter(pk__in=[pk for pk, _stage in answers])
    summaries = {row.party_id: row for row in told.values_list("party_id", *lifecycle.TOLD, named=True)}
    change_stages(
        [
            StageMove(party_id=pk, after=stage, rule=f"purchases.{stage}", facts=lifecycle.facts_of(summaries.get(pk), today))
            for pk, stage in answers
        ]
    )
    return len(answers)
