"""Saying that a customer was greeted."""

from django.db import transaction

from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.people.models import Anniversary
from perennial.promises.events import CustomerGreeted
from perennial.team.deeds import record_deed
from perennial.team.models import Member
from perennial.timeline.actions import log_touchpoint
from perennial.timeline.models import Touchpoint

GREETING = "greeting"


@transaction.atomic
def greet(anniversary: Anniversary, *, by: Member) -> Touchpoint:
    """Log that the customer was greeted, which takes the row from Today. Tells `CustomerGreeted`. Once a day is enough:
    saying so twice is once."""
    anniversary = Anniversary.objects.select_for_update().get(pk=anniversary.pk)
    today = Touchpoint.objects.standing().filter(
        party_id=anniversary.party_id,
        kind=GREETING,
        happened_at__gte=clock.start_of_day(clock.today()),
        properties__anniversary=anniversary.pk,
    )
    if (known := today.first()) is not None:
        return known
    touchpoint = log_touchpoint(
        party_id=anniversary.party_id,
        kind=GREETING,
        by=by,
        source="promises",
        properties={"anniversary": anniversary.pk, "name": anniversary.name},
    )
    record_deed("promises.customer.greeted", by=by, on=touchpoint)
    publish(
        CustomerGreeted(anniversary_id=anniversary.pk, party_id=anniversary.party_id, touchpoint_id=touchpoint.pk, by_id=by.pk)
    )
    return touchpoint
