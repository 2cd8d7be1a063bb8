"""What promises show on a customer's page."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from perennial.people.models import Party
from perennial.promises.queries import follow_ups_of, next_step_of
from perennial.promises.rules import may_keep


def next_step(request: HttpRequest, party: Party) -> Mapping[str, Any]:
    """The most urgent open follow-up, or the invitation to set one."""
    return {"party": party, "step": next_step_of(party.pk), "may_keep": may_keep(request.user)}


def follow_ups(request: HttpRequest, party: Party) -> Mapping[str, Any]:
    """All open follow-ups and the last that ended."""
    still_open, ended = follow_ups_of(party.pk)
    return {"party": party, "open": still_open, "ended": ended, "may_keep": may_keep(request.user)}
