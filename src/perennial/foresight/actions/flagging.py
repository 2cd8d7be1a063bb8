"""Keeping what became of customers who were seen at risk: flagged, acted upon, come back."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from perennial.foresight.models import Flag, Score
from perennial.foresight.ownpurchases import date_of, today
from perennial.foresight.voice import speaks
from perennial.kernel.bulk import bulk_write
from perennial.kernel.clock import zone_named
from perennial.people.holding import hold_customers
from perennial.people.models import Party
from perennial.purchases.choices import OrderStatus
from perennial.purchases.models import Order
from perennial.team.models import Workspace
from perennial.timeline.models import ContactSummary

AT_ONCE = 2_000


def flag_customers(party_ids: Collection[int] | None = None) -> int:
    """Flag whoever is at risk and was not flagged in this silence (None: of everybody), and settle the flags that are open.
    Gives how many were flagged: none while the rule of thumb speaks, which has no holdout."""
    flagged = 0
    if speaks():
        while some := list(_unflagged(party_ids)[:AT_ONCE]):
            flagged += _flag(some)
    settle_flags(party_ids)
    return flagged


def settle_flags(party_ids: Collection[int] | None = None) -> None:
    """Write down who was spoken to and who bought since they were flagged. Right however late it is called; two statements."""
    zone = zone_named(Workspace.current().time_zone)
    flags = Flag.objects.filter(came_back_on=None)
    if party_ids is not None:
        flags = flags.filter(party__in=list(party_ids))
    spoken = ContactSummary.objects.filter(pk=OuterRef("party"), last_two_way_at__isnull=False).annotate(
        day=TruncDate("last_two_way_at", tzinfo=zone)
    )
    acted = Subquery(spoken.filter(day__gte=OuterRef("flagged_on")).values("day")[:1], output_field=DateField())
    flags.filter(acted_on=None).annotate(seen=acted).filter(seen__isnull=False).update(acted_on=F("seen"))
    bought = Order.objects.filter(party=OuterRef("party"), status__in=OrderStatus.counted()).annotate(
        day=TruncDate("placed_at", tzinfo=zone)
    )
    came = Subquery(
        bought.filter(day__gte=OuterRef("flagged_on"), day__gt=OuterRef("last_on")).order_by("placed_at").values("day")[:1],
        output_field=DateField(),
    )
    flags.annotate(seen=came).filter(seen__isnull=False).update(came_back_on=F("seen"))


def _unflagged(party_ids: Collection[int] | None) -> QuerySet[Score]:
    there = Flag.objects.filter(party=OuterRef("party"), last_on=OuterRef("last_on"))
    found = Score.objects.filter(Q(at_risk=True), ~Exists(there)).filter(
        Exists(Party.objects.kept().filter(pk=OuterRef("party")))
    )
    if party_ids is not None:
        found = found.filter(pk__in=list(party_ids))
    return found.select_related("party", "fit").defer("fit__parameters", "fit__points").order_by()


@transaction.atomic
def _flag(scores: list[Score]) -> int:
    """Whoever was erased meanwhile, or merged into somebody else, has no score any more, and gets no flag."""
    day, ids = date_of(today()), [one.party_id for one in scores]
    hold_customers(ids)
    there = set(Score.objects.filter(pk__in=ids).order_by().values_list("pk", flat=True))
    rows = [
        (one.party_id, one.last_on, one.held_out, one.party.owner_id, one.any_90, one.stake_minor, one.fit.currency)
        for one in scores
        if one.party_id in there
    ]
    names = ("party_id", "last_on", "held_out", "owner_id", "any_90", "stake_minor", "currency")
    return bulk_write(Flag, names, rows, same={"flagged_on": day}, skip_conflicts=True)
