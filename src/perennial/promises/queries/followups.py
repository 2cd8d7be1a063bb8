"""Which follow-ups there are."""

from collections.abc import Sequence

from django.http import Http404

from perennial.kernel import clock
from perennial.promises.models import FollowUp
from perennial.promises.rules import may_see
from perennial.team.models import Member
from perennial.team.reach import is_within_reach, owners_within_reach

SHOWN_OF_ENDED = 5


def follow_up_for(member: Member, follow_up_id: int) -> FollowUp:
    """The one way to a follow-up: it, if the member may see it and its customer is there; else a 404."""
    found = FollowUp.objects.select_related("party", "owner").filter(pk=follow_up_id)
    follow_up = found.first() if may_see(member) else None
    if follow_up is None or follow_up.party.is_deleted or not is_within_reach(member, follow_up.party.owner_id):
        raise Http404
    return follow_up


def next_step_of(party_id: int) -> FollowUp | None:
    """The most urgent open follow-up of a customer."""
    return (
        FollowUp.objects.filter(party=party_id, is_open=True)
        .select_related("owner")
        .order_by("due_on", "due_time", "id")
        .first()
    )


def follow_ups_of(party_id: int) -> tuple[Sequence[FollowUp], Sequence[FollowUp]]:
    """(the open ones, soonest first; the last few that ended) of a customer."""
    all_of_them = FollowUp.objects.filter(party=party_id)
    still_open = all_of_them.filter(is_open=True).select_related("owner").order_by("due_on", "due_time", "id")[:50]
    ended = all_of_them.filter(is_open=False).select_related("owner", "completion__by").order_by("-completion__at")
    return list(still_open), list(ended[:SHOWN_OF_ENDED])


def count_mine_due(member: Member) -> int:
    """How many of the member's own are due today or overdue, counted up to 100."""
    return FollowUp.objects.due(clock.today()).within(owners_within_reach(member)).filter(owner=member.pk)[:100].count()
