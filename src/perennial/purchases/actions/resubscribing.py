"""Changing what a subscription is for, what it costs, and how often it renews."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from perennial.kernel.events import publish
from perennial.kernel.live import signal
from perennial.purchases.actions.refusals import Conflict
from perennial.purchases.actions.subscribing import check_terms, held, refuse_ended, today_here
from perennial.purchases.actions.telling import told
from perennial.purchases.calendar import first_due_after
from perennial.purchases.events import SubscriptionChanged
from perennial.purchases.models import Subscription
from perennial.team.deeds import record_deed
from perennial.team.models import Member

TERMS = ("product", "name", "price_minor", "currency", "every_months", "started_on")


@transaction.atomic
def change_subscription(subscription: Subscription, *, by: Member | None, version: int, **values: Any) -> Subscription:
    """Other terms from the next renewal on; orders that were placed stay. With another interval or start the next due day is
    counted anew, unless one is due already: that one comes first. Tells SubscriptionChanged. Refuses a version that somebody
    has moved on from, what ended, and terms that cannot be meant."""
    if unknown := values.keys() - set(TERMS):
        raise TypeError(f"not editable: {sorted(unknown)}")
    kept, today = held(subscription), today_here()
    if kept.version != version:
        raise Conflict(_("Somebody else changed “%(name)s” since you opened it.") % {"name": kept.name})
    refuse_ended(kept)
    if "name" in values:
        values["name"] = values["name"].strip()[:200]
    changes = {name: (getattr(kept, name), value) for name, value in values.items() if getattr(kept, name) != value}
    if not changes:
        return kept
    for name, (_before, value) in changes.items():
        setattr(kept, name, value)
    check_terms(kept, today)
    if changes.keys() & {"every_months", "started_on"} and not (kept.renews_on and kept.renews_on <= today):
        kept.renews_on = first_due_after(kept.started_on, kept.every_months, today)
    kept.version += 1
    kept.save(update_fields=[*changes, "renews_on", "version"])
    signal("party", id=kept.party_id)
    if by is not None:
        record_deed("purchases.subscription.changed", by=by, on=kept, changes=told(changes, kept.currency))
    publish(
        SubscriptionChanged(subscription_id=kept.pk, party_id=kept.party_id, fields=tuple(changes), by_id=by.pk if by else None)
    )
    return kept
