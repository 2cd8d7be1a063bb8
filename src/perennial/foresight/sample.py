"""What is to be expected of the sample company's customers, so that it is there when the first page is opened."""

import datetime as dt
from collections.abc import Iterator

from perennial.foresight.actions import fit_models, flag_customers, score_everybody, suggest_products
from perennial.foresight.actions.drift import judge_months
from perennial.foresight.actions.fitting import NothingBoughtError
from perennial.foresight.actions.renewals import learn_renewals, tell_renewals
from perennial.foresight.actions.reporting import make_report_card
from perennial.foresight.actions.silence import learn_silences
from perennial.foresight.jobs import fit_and_score
from perennial.foresight.models import Fit, Report, Score, Suggesting
from perennial.kernel import clock
from perennial.kernel.clock import zone_named
from perennial.lake.actions import sync
from perennial.team.models import Member, Workspace

MONTHS_LIVED, LEARNT_EVERY = 6, 3  # a quarter has passed since the first of them


def load_predictions(owner: Member) -> None:
    """What the jobs do by themselves, at once: learn, tell of everybody, and test that on the last quarter."""
    sync()
    _live_through_months()
    fit = fit_models()
    score_everybody(fit)
    flag_customers()
    learn_silences()
    learn_renewals()
    tell_renewals()
    make_report_card()
    judge_months()
    suggest_products()


def forget_predictions() -> None:
    """What was learnt from the sample company says nothing of another: all of it goes, and who is left is learnt from anew."""
    for learnt in (Score, Fit, Report, Suggesting):
        learnt.objects.all().delete()
    fit_and_score.enqueue()


def _live_through_months() -> None:
    """As if the company had worked with its predictions: learnt now and then from what was known, told anew at the beginning of
    each month, and whoever was at risk was flagged. So its card says what came true of what was told."""
    fit = None
    for place, morning in enumerate(_mornings()):
        with clock.standing_at(morning):
            try:
                fit = fit_models() if place % LEARNT_EVERY == 0 else fit
            except NothingBoughtError:
                continue
            score_everybody(fit)
            flag_customers()


def _mornings() -> Iterator[dt.datetime]:
    """Of the first days of the last months, the earliest first."""
    zone = zone_named(Workspace.current().time_zone)
    today = clock.today(zone)
    count = today.year * 12 + today.month - 1
    for month in range(count - MONTHS_LIVED, count):
        yield clock.start_of_day(dt.date(month // 12, month % 12 + 1, 1), zone) + dt.timedelta(hours=6)
