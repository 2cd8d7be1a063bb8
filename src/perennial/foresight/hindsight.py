"""What a past day knew that today no longer shows: orders that were given back or cancelled only afterwards counted then."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Any

import numpy as np
from django.db.models import Sum

from perennial.foresight.ownpurchases import Purchases, date_of, day_of, money_in, purchases_in, sample_step, today
from perennial.foresight.purchaselog import PurchaseLog
from perennial.foresight.science.histories import Log
from perennial.kernel.clock import start_of_day, zone_named
from perennial.kernel.money import precision
from perennial.lake.queries import Lake, open_lake
from perennial.purchases.choices import OrderStatus
from perennial.purchases.models import OrderCancellation, Refund
from perennial.team.models import Workspace


def purchases_as_known(lake: Lake, day: int, currency: str, *, until: int, sampled: bool = False) -> Purchases:
    """What was bought until the day `until`, as it was known at the end of `day`: a refund or a cancellation after it changes
    nothing that was bought before. Of all customers, or of so many of whom models learn."""
    every = sample_step(lake, until) if sampled else 1
    kept = purchases_in(lake, until, currency, every=every)
    undone = [entry for entry in _undone_after(day, currency) if entry[0] % every == 0]
    if not undone:
        return kept
    more: Any = np.array(undone, np.int64)
    customers, place = np.unique(np.concatenate([kept.customers[kept.log.customer], more[:, 0]]), return_inverse=True)
    log = Log.of(place, np.concatenate([kept.log.day, more[:, 1]]), np.concatenate([kept.log.value, more[:, 2]]))
    return Purchases(log, customers)


def own_log(known_at: int | None = None) -> PurchaseLog:
    """All that was bought until today, with amounts in whole units of the main currency; customers are called by their ids.
    With `known_at` as the end of that day knew it, which decides the currency, too."""
    until = today()
    with open_lake() as lake:
        day = until if known_at is None else min(known_at, until)
        money = money_in(lake, day)
        purchases = purchases_as_known(lake, day, money.main, until=until)
    log = purchases.log
    units = dataclasses.replace(log, value=log.value / 10 ** precision(money.main))
    return PurchaseLog(units, [str(pk) for pk in purchases.customers.tolist()], has_amounts=True)


def _undone_after(day: int, currency: str) -> Iterator[tuple[int, int, int]]:
    """Customer, day and what of it counted then but does not now."""
    zone = zone_named(Workspace.current().time_zone)
    over = start_of_day(date_of(day + 1), zone)
    for party_id, placed_at, paid_in, worth in (*_refunded(over), *_cancelled(over)):
        yield party_id, day_of(placed_at.astimezone(zone).date()), worth if paid_in == currency else 0


_Undone = tuple[int, dt.datetime, str, int]


def _refunded(over: dt.datetime) -> Iterator[_Undone]:
    """What was given back since, of each order of before: now the order counts less by so much, or not at all."""
    later = Refund.objects.filter(at__gte=over, order__placed_at__lt=over).exclude(order__status=OrderStatus.CANCELLED)
    of_each = later.values("order_id").annotate(back=Sum("amount_minor")).order_by()
    yield from of_each.values_list("order__party_id", "order__placed_at", "order__currency", "back")


def _cancelled(over: dt.datetime) -> Iterator[_Undone]:
    """Orders of before that were cancelled since; nothing had been given back of them."""
    rows = OrderCancellation.objects.filter(at__gte=over, order__placed_at__lt=over, order__status=OrderStatus.CANCELLED)
    yield from rows.values_list("order__party_id", "order__placed_at", "order__currency", "order__total_minor")
