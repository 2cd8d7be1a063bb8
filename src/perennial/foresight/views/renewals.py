"""Which subscriptions are likely to be renewed, and how well that can be foretold."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from perennial.foresight import picturing, renewalwords
from perennial.foresight.foretelling import foretold
from perennial.foresight.keptreports import newest_report
from perennial.foresight.models import ReportKind
from perennial.foresight.renewing import RenewalCard
from perennial.people.queries import visible_parties
from perennial.purchases.choices import SubscriptionStatus
from perennial.purchases.models import Subscription
from perennial.team.guard import member_of, members_only
from perennial.team.models import Member
from perennial.team.permissions import Permission

_PAGE = 50


@members_only(Permission.SEE_FORESIGHT)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What is due next, with the chance that it is renewed and why; and the card of the last quarter."""
    kept = newest_report(ReportKind.RENEWALS)
    context: dict[str, Any] = {"report": kept, "place": "renewals"}
    if kept:
        card = RenewalCard.of_plain(kept.content["card"])
        page = Paginator(_due(member_of(request)), _PAGE).get_page(request.GET.get("page"))
        context |= {
            "card": card,
            "headline": renewalwords.headline(card) if card.due else "",
            "verdict": renewalwords.verdict_text(card),
            "measures": renewalwords.measures(card) if card.due else [],
            "chart": picturing.calibration_chart(card.points, _("Share that was renewed")),
            "page": page,
            "previous": f"?page={page.previous_page_number()}" if page.has_previous() else "",
            "next": f"?page={page.next_page_number()}" if page.has_next() else "",
            "foretold": foretold(list(page.object_list), kept),
        }
    return render(request, "foresight/renewals.html", context)


def _due(member: Member) -> Any:
    """Those that go on, the next due first."""
    going = Subscription.objects.filter(status=SubscriptionStatus.ACTIVE, party__in=visible_parties(member))
    return going.select_related("party").order_by("renews_on", "pk")
