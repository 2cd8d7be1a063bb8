"""Changing how far a member sees, and in which team they are."""

from django.db import transaction
from django.utils.translation import gettext as _

from perennial.kernel.events import publish
from perennial.kernel.live import signal
from perennial.kernel.live.hearing import REACH
from perennial.team.actions.changing_roles import change_role, held
from perennial.team.choices import Reach, Role
from perennial.team.deeds import record_deed
from perennial.team.events import MemberMoved, ReachChanged
from perennial.team.models import Member, Team


class ReachRefusedError(Exception):
    """Why a member cannot see only so far; the message says what to do instead."""


@transaction.atomic
def grant_access(member: Member, *, role: str, reach: str, team: Team | None, by: Member) -> Member:
    """Say in one go what a member may do, to which customers, and in which team they are. Refuses what the parts refuse; then
    nothing is changed."""
    if role == Role.OWNER:
        reach = Reach.ALL
    change_role(member, role, by=by)
    move_member(member, team, by=by)
    return change_reach(member, reach, by=by)


@transaction.atomic
def change_reach(member: Member, reach: str, *, by: Member) -> Member:
    """Let a member see all customers, their team's or their own; tells ReachChanged. Refuses (ReachRefusedError) to narrow what
    an owner sees; the same reach again changes nothing."""
    member = held(member)
    before = member.reach
    if before == reach:
        return member
    if member.role == Role.OWNER:
        raise ReachRefusedError(_("Owners see all customers. Give them another role first."))
    member.reach = Reach(reach)
    member.save(update_fields=["reach"])
    record_deed("team.member.reach_changed", by=by, on=member, changes={"reach": (before, member.reach.value)})
    signal(REACH)
    publish(ReachChanged(member_id=member.pk, before=before, after=member.reach.value, by_id=by.pk))
    return member


@transaction.atomic
def move_member(member: Member, team: Team | None, *, by: Member) -> Member:
    """Put a member into a team, out of the one where they were (None: into none); tells MemberMoved. Where they are already
    changes nothing."""
    member = held(member)
    before = member.team
    if before == team:
        return member
    member.team = team
    member.save(update_fields=["team"])
    record_deed("team.member.moved", by=by, on=member, changes={"team": (str(before or ""), str(team or ""))})
    signal(REACH)
    publish(
        MemberMoved(
            member_id=member.pk, before_id=before.pk if before else None, after_id=team.pk if team else None, by_id=by.pk
        )
    )
    return member
