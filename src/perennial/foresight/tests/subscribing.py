"""Subscriptions of a shop: some leave soon, most stay."""

import datetime as dt

import numpy as np

from perennial.foresight.ownpurchases import date_of, day_of
from perennial.foresight.science.renewals import due_days
from perennial.kernel import clock
from perennial.kernel.ids import new_ids
from perennial.people.models import Party
from perennial.purchases.calendar import first_due_after
from perennial.purchases.choices import CancellationReason, SubscriptionStatus
from perennial.purchases.models import Cancellation, Subscription
from perennial.team.models import Member


def subscriptions_of(owner: Member, many: int = 300) -> None:
    """Monthly ones that began within two years; each ends at a due day with a chance of its own."""
    dice, now = np.random.default_rng(4), day_of(clock.today())
    ids = list(new_ids(many))
    Party.objects.bulk_create(
        Party(pk=pk, name=f"Reader {i}", sort_name=f"reader {i:04}", owner=owner) for i, pk in enumerate(ids)
    )
    started = (now - dice.integers(40, 730, many)).astype("datetime64[D]")
    ends = due_days(started, dice.geometric(dice.beta(0.6, 5.0, many)))
    made = []
    for i, pk in enumerate(ids):
        begun, over = date_of(int(started[i].astype(np.int64))), bool(ends[i] < now)
        made.append(
            Subscription(
                party_id=pk,
                name="Magazine",
                price_minor=9_00,
                currency="EUR",
                started_on=begun,
                renews_on=None if over else first_due_after(begun, 1, clock.today()),
                status=SubscriptionStatus.CANCELLED if over else SubscriptionStatus.ACTIVE,
            )
        )
    Subscription.objects.bulk_create(made)
    Cancellation.objects.bulk_create(
        Cancellation(
            subscription=one,
            reason=CancellationReason.PRICE,
            ends_on=date_of(int(end)),
            at=clock.now() - dt.timedelta(days=int(now - end)),
        )
        for one, end in zip(made, ends.tolist(), strict=True)
        if one.status == SubscriptionStatus.CANCELLED
    )
