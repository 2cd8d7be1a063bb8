"""The one question that every rule asks."""

from typing import Any

from perennial.team.models import Member
from perennial.team.permissions import GRANTS, Permission


def may(member: Any, permission: Permission) -> bool:
    """Whether an active member's role grants `permission`. Anybody who is not a member may nothing."""
    return isinstance(member, Member) and member.is_active and member.role in GRANTS[permission]
