"""Named questions about reports that were kept."""

import datetime as dt

from django.http import Http404

from perennial.foresight.models import Fit, Report, ReportKind
from perennial.foresight.rules import may_see_reports
from perennial.kernel import clock
from perennial.kernel.jobs import Job
from perennial.team.models import Member

MOST_LISTED = 24
_JOBS = "perennial.foresight.reportjobs."
_OLD = dt.timedelta(days=28)


def report_for(member: Member, report_id: int) -> Report:
    """A report card, for whoever may see how predictions did."""
    report = Report.objects.select_related("by").filter(pk=report_id, kind=ReportKind.CARD).first()
    if report is None or not may_see_reports(member):
        raise Http404
    return report


def regular_report() -> Report | None:
    """The card of the last dates that were judged by themselves; while there is none, the newest that was asked for."""
    cards = Report.objects.select_related("by").filter(kind=ReportKind.CARD)
    return cards.order_by("-is_regular", "-as_of", "-id").first()


def newest_report(kind: ReportKind) -> Report | None:
    """The last one of a kind."""
    return Report.objects.filter(kind=kind).order_by("-as_of", "-id").first()


def listed_reports() -> list[Report]:
    """All cards, the newest first, without what they say; as far as MOST_LISTED."""
    cards = Report.objects.filter(kind=ReportKind.CARD).select_related("by").defer("content")
    return list(cards.order_by("-made_at", "-id")[:MOST_LISTED])


def judged_months() -> list[Report]:
    """What came of what was told, the last two years, the newest month last."""
    newest = Report.objects.filter(kind=ReportKind.DRIFT).order_by("-as_of")[:MOST_LISTED]
    return list(reversed(newest))


def job_at_work() -> Job | None:
    """The job that makes a card, while it waits or runs."""
    return Job.objects.unfinished().filter(path__startswith=_JOBS).order_by("-id").first()


def is_card_due() -> bool:
    """Whether a month has passed since the last regular card, or the models were learnt anew."""
    cards = Report.objects.filter(kind=ReportKind.CARD, is_regular=True)
    made_at = cards.order_by("-made_at").values_list("made_at", flat=True).first()
    if made_at is None or made_at <= clock.now() - _OLD:
        return True
    return Fit.objects.filter(made_at__gt=made_at).exists()
