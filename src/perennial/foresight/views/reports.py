"""Report cards: the latest, any that was kept, and letting one of another date be made."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from perennial.design.answers import done, show_form
from perennial.foresight import cardwords, driftwords, picturing
from perennial.foresight.actions.reporting import ReportError, ask_for_report
from perennial.foresight.drifting import Drift
from perennial.foresight.forms import ReportForm
from perennial.foresight.keptreports import job_at_work, judged_months, listed_reports, regular_report, report_for
from perennial.foresight.models import Report
from perennial.foresight.reporting import Card
from perennial.foresight.rules import may_ask_for_reports
from perennial.foresight.views.beginning import beginning
from perennial.kernel import clock
from perennial.kernel.money import Money
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@members_only(Permission.SEE_FORESIGHT)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """How the predictions of the last quarter did."""
    return _show(request, regular_report())


@members_only(Permission.SEE_FORESIGHT)
@require_GET
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """A card that was kept."""
    return _show(request, report_for(member_of(request), report_id))


@members_only(Permission.TEST_FORESIGHT)
@require_http_methods(["GET", "POST"])
def asking(request: HttpRequest) -> HttpResponse:
    """Test predictions at another date."""
    form = ReportForm(
        request.POST if request.method == "POST" else None, initial={"as_of": clock.today() - dt.timedelta(days=182)}
    )
    if form.is_bound and form.is_valid():
        try:
            ask_for_report(**form.facts(), by=member_of(request))
        except ReportError as refused:
            form.add_error("as_of", str(refused))
        else:
            return done(request, to=reverse("foresight:index"), text=_("The card is being made. It appears in the list below."))
    text = _("The predictions are made anew from what was known on that day, and held against what came.")
    return show_form(
        request, form, title=_("Test at another date"), text=text, submit=_("Make the card"), back=reverse("foresight:index")
    )


def _show(request: HttpRequest, kept: Report | None) -> HttpResponse:
    context: dict[str, Any] = {
        "place": "card",
        "report": kept,
        "reports": listed_reports(),
        "job": job_at_work(),
        "may_ask": may_ask_for_reports(request.user),
        **_drifted(),
    }
    if kept:
        context |= _told(Card.of_plain(kept.content), kept)
    else:
        context["begin"] = beginning(member_of(request))
    return render(request, "foresight/report.html", context)


def _drifted() -> dict[str, Any]:
    """What came of what was told at the time."""
    months = [Drift.of_plain(kept.content) for kept in judged_months()]
    if not months:
        return {}
    return {
        "drift_chart": driftwords.chart(months) if len(months) > 1 else "",
        "drift_warning": driftwords.warning(months[-1]),
        "drift_rows": [driftwords.row(month) for month in reversed(months)],
    }


def _told(card: Card, kept: Report) -> dict[str, Any]:
    """A card in words and pictures."""
    return {
        "card": card,
        "until": kept.as_of + dt.timedelta(days=kept.horizon_days),
        "headline": cardwords.headline(card),
        "verdict_title": cardwords.verdict_title(card.verdict),
        "verdict_text": cardwords.verdict_text(card.verdict),
        "warning": cardwords.bias_warning(card),
        "sums": _sums(card, kept.currency),
        "ways": [cardwords.WAYS.get(way.name, way.name) for way in card.ways],
        "measures": cardwords.measures(card, kept.currency),
        "next_day": cardwords.next_day_text(card),
        "limits": [*(cardwords.limit_text(limit) for limit in card.limits), *cardwords.limits_always()],
        "made": cardwords.made_text(card),
        "buyers_chart": picturing.buyers_chart(card),
        "value_chart": picturing.value_chart(card, kept.currency),
        "calibration_chart": picturing.calibration_chart(card.points, _("Share who ordered")),
    }


def _sums(card: Card, currency: str) -> list[tuple[str, str, str]]:
    """What was said and what came, as figures."""
    rows = [
        (_("Customers who ordered again"), cardwords.number(card.buyers.came), cardwords.number(card.buyers.said)),
        (_("Their orders"), cardwords.number(card.orders.came), cardwords.number(card.orders.said)),
    ]
    if card.value:
        came, said = (Money(round(minor), currency).shown(whole=True) for minor in (card.value.came, card.value.said))
        rows.append((_("What they spent"), came, said))
    return rows
