"""Renewals: the card of how well they are foretold, and the page that tells of each subscription."""

import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from perennial.foresight.actions import renewals
from perennial.foresight.actions.renewals import learn_renewals, tell_renewals
from perennial.foresight.customerfields import FIELDS
from perennial.foresight.models import RenewalChance, Report
from perennial.foresight.renewing import RenewalCard, outlook, renewal_card
from perennial.foresight.reporting import BETTER, TOO_LITTLE
from perennial.foresight.sample import load_predictions
from perennial.foresight.science.renewals import Dues, Renewing
from perennial.foresight.tests.subscribing import subscriptions_of
from perennial.kernel import clock
from perennial.kernel.jobs.testing import run_jobs
from perennial.people.kind import CUSTOMERS
from perennial.people.models import Party
from perennial.purchases.actions import (
    Line,
    cancel_subscription,
    pause_subscription,
    place_order,
    resume_subscription,
    start_subscription,
)
from perennial.purchases.models import Subscription
from perennial.records import listing
from perennial.records.choices import Operator
from perennial.records.conditions import Is
from perennial.records.listing import Wanted
from perennial.team.models import Member


def world(many: int, *, alike: bool) -> Dues:
    """Monthly subscriptions, whose customers leave alike or each in their own way."""
    dice = np.random.default_rng(11)
    leaving = np.full(many, 0.08) if alike else dice.beta(0.5, 4.0, many)
    started = (19_000 - dice.integers(0, 900, many)).astype("datetime64[D]")
    lasted = dice.geometric(leaving)
    ended = np.where(lasted < 200, started + (lasted * 30.4).astype("timedelta64[D]"), np.datetime64("NaT"))
    return Dues.of(started, np.ones(many, np.int64), ended, 19_000)


def test_the_model_is_used_where_customers_differ() -> None:
    card = renewal_card(world(4_000, alike=False), 18_910)
    assert (card.verdict.use_model, card.verdict.why) == (True, BETTER)
    assert card.renewals.bias is not None
    assert abs(card.renewals.bias) < 0.03
    assert RenewalCard.of_plain(json.loads(json.dumps(card.as_plain(), allow_nan=False))) == card


def test_the_plain_rate_is_told_where_there_is_too_little() -> None:
    card = renewal_card(world(8, alike=True), 18_910)
    assert (card.verdict.use_model, card.verdict.why) == (False, TOO_LITTLE)
    due = world(8, alike=True)
    nothing = renewal_card(due.take(np.zeros(len(due), np.bool_)), 18_910)
    assert nothing.due == 0
    json.dumps(nothing.as_plain(), allow_nan=False)


def test_what_is_kept_answers_as_what_was_learnt() -> None:
    learnt = Renewing.fit(world(2_000, alike=False))
    kept = Renewing.of_plain(json.loads(json.dumps(learnt.as_plain())))
    every, before = np.array([1, 1, 12]), np.array([0.0, 20.0, 3.0])
    ahead = outlook(kept, every, before, use_model=True)
    assert ahead.chance == pytest.approx(outlook(learnt, every, before, use_model=True).chance)
    assert ahead.chance[0] < ahead.plain[0] < ahead.chance[1]
    assert ahead.expected[0] < ahead.expected[1] < ahead.within[1] == 24
    plain = outlook(kept, every, before, use_model=False)
    assert plain.expected[0] == plain.expected[1] == pytest.approx((plain.plain[0] ** np.arange(1, 25)).sum())


@pytest.mark.django_db
def test_the_page_of_subscriptions(client: Client, olive: Member, vik: Member) -> None:
    client.force_login(vik)
    assert learn_renewals() is None
    assert "No subscription has been due yet" in client.get("/foresight/subscriptions/").content.decode()
    subscriptions_of(olive)
    kept = learn_renewals()
    assert kept is not None
    learn_renewals()
    assert Report.objects.count() == 1
    client.get("/foresight/subscriptions/")
    with CaptureQueriesContext(connection) as fifty:
        page = client.get("/foresight/subscriptions/").content.decode()
    going = Subscription.objects.exclude(renews_on=None).order_by("renews_on", "pk")
    assert going[0].party.name in page
    assert "of 100" in page
    Subscription.objects.exclude(pk__in=list(going.values_list("pk", flat=True)[:3])).delete()
    with CaptureQueriesContext(connection) as three:
        assert client.get("/foresight/subscriptions/?page=9").status_code == 200
    assert len(three) == len(fifty)


def asked(member: Member, operator: Operator, value: object) -> list[int]:
    """Customers of the list of whom this is true of their chance to be renewed."""
    condition = Is("renewal_chance", operator, value)
    wanted = Wanted(kind=CUSTOMERS, member=member, fields=CUSTOMERS.fields_for(member), condition=condition)
    return sorted(party.pk for party in listing.all_of(wanted))


def shown(parties: Sequence[Party]) -> dict[int, int]:
    field = next(field for field in FIELDS if field.key == "renewal_chance")
    return dict(field.values(parties)) if field.values else {}


@pytest.mark.django_db(transaction=True)
def test_lists_know_who_renews(olive: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewals, "AT_ONCE", 7)
    assert tell_renewals() == 0  # nothing was learnt
    subscriptions_of(olive)
    learn_renewals()
    going = Subscription.objects.exclude(renews_on=None)
    assert tell_renewals() == going.count() == RenewalChance.objects.count()
    assert tell_renewals() == 0
    least = RenewalChance.objects.order_by("of_100")[0]
    party = least.subscription.party
    assert shown([party]) == {party.pk: least.of_100}
    assert party.pk in asked(olive, Operator.TO, Decimal(least.of_100))
    assert len(asked(olive, Operator.FILLED, None)) == going.count()
    assert len(asked(olive, Operator.FROM, Decimal(0))) == going.count()
    pause_subscription(least.subscription, by=olive)
    assert not shown([party])
    assert party.pk not in asked(olive, Operator.FILLED, None)
    assert tell_renewals() == 1
    resume_subscription(least.subscription, by=olive)
    run_jobs()
    assert shown([party]) == {party.pk: least.of_100}
    cancel_subscription(least.subscription, by=olive, reason="price")
    assert not shown([party])


@pytest.mark.django_db(transaction=True)
def test_the_sample_company_begins_with_who_renews(olive: Member, home: Path) -> None:
    subscriptions_of(olive)
    beans, before = [Line(name="Beans", total_minor=20_00)], clock.now() - dt.timedelta(90)
    place_order(Party.objects.all()[0], by=olive, lines=beans, placed_at=before)
    load_predictions(olive)
    assert RenewalChance.objects.count() == Subscription.objects.exclude(renews_on=None).count() > 0


@pytest.mark.django_db(transaction=True)
def test_their_page_says_whether_it_goes_on(olive: Member, client: Client) -> None:
    subscriptions_of(olive)
    learn_renewals()
    party = Party.objects.create(name="Rosa Lindqvist", sort_name="lindqvist rosa", owner=olive)
    client.force_login(olive)
    assert "Will it go on?" not in client.get(f"/customers/{party.pk}/").content.decode()
    start_subscription(party, by=olive, name="Beans", price_minor=20_00, started_on=clock.today())
    run_jobs()
    chance = RenewalChance.objects.get(subscription__party=party).of_100
    page = client.get(f"/customers/{party.pk}/").content.decode()
    assert "Will it go on?" in page
    assert f"{chance} of 100 like this one are renewed on" in page
    assert "Not renewed yet" in page
