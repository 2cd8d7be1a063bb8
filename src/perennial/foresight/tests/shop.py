"""A shop whose customers are scored, without a lake: for whoever needs only the result."""

import datetime as dt

from perennial.foresight.actions import score_customers
from perennial.foresight.actions.fitting import judged
from perennial.foresight.models import Fit
from perennial.foresight.ownpurchases import date_of, day_of, today
from perennial.foresight.science.histories import Log
from perennial.foresight.science.standing import Standing
from perennial.foresight.science.tests.cdnow import sample_log
from perennial.kernel import clock
from perennial.people.models import Party
from perennial.purchases.actions import recompute_summaries
from perennial.purchases.actions.bulk import OrderRow, write_orders

LAST = 545  # CDNOW's last day


def scored_shop() -> Party:
    """Learnt from CDNOW's sample, as if its last day were today; one customer of it, who bought often, is known here."""
    log, as_of = sample_log(), today()
    moved = Log(log.customer, log.day + as_of - LAST, log.value)
    verdict, points, horizon = judged(moved, as_of)
    standing = Standing.learn(moved, as_of)
    fit = Fit.objects.create(
        as_of=date_of(as_of),
        horizon_days=horizon,
        model=standing.choice.model,
        parameters=standing.as_plain(),
        customers=standing.choice.customers,
        orders=0,
        learnt_from=standing.choice.customers,
        repeat_buyers=standing.choice.repeat_buyers,
        currency="EUR",
        other_currencies=["USD"],
        use_model=verdict.use_model,
        why=verdict.why,
        points=[{"said": point.said, "came": point.came} for point in points],
    )
    party = Party.objects.create(name="Rosa Lindqvist", sort_name="lindqvist rosa")
    first = day_of(clock.today()) - 420
    days = [first + gap * 30 for gap in range(12)]
    write_orders(OrderRow(f"R{day}", party.pk, _noon(day), "EUR", 4_200, (("Record", 1000, 4_200, None),)) for day in days)
    recompute_summaries([party.pk])
    score_customers([party.pk], fit)
    return party


def _noon(day: int) -> dt.datetime:
    return dt.datetime.combine(date_of(day), dt.time(12), tzinfo=dt.UTC)
