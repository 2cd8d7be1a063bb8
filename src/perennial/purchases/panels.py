"""What purchases shows on a customer’s page."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from perennial.kernel import clock
from perennial.kernel.clock import zone_named
from perennial.kernel.money import Money
from perennial.kernel.prepared import prepared
from perennial.people.models import Party
from perennial.purchases import slipping, strip
from perennial.purchases.choices import OrderStatus, SubscriptionStatus
from perennial.purchases.models import Order, OrderLine, PurchaseSummary, Subscription
from perennial.purchases.queries import gap_sums, rhythm_in_force, summary_of
from perennial.purchases.rhythm import Rhythm
from perennial.purchases.rules import may_edit_purchases
from perennial.team.models import Workspace

DRAWN = 150  # the newest orders in the picture
DRAWN_DAYS = 2 * 366
USUAL = 5  # products


def purchases_panel(request: HttpRequest, party: Party, *, foretells: bool = True) -> Mapping[str, Any] | None:
    """How much, how often, when next if the rhythm `foretells` it, and what they usually buy: six queries, however
    many orders there are."""
    may_edit = may_edit_purchases(request.user) and not party.is_deleted
    summary = summary_of(party.pk)
    if summary is None:
        return {"summary": None, "may_edit": may_edit}
    zone = zone_named(Workspace.current().time_zone)
    today, rhythm = clock.today(zone), rhythm_in_force()
    expected = expected_of(summary, rhythm, today) if foretells else None
    orders = [(placed.astimezone(zone).date(), total - refunded) for placed, total, refunded in _drawn_orders(party.pk)]
    recent = [row for row in orders if (orders[0][0] - row[0]).days <= DRAWN_DAYS]
    return {
        "summary": summary,
        "may_edit": may_edit,
        "gap_days": max(1, round(summary.usual_gap_days)) if summary.usual_gap_days else 0,
        "rhythm_words": rhythm_in_words(summary, rhythm, today, expected) if foretells else usual_rhythm(summary),
        "foretells": foretells,
        "picture": strip.draw(recent[::-1], summary.currency, today, expected),
        "usual": usual_products(party.pk),
        "too_little": rhythm.is_too_little and summary.gaps > 0,
    }


def slipping_panel(request: HttpRequest, party: Party) -> Mapping[str, Any] | None:
    """The next step while they slip from their rhythm, with the same words as on Today."""
    today = clock.today(zone_named(Workspace.current().time_zone))
    summary = summary_of(party.pk)
    if summary is None or not slipping.is_silent_for_long(summary, today):
        return None
    if not slipping.slipping_customers(today).filter(pk=party.pk).exists():  # somebody spoke with them meanwhile
        return None
    money = Money(summary.yearly_value_minor, summary.currency).shown(whole=True)
    return {
        "why": slipping.why(summary, rhythm_in_force(), today),
        "worth": _("A year of their rhythm is worth %(money)s.") % {"money": money} if summary.yearly_value_minor else "",
        "log_url": slipping.log_url(party.pk),
    }


def subscriptions_panel(request: HttpRequest, party: Party) -> Mapping[str, Any] | None:
    """Their standing orders, those that run first; it stays away when there is none and none can be started."""
    may_edit = may_edit_purchases(request.user) and not party.is_deleted
    rows = _subscriptions(party.pk)
    if not rows and not may_edit:
        return None
    order = [SubscriptionStatus.ACTIVE, SubscriptionStatus.PAUSED, SubscriptionStatus.CANCELLED]
    rows.sort(key=lambda row: order.index(SubscriptionStatus(row.status)))
    return {"subscriptions": rows, "may_edit": may_edit}


@prepared
def _subscriptions(party_id: int) -> "QuerySet[Subscription]":
    return Subscription.objects.filter(party=party_id).select_related("cancellation").order_by("status", "-pk")[:20]


def expected_of(summary: PurchaseSummary, rhythm: Rhythm, today: dt.date) -> strip.Expected | None:
    """When the next order is expected, given the silence so far; None for one who bought once, or whose silence is that of a
    lapsed customer: the rhythm speaks of those who still buy."""
    if not summary.gaps or summary.last_on is None or (summary.lapses_on and summary.lapses_on <= today):
        return None
    low, middle, high = rhythm.expected(gap_sums(summary), (today - summary.last_on).days)
    try:
        return strip.Expected(*(today + dt.timedelta(days=round(days)) for days in (low, middle, high)))
    except OverflowError:
        return None


def expected_days(parties: Sequence[Party]) -> Mapping[int, dt.date | None]:
    """The days of their next orders by their rhythm, of those who have one. Two queries."""
    rhythm, today = rhythm_in_force(), clock.today(zone_named(Workspace.current().time_zone))
    days: dict[int, dt.date | None] = {}
    for summary in PurchaseSummary.objects.filter(pk__in=[party.pk for party in parties], gaps__gt=0):
        expected = expected_of(summary, rhythm, today)
        days[summary.pk] = expected.middle if expected else None
    return days


def usual_rhythm(summary: PurchaseSummary) -> str:
    """How often they bought so far."""
    if not summary.gaps:
        return _("Bought on one day so far: no rhythm yet.")
    gap = max(1, round(summary.usual_gap_days or 1))
    return ngettext("Usually orders every day.", "Usually orders every %(gap)d days.", gap) % {"gap": gap}


def rhythm_in_words(summary: PurchaseSummary, rhythm: Rhythm, today: dt.date, expected: strip.Expected | None) -> str:
    """The finding of the picture in a sentence."""
    usual = usual_rhythm(summary)
    if not summary.gaps:
        return usual
    if expected is None:
        return usual + " " + _("Silent for so long that no order is expected.")
    short, with_year = pgettext("date format", "j M"), pgettext("date format", "j M Y")
    is_late = summary.slips_on is not None and summary.slips_on <= today
    return (
        usual
        + " "
        + (
            _("After this silence the next order, if one comes, is most likely between %(low)s and %(high)s.")
            if is_late
            else _("Next expected by %(day)s, most likely between %(low)s and %(high)s.")
        )
        % {
            "day": date_format(expected.middle, with_year),
            "low": date_format(expected.low, short if expected.low.year == expected.high.year else with_year),
            "high": date_format(expected.high, with_year),
        }
    )


def _newest_orders(party_id: int) -> "QuerySet[Order]":
    return Order.objects.filter(party_id=party_id, status__in=OrderStatus.counted()).order_by("-placed_at", "-pk")


@prepared
def _drawn_orders(party_id: int) -> "QuerySet[Order, tuple[dt.datetime, int, int]]":
    return _newest_orders(party_id).values_list("placed_at", "total_minor", "refunded_minor")[:DRAWN]


@prepared
def usual_products(party_id: int) -> QuerySet[Any, Any]:
    """What they buy most often, among their newest 200 orders that count."""
    lines = OrderLine.objects.filter(order_id__in=_newest_orders(party_id).values("pk")[:200]).exclude(name="")
    counted = lines.values("name").annotate(times=Count("order_id", distinct=True), last=Max("order_id"))
    return counted.order_by("-times", "-last")[:USUAL]
