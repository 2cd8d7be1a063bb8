"""How far a member sees: to all customers, to those of their team, or to their own. What hangs on a customer follows it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from perennial.team.choices import Reach, Role
from perennial.team.models import Invitation, Member


def sees_all(member: Any) -> bool:
    """Whether a member's reach has no border: always for owners."""
    return isinstance(member, Member) and (member.role == Role.OWNER or member.reach == Reach.ALL)


def owners_within_reach(member: Any) -> frozenset[int] | None:
    """The members whose customers `member` sees; None: everybody's, also customers that nobody looks after. Somebody who is no
    member sees nobody's. At most one query for as long as the object lives, and none unless the reach is the team."""
    if sees_all(member):
        return None
    if not isinstance(member, Member):
        return frozenset()
    if member.reach != Reach.TEAM or member.team_id is None:
        return frozenset({member.pk})
    return _team_of(member)


def is_within_reach(member: Any, owner_id: int | None) -> bool:
    """Whether `member` sees the customers of this owner (None: those that nobody looks after)."""
    owners = owners_within_reach(member)
    return owners is None or owner_id in owners


def reach_in_words(one: Member | Invitation) -> str:
    """Which customers a member sees, or will see once they joined."""
    if one.role == Role.OWNER or one.reach == Reach.ALL:
        return _("Sees all customers")
    if one.reach == Reach.TEAM and one.team:
        return _("Sees the customers of %(team)s") % {"team": one.team.name}
    return _("Sees only their own customers")


def members_within_reach(member: Any) -> QuerySet[Member]:
    """The active members whose customers `member` sees: those to whom they may hand one on."""
    owners = owners_within_reach(member)
    active = Member.objects.active()
    return active if owners is None else active.filter(pk__in=owners)


def _team_of(member: Member) -> frozenset[int]:
    """Everybody in the member's team, those who were deactivated too: their customers are still the team's."""
    known: tuple[int, frozenset[int]] | None = member.__dict__.get("_team_known")
    if known is None or known[0] != member.team_id:
        mates = Member.objects.get_queryset().filter(team_id=member.team_id).values_list("pk", flat=True)
        known = (member.team_id or 0, frozenset({member.pk, *mates}))
        member.__dict__["_team_known"] = known
    return known[1]
