"""The one question that every rule asks, and the team's own rules."""

from typing import Any

from perennial.team.choices import Role
from perennial.team.models import Member
from perennial.team.permissions import GRANTS, WHOLE_HOUSE, Permission
from perennial.team.reach import sees_all


def may(member: Any, permission: Permission) -> bool:
    """Whether an active member's role grants `permission`, and their reach where it concerns everybody's customers, and the API
    token through which they speak, if they do. Anybody who is not a member may nothing."""
    if not (isinstance(member, Member) and member.is_active and member.role in GRANTS[permission]):
        return False
    if permission in WHOLE_HOUSE and not sees_all(member):
        return False
    return member.scopes is None or permission in member.scopes


def may_manage_team(member: Any) -> bool:
    """Invite, change roles, deactivate."""
    return may(member, Permission.MANAGE_TEAM)


def may_change_workspace(member: Any) -> bool:
    """Name, currency, zone and language of the business."""
    return may(member, Permission.MANAGE_WORKSPACE)


def may_see_audit_log(member: Any) -> bool:
    """Who did and who saw what."""
    return may(member, Permission.SEE_AUDIT_LOG)


def may_manage_jobs(member: Any) -> bool:
    """See, cancel, retry and discard jobs."""
    return may(member, Permission.MANAGE_JOBS)


def is_last_owner(member: Member) -> bool:
    """Whether nobody would be left who may manage the team if `member` went."""
    if member.role != Role.OWNER or not member.is_active:
        return False
    return not Member.objects.owners().exclude(pk=member.pk).exists()
