"""“Follow up in 3 days”, offered where a call is logged."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.promises.actions import set_follow_up
from perennial.promises.forms import FollowUpPart
from perennial.team.models import Member
from perennial.timeline.models import Touchpoint


def follow_up_form(member: Member, values: Mapping[str, Any] | None) -> FollowUpPart:
    """The part's form."""
    return FollowUpPart(values)


def keep_follow_up(member: Member, touchpoint: Touchpoint, cleaned: Mapping[str, Any]) -> None:
    """Set the follow-up, if one was asked for."""
    if not cleaned["follow_up_in"]:
        return
    text = cleaned["follow_up_text"] or (touchpoint.text.strip().partition("\n")[0][:300]) or _("Follow up")
    due_on = clock.today() + dt.timedelta(days=int(cleaned["follow_up_in"]))
    set_follow_up(party_id=touchpoint.party_id, text=text, due_on=due_on, owner=member, by=member)
