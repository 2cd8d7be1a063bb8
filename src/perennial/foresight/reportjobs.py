"""Report cards as work in the background: month by month, after every fit, and when somebody asks."""

import datetime as dt

from django_tasks import task

from perennial.foresight.actions.drift import judge_months
from perennial.foresight.actions.renewals import learn_renewals, tell_renewals, tell_renewals_of
from perennial.foresight.actions.reporting import make_report_card
from perennial.foresight.actions.silence import learn_silences
from perennial.foresight.keptreports import is_card_due
from perennial.kernel.schedule import every
from perennial.team.models import Member


@task(queue_name="long")
def make_report(as_of: str, horizon_days: int, by_id: int | None) -> None:
    """The card of one date."""
    by = Member.objects.filter(pk=by_id).first() if by_id else None
    make_report_card(dt.date.fromisoformat(as_of), horizon_days, by=by)


@task(queue_name="long")
def make_regular_report() -> None:
    """The card of the last quarter, the curve of silences and the renewals, where they are a month old or older than the
    newest fit; and what came of what was told, as soon as a month of it is over."""
    judge_months()
    if is_card_due():
        learn_silences()
        learn_renewals()
        tell_renewals()
        make_report_card()


@task()
def learn_from_renewals() -> int:
    """Subscriptions fall due every day, and there are few enough of them to learn anew each night."""
    learn_renewals()
    return tell_renewals()


@task()
def tell_renewals_of_customer(party_id: int) -> int:
    """Known on their page and in lists within seconds."""
    return tell_renewals_of(party_id)


every("foresight.renewals", learn_from_renewals, at="05:05")
every("foresight.report", make_regular_report, at="05:20")
