"""A customer's timeline, page by page."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from perennial.design.answers import by_htmx
from perennial.people.queries import party_for
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission
from perennial.timeline.choices import Direction
from perennial.timeline.panel import story_context
from perennial.timeline.queries import Choice
from perennial.timeline.queries.story import Position


@members_only(Permission.SEE_CUSTOMERS)
@require_GET
def story(request: HttpRequest, party_id: int) -> HttpResponse:
    """The timeline as a piece of the customer's page, only its next entries, or a page of its own without JavaScript."""
    party = party_for(member_of(request), party_id)
    before = _position(request.GET.get("before", ""))
    context = story_context(member_of(request), party, choice=_choice(request), before=before)
    piece = "timeline/entries.html" if before else "timeline/list.html"
    return render(request, piece if by_htmx(request) else "timeline/page.html", context)


def _choice(request: HttpRequest) -> Choice:
    direction, member = request.GET.get("direction", ""), request.GET.get("member", "")
    return Choice(
        group=request.GET.get("group", "")[:40],
        direction=direction if direction in Direction.values else "",
        member_id=int(member) if member.isascii() and member.isdecimal() and len(member) < 19 else None,
        text=request.GET.get("q", "").replace("\x00", "").strip()[:200],
    )


def _position(text: str) -> Position | None:
    at, _, pk = text.rpartition("~")
    try:
        moment = dt.datetime.fromisoformat(at)
        return (moment.astimezone(dt.UTC), int(pk)) if moment.tzinfo and 0 <= int(pk) < 2**63 else None
    except (ValueError, OverflowError):
        return None
