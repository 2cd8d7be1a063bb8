"""Report cards, on a real shop's customers and on a shop of which nothing can be said yet."""

import datetime as dt

import numpy as np

from perennial.foresight.actions.renewals import learn_renewals, tell_renewals
from perennial.foresight.actions.reporting import keep_report
from perennial.foresight.actions.silence import keep_silences
from perennial.foresight.models import Companion, Flag, ReportKind, Score, Suggesting, Suggestion
from perennial.foresight.ownpurchases import day_of
from perennial.foresight.reporting import report_card
from perennial.foresight.science.choosing import Tried
from perennial.foresight.science.histories import Log
from perennial.foresight.science.tests.cdnow import sample_log
from perennial.foresight.tests.shop import scored_shop
from perennial.foresight.tests.subscribing import subscriptions_of
from perennial.kernel import clock
from perennial.kernel.ids import new_ids
from perennial.people.models import Party
from perennial.purchases.actions import Line, place_order, start_subscription
from perennial.purchases.models import Product
from perennial.team.models import Member

FIRST = day_of(dt.date(2025, 1, 1))


def card_page(member: Member) -> str:
    """The card of a quarter, of some 2,400 customers."""
    log = sample_log()
    log = Log(log.customer, log.day + FIRST, log.value)
    card = report_card(log, FIRST + 400, 90)
    return f"/foresight/reports/{keep_report(ReportKind.CARD, card.as_of, 90, card.as_plain(), currency='EUR').pk}/"


def little_page(member: Member) -> str:
    """The card of a shop with three customers."""
    card = report_card(Log.of([0, 0, 1, 2, 2], [FIRST, FIRST + 30, FIRST + 10, FIRST + 5, FIRST + 70]), FIRST + 40, 30)
    keep_report(ReportKind.CARD, card.as_of, 30, card.as_plain(), currency="EUR", by=member, is_regular=False)
    return "/foresight/"


def silence_page(member: Member) -> str:
    """The curve of a shop whose customers come after a month, or never."""
    days = np.arange(1, 700)
    ended = np.round(4_000 * np.exp(-days / 30)).astype(np.int64)
    keep_silences(days, ended, np.full(len(days), 3), FIRST + 600, currency="EUR")
    return "/foresight/silence/?days=45"


def renewals_page(member: Member) -> str:
    """Subscriptions of which many were renewed, and a dozen ended."""
    subscriptions_of(member)
    learn_renewals()
    return "/foresight/subscriptions/"


def renewing_page(member: Member) -> str:
    """A customer with two subscriptions, a new one and one that was renewed often."""
    subscriptions_of(member)
    learn_renewals()
    party = Party.objects.create(name="Rosa Lindqvist", sort_name="lindqvist rosa", owner=member)
    for name, began in (("Magazine of forgotten machines and their makers", 0), ("Beans", 400)):
        day = clock.today() - dt.timedelta(days=began)
        start_subscription(party, by=member, name=name, price_minor=24_00, started_on=day)
    tell_renewals()
    return f"/customers/{party.pk}/"


def next_products_page(member: Member) -> str:
    """A customer who buys the same again, of whom something new can be said, too."""
    party, (coffee, filters, mug) = _shelf(member)
    for days in (90, 61, 31):
        moment = clock.now() - dt.timedelta(days=days)
        lines = [Line(name=one.name, total_minor=12_00, product=one) for one in (coffee, filters)]
        place_order(party, by=member, lines=lines[: 1 + days // 60], placed_at=moment)
    found = {"popular": 0.02, "alike": 0.05, "recent": 0.05, "ease": 0.08}
    tried = Tried("ease", 0.95, day_of(clock.today()) - 90, 90, 400, 400, 0.2, found)
    Suggesting.objects.create(made_at=clock.now(), customers=400, products=3, tried=tried.as_plain())
    Suggestion.objects.create(party=party, products=[[mug.pk, coffee.pk, 41, 120]])
    return f"/customers/{party.pk}/"


def companions_page(member: Member) -> str:
    """A product, and what lies in the same baskets."""
    _party, (coffee, filters, mug) = _shelf(member)
    for place, other in enumerate((filters, mug), 1):
        Companion.objects.create(product=coffee, other=other, place=place, both=40 // place, baskets=120)
    return f"/products/?open={coffee.pk}"


def _shelf(member: Member) -> tuple[Party, list[Product]]:
    names = ("Coffee from the highlands, washed, ground for a press", "Filter papers", "Mug")
    party = Party.objects.create(name="Rosa Lindqvist", sort_name="lindqvist rosa", owner=member)
    return party, [Product.objects.create(sku=name[:3].upper(), name=name, currency="EUR") for name in names]


def expecting_page(member: Member) -> str:
    """A customer who is at risk and held out, of a shop with 400 others."""
    party = scored_shop()
    Score.objects.filter(pk=party.pk).update(at_risk=True, held_out=True)
    return f"/customers/{party.pk}/"


def outcomes_page(member: Member) -> str:
    """Enough flags to compare, some of them too fresh."""
    today, ids = clock.today(), list(new_ids(330))
    Party.objects.bulk_create(Party(pk=pk, name=f"Flagged {i}", sort_name=f"flagged {i:03}") for i, pk in enumerate(ids))
    for i, pk in enumerate(ids):
        flagged = today - dt.timedelta(days=20 if i % 11 == 0 else 120)
        Flag.objects.create(
            party_id=pk,
            last_on=flagged - dt.timedelta(days=70),
            flagged_on=flagged,
            held_out=i % 4 == 0,
            any_90=400,
            stake_minor=9_000,
            currency="EUR",
            acted_on=flagged if i % 4 == 1 else None,
            came_back_on=flagged + dt.timedelta(days=9) if i % 3 == 0 else None,
        )
    return "/foresight/outcomes/"
