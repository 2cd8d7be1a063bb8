"""Report cards, on a real shop's customers and on a shop of which nothing can be said yet."""

import datetime as dt

import numpy as np

from perennial.foresight.actions.renewals import learn_renewals
from perennial.foresight.actions.reporting import keep_report
from perennial.foresight.actions.silence import keep_silences
from perennial.foresight.models import Flag, ReportKind, Score
from perennial.foresight.ownpurchases import day_of
from perennial.foresight.reporting import report_card
from perennial.foresight.science.histories import Log
from perennial.foresight.science.tests.cdnow import sample_log
from perennial.foresight.tests.shop import scored_shop
from perennial.foresight.tests.subscribing import subscriptions_of
from perennial.kernel import clock
from perennial.kernel.ids import new_ids
from perennial.people.models import Party
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
