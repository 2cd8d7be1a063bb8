"""What foresight shows on a customer's page."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from perennial.design import charts
from perennial.foresight import reasons
from perennial.foresight.expecting import Expected, curve_of, expected_of, log_of
from perennial.foresight.foretelling import foretold
from perennial.foresight.keptreports import newest_report
from perennial.foresight.models import ReportKind, Score
from perennial.foresight.queries import score_of
from perennial.foresight.rules import may_see_reports
from perennial.foresight.science.histories import Log
from perennial.kernel import clock
from perennial.kernel.clock import zone_named
from perennial.kernel.money import Money
from perennial.kernel.prepared import prepared
from perennial.people.models import Party
from perennial.purchases.choices import SubscriptionStatus
from perennial.purchases.models import PurchaseSummary, Subscription
from perennial.team.models import Workspace

SHOWN = 20  # subscriptions of a customer


def expecting_panel(request: HttpRequest, party: Party) -> Mapping[str, Any] | None:
    """When they come again and what for, why, and how far to trust it: seven queries. While the rule of thumb is better it says
    only that."""
    score = score_of(party)
    if score is None:
        return None
    common = {"fit": score.fit, "may_see_reports": may_see_reports(request.user)}
    if not score.fit.use_model:
        return common | {"score": None, "why_not": reasons.why_no_model(score.fit)}
    day = clock.today(zone_named(Workspace.current().time_zone))
    log, summary = log_of(score), PurchaseSummary.objects.filter(pk=party.pk).first()
    return common | {
        "score": score,
        "headline": reasons.chance_of(score),
        "next_order": reasons.next_order_of(score),
        "reasons": [text for text in (_rhythm(summary), reasons.silence_of(score, day), reasons.moved(score)) if text],
        "trust": reasons.trust_in(score),
        "rows": [_row(one, score.fit.currency) for one in expected_of(score, log)],
        "other_currencies": ", ".join(score.fit.other_currencies),
        **_curve(score, log),
    }


def renewing_panel(request: HttpRequest, party: Party) -> Mapping[str, Any] | None:
    """Which of their subscriptions will go on, and why: one query, and one more where they have any."""
    going = _going(party.pk)
    kept = newest_report(ReportKind.RENEWALS) if going else None
    if kept is None:
        return None
    return {"renewing": foretold(going, kept), "may_see_reports": may_see_reports(request.user)}


@prepared
def _going(party_id: int) -> "QuerySet[Subscription]":
    going = Subscription.objects.filter(party=party_id, status=SubscriptionStatus.ACTIVE)
    return going.order_by("renews_on", "pk")[:SHOWN]


def _rhythm(summary: PurchaseSummary | None) -> str:
    if summary is None or not summary.usual_gap_days:
        return _("Bought on one day so far: what to expect is what customers like this one do.")
    gap = max(1, round(summary.usual_gap_days))
    return ngettext("Usually orders every day.", "Usually orders every %(gap)d days.", gap) % {"gap": gap}


def _row(one: Expected, currency: str) -> dict[str, str]:
    within = {30: _("30 days"), 90: _("90 days"), 365: _("a year")}[one.days]
    low, high = (Money(minor, currency).shown(whole=True) for minor in (one.minor_low, one.minor_high))
    return {
        "within": within,
        "chance": _("%(share)s of 100") % {"share": number_format(one.of_100)},
        "orders": number_format(one.orders, 1, force_grouping=True),
        "orders_span": _("%(low)s to %(high)s") % {"low": one.orders_low, "high": one.orders_high},
        "value": Money(one.minor, currency).shown(whole=True),
        "value_span": _("%(low)s to %(high)s") % {"low": low, "high": high},
    }


def _curve(score: Score, log: Log) -> dict[str, Any]:
    """The chance month by month, as it was told or would have been; two points make a curve."""
    points, told_from = curve_of(score, log)
    if len(points) < 2:
        return {}
    labels = [*(_month(day) for day, _value in points[:-1]), pgettext("on a chart's axis", "Now")]
    label = _("Of 100 customers like this one so many order again within 90 days")
    series = charts.Series(_("Chance"), [value for _day, value in points])
    return {"curve": charts.lines(label, labels, [series], _of_100), "told_from": told_from}


def _month(day: dt.date) -> str:
    return date_format(day, pgettext("date format", "M Y"))


def _of_100(value: float) -> str:
    return number_format(round(value))
