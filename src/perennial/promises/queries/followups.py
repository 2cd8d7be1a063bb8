"""Which follow-ups there are."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import Http404

from perennial.kernel import clock
from perennial.kernel.http.recall import once_a_page
from perennial.kernel.prepared import prepared
from perennial.people.models import of_visible
from perennial.promises.models import DeletedFollowUp, FollowUp
from perennial.promises.rules import may_keep, may_see
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
    return next(iter(_open_of(party_id)), None)


def follow_ups_of(party_id: int) -> tuple[Sequence[FollowUp], Sequence[FollowUp]]:
    """(the open ones, soonest first; the last few that ended) of a customer."""
    return _open_of(party_id), _ended(party_id)


def _open_of(party_id: int) -> Sequence[FollowUp]:
    return once_a_page((FollowUp, party_id), lambda: _open(party_id))


@prepared
def _open(party_id: int) -> "QuerySet[FollowUp]":
    found = FollowUp.objects.filter(party=party_id, is_open=True).select_related("owner")
    return found.order_by("due_on", "due_time", "id")[:50]


@prepared
def _ended(party_id: int) -> "QuerySet[FollowUp]":
    found = FollowUp.objects.filter(party=party_id, is_open=False).select_related("owner", "completion__by")
    return found.order_by("-completion__at")[:SHOWN_OF_ENDED]


def count_mine_due(member: Member) -> int:
    """How many of the member's own are due today or overdue, counted up to 100."""
    return len(_due(member.pk, day=clock.today(), owners=owners_within_reach(member)))


@prepared
def _due(member_id: int, *, day: dt.date, owners: frozenset[int] | None) -> "QuerySet[FollowUp, int]":
    return FollowUp.objects.due(day).within(owners).filter(owner=member_id).values_list("pk", flat=True)[:100]


def deleted_follow_ups_for(member: Member, *, words: str = "") -> "QuerySet[DeletedFollowUp]":
    """The deleted ones that a member may restore, the last deleted first, by an index: all, or those with `words` in them."""
    if not may_keep(member):
        return DeletedFollowUp.objects.none()
    found = DeletedFollowUp.objects.filter(of_visible(member)).select_related("party", "deleted_by")
    found = found.filter(text__icontains=words.strip()) if words.strip() else found
    return found.order_by("-deleted_at", "-id")


def deleted_follow_up_for(member: Member, follow_up_id: int) -> DeletedFollowUp:
    """A deleted follow-up, if the member may restore it; else a 404."""
    deleted = deleted_follow_ups_for(member).filter(pk=follow_up_id).first()
    if deleted is None:
        raise Http404
    return deleted
