"""Starting, pausing, resuming and ending subscriptions."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.clock import zone_named
from perennial.kernel.events import publish
from perennial.kernel.live import signal
from perennial.kernel.money import is_currency
from perennial.people.holding import hold_customers
from perennial.people.models import Party
from perennial.purchases.actions.placing import MOST_MINOR
from perennial.purchases.actions.refusals import SubscriptionRefused
from perennial.purchases.calendar import first_due_after
from perennial.purchases.choices import CancellationReason, SubscriptionStatus
from perennial.purchases.events import SubscriptionCancelled, SubscriptionPaused, SubscriptionResumed, SubscriptionStarted
from perennial.purchases.models import Cancellation, Pause, Product, Subscription
from perennial.team.deeds import record_deed
from perennial.team.models import Member, Workspace


@transaction.atomic
def start_subscription(
    party: Party,
    *,
    by: Member | None,
    name: str,
    price_minor: int,
    started_on: dt.date,
    currency: str = "",
    every_months: int = 1,
    product: Product | None = None,
) -> Subscription:
    """A customer takes a standing order that renews every so many months, counted from `started_on`; it renews from tomorrow
    on, not for what lies in the past. Tells SubscriptionStarted. Refuses a deleted customer, an unknown currency, a price below
    nothing, and days that cannot be meant."""
    if party.is_deleted:
        raise SubscriptionRefused(_("%(name)s was deleted. Restore the customer first.") % {"name": party.name})
    today = today_here()
    subscription = Subscription(
        party=party,
        product=product,
        name=name.strip()[:200],
        price_minor=price_minor,
        currency=currency or Workspace.current().currency,
        every_months=every_months,
        started_on=started_on,
    )
    check_terms(subscription, today)
    subscription.renews_on = first_due_after(started_on, every_months, today)
    subscription.save(force_insert=True)
    _told(subscription, "purchases.subscription.started", by=by)
    publish(SubscriptionStarted(subscription_id=subscription.pk, party_id=subscription.party_id, by_id=by.pk if by else None))
    return subscription


@transaction.atomic
def pause_subscription(subscription: Subscription, *, by: Member | None) -> Subscription:
    """Nothing falls due until it is resumed. Tells SubscriptionPaused. Done twice it changes nothing; refuses what ended."""
    kept = held(subscription)
    if kept.status == SubscriptionStatus.PAUSED:
        return kept
    refuse_ended(kept)
    Pause.objects.create(subscription=kept, by=by)
    kept.status = SubscriptionStatus.PAUSED
    _moved(kept)
    _told(kept, "purchases.subscription.paused", by=by)
    publish(SubscriptionPaused(subscription_id=kept.pk, party_id=kept.party_id, by_id=by.pk if by else None))
    return kept


@transaction.atomic
def resume_subscription(subscription: Subscription, *, by: Member | None) -> Subscription:
    """It goes on with the next due day; what fell into the pause is not made up for. Tells SubscriptionResumed. Done twice it
    changes nothing; refuses one that ended."""
    kept = held(subscription)
    if kept.status == SubscriptionStatus.ACTIVE:
        return kept
    refuse_ended(kept)
    kept.pauses.filter(ended_at=None).update(ended_at=clock.now(), ended_by=by)
    kept.status = SubscriptionStatus.ACTIVE
    kept.renews_on = first_due_after(kept.started_on, kept.every_months, today_here())
    _moved(kept)
    _told(kept, "purchases.subscription.resumed", by=by)
    publish(SubscriptionResumed(subscription_id=kept.pk, party_id=kept.party_id, by_id=by.pk if by else None))
    return kept


@transaction.atomic
def cancel_subscription(
    subscription: Subscription, *, by: Member | None, reason: str, words: str = "", ends_on: dt.date | None = None
) -> Cancellation:
    """It ends, for a reason, in the customer's words if they gave any; nothing renews any more. Tells SubscriptionCancelled.
    Done twice it changes nothing. Refuses a reason that is none of ours, and an end before the start."""
    kept = held(subscription)
    if kept.status == SubscriptionStatus.CANCELLED:
        return kept.cancellation
    if reason not in CancellationReason.values:
        raise SubscriptionRefused(_("Choose why it ends."), field="reason")
    ends_on = ends_on or today_here()
    if not kept.started_on <= ends_on <= today_here() + dt.timedelta(days=3650):
        raise SubscriptionRefused(_("It ends after it started, and within ten years."), field="ends_on")
    cancellation = Cancellation.objects.create(
        subscription=kept,
        reason=reason,
        words=words.strip()[:10_000],
        ends_on=ends_on,
        by=by,
        status_before=kept.status,
        renews_before=kept.renews_on,
    )
    kept.status, kept.renews_on = SubscriptionStatus.CANCELLED, None
    _moved(kept)
    _told(kept, "purchases.subscription.cancelled", by=by)
    publish(
        SubscriptionCancelled(
            subscription_id=kept.pk,
            party_id=kept.party_id,
            reason=cancellation.reason,
            words=cancellation.words,
            ends_on=cancellation.ends_on,
            by_id=by.pk if by else None,
        )
    )
    return cancellation


@transaction.atomic
def reinstate_subscription(subscription: Subscription, *, by: Member | None) -> Subscription:
    """Take a cancellation back: the subscription is what it was before, and renews from its next due day on. Tells
    SubscriptionResumed. Nothing happens to one that did not end."""
    kept = held(subscription)
    cancellation = Cancellation.objects.filter(subscription=kept).first()
    if cancellation is None:
        return kept
    kept.status = cancellation.status_before
    due = cancellation.renews_before
    kept.renews_on = due if due and due > today_here() else first_due_after(kept.started_on, kept.every_months, today_here())
    cancellation.delete()
    _moved(kept)
    _told(kept, "purchases.subscription.reinstated", by=by)
    publish(SubscriptionResumed(subscription_id=kept.pk, party_id=kept.party_id, by_id=by.pk if by else None))
    return kept


def check_terms(subscription: Subscription, today: dt.date) -> None:
    """Refuse what a subscription cannot be: an unknown currency, a price below nothing, days that cannot be meant."""
    if not is_currency(subscription.currency):
        raise SubscriptionRefused(_("“%(code)s” is not a currency.") % {"code": subscription.currency[:20]}, field="price")
    if not 0 <= subscription.price_minor <= MOST_MINOR:
        raise SubscriptionRefused(_("The price must be between nothing and what an order can be."), field="price")
    if not 1 <= subscription.every_months <= 120:
        raise SubscriptionRefused(_("It renews every 1 to 120 months."), field="every_months")
    if not subscription.name:
        raise SubscriptionRefused(_("Say what the subscription is for."), field="name")
    if not dt.date(1900, 1, 1) <= subscription.started_on <= today + dt.timedelta(days=3650):
        raise SubscriptionRefused(_("Check the day on which it started."), field="started_on")


def held(subscription: Subscription) -> Subscription:
    """The subscription as it stands, held until the transaction ends, with its customer."""
    hold_customers([subscription.party_id])
    return Subscription.objects.select_for_update(of=("self",)).select_related("party").get(pk=subscription.pk)


def refuse_ended(subscription: Subscription) -> None:
    """Nothing moves in what has ended."""
    if subscription.status == SubscriptionStatus.CANCELLED:
        raise SubscriptionRefused(_("This subscription ended. Start a new one, or take the cancellation back."))


def _moved(subscription: Subscription) -> None:
    subscription.version += 1
    subscription.save(update_fields=["status", "renews_on", "version"])


def _told(subscription: Subscription, deed: str, *, by: Member | None) -> None:
    signal("party", id=subscription.party_id)
    if by is not None:
        record_deed(deed, by=by, on=subscription)


def today_here() -> dt.date:
    """The day it is where the business is."""
    return clock.today(zone_named(Workspace.current().time_zone))
