"""A follow-up beside its list."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from perennial.promises.models import Completion, FollowUp
from perennial.promises.rules import may_keep


def follow_up_panel(request: HttpRequest, follow_up: FollowUp) -> tuple[str, Mapping[str, Any]]:
    """The template and its values: what, when, for whom, and how it ended."""
    ended = None if follow_up.is_open else Completion.objects.filter(follow_up=follow_up).select_related("by").first()
    return "promises/follow_up_panel.html", {
        "follow_up": follow_up,
        "ended": ended,
        "may_keep": may_keep(request.user),
    }
