"""Renewing subscriptions when they are due."""

import datetime as dt

from django.db import transaction

from perennial.kernel import clock
from perennial.kernel.clock import start_of_day, zone_named
from perennial.kernel.events import publish
from perennial.purchases.actions.placing import Line, place_order
from perennial.purchases.actions.subscribing import held
from perennial.purchases.calendar import first_due_after
from perennial.purchases.choices import SubscriptionStatus
from perennial.purchases.events import SubscriptionRenewed
from perennial.purchases.models import Renewal, Subscription
from perennial.team.models import Workspace

CHANNEL = "subscription"


def renew_due_subscriptions(limit: int = 500) -> int:
    """Renew what is due, each subscription in a transaction of its own; gives how many due days were renewed. After a downtime
    every due day that was missed is made up for, each once."""
    today = clock.today(zone_named(Workspace.current().time_zone))
    due = Subscription.objects.filter(status=SubscriptionStatus.ACTIVE, renews_on__lte=today, party__deleted_at=None).order_by(
        "renews_on", "pk"
    )
    renewed = 0
    for subscription in due[:limit]:
        while _renew_once(subscription, today):
            renewed += 1
    return renewed


@transaction.atomic
def _renew_once(subscription: Subscription, today: dt.date) -> Renewal | None:
    """The next due day, with its order; None when nothing is due any more. Tells SubscriptionRenewed and OrderPlaced."""
    kept = held(subscription)
    if kept.status != SubscriptionStatus.ACTIVE or kept.renews_on is None or kept.renews_on > today:
        return None
    due_on = kept.renews_on
    renewal, is_new = Renewal.objects.get_or_create(subscription=kept, due_on=due_on)
    kept.renews_on = first_due_after(kept.started_on, kept.every_months, due_on)
    kept.save(update_fields=["renews_on"])
    if not is_new:
        return renewal
    zone = zone_named(Workspace.current().time_zone)
    renewal.order = place_order(
        kept.party,
        by=None,
        number=f"S{kept.pk}-{due_on:%Y%m%d}",
        lines=[Line(product=kept.product, name=kept.name, total_minor=kept.price_minor)],
        placed_at=start_of_day(due_on, zone) + dt.timedelta(hours=8),
        channel=CHANNEL,
        currency=kept.currency,
    )
    renewal.save(update_fields=["order"])
    publish(
        SubscriptionRenewed(
            subscription_id=kept.pk,
            party_id=kept.party_id,
            renewal_id=renewal.pk,
            order_id=renewal.order.pk,
            due_on=due_on,
        )
    )
    return renewal
