"""One touchpoint, for whoever may see it."""

from django.http import Http404

from perennial.team.models import Member
from perennial.team.reach import is_within_reach
from perennial.timeline.models import Touchpoint
from perennial.timeline.rules import may_see


def touchpoint_for(member: Member, touchpoint_id: int) -> Touchpoint:
    """The one way to a touchpoint: it, if the member may see it and its customer is there; else a 404."""
    touchpoint = Touchpoint.objects.select_related("party").filter(pk=touchpoint_id).first() if may_see(member) else None
    if touchpoint is None or touchpoint.party.is_deleted or not is_within_reach(member, touchpoint.party.owner_id):
        raise Http404
    return touchpoint
