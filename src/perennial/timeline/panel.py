"""The timeline on a customer's page."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from perennial.people.models import Party
from perennial.team.models import Member
from perennial.timeline.choices import Direction
from perennial.timeline.kinds import loggable_kinds
from perennial.timeline.queries import Choice, groups, pinned_of, story_of
from perennial.timeline.queries.story import PAGE, Position
from perennial.timeline.rules import may_log

BRIEF = 5
COMPOSED = ("note", "call", "visit", "meeting", "email", "message")


def timeline_panel(request: HttpRequest, party: Party) -> Mapping[str, Any]:
    """Composer, filters and the newest entries."""
    assert isinstance(request.user, Member)
    return story_context(request.user, party) | {"composed": [kind for kind in loggable_kinds() if kind.key in COMPOSED]}


def brief_panel(request: HttpRequest, party: Party) -> Mapping[str, Any]:
    """The last few entries, and the ways to write one."""
    assert isinstance(request.user, Member)
    story = story_context(request.user, party, limit=BRIEF)
    return story | {"composed": [kind for kind in loggable_kinds() if kind.key in COMPOSED][:3]}


def story_context(
    member: Member, party: Party, *, choice: Choice = Choice(), before: Position | None = None, limit: int = PAGE
) -> dict[str, Any]:
    """What the timeline's templates need: the entries from `before` on, what is pinned, what can be filtered by."""
    page = story_of(party.pk, before=before, choice=choice, limit=limit)
    url = reverse("timeline:story", args=[party.pk])
    chosen = {"group": choice.group, "direction": choice.direction, "member": choice.member_id or "", "q": choice.text}
    query = urlencode({name: value for name, value in chosen.items() if value})
    earlier = ""
    if page.more_before:
        at, pk = page.more_before
        earlier = f"{url}?{query}{'&' if query else ''}{urlencode({'before': f'{at.isoformat()}~{pk}'})}"
    return {
        "party": party,
        "page": page,
        "pinned": pinned_of(party.pk) if not choice and before is None else [],
        "choice": choice,
        "groups": groups(),
        "directions": [each for each in Direction.choices if each[0] != Direction.INTERNAL],
        "members": Member.objects.active().only("name", "email"),
        "story_url": url,
        "here_url": f"{url}?{query}" if query else url,
        "earlier_url": earlier,
        "may_log": may_log(member),
        "is_manager": member.role in {"owner", "manager"},
        "me": member,
    }
