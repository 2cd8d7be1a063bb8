"""Who may do what with touchpoints."""

from typing import Any

from perennial.team.choices import Role
from perennial.team.permissions import Permission
from perennial.team.rules import may
from perennial.timeline.models import Touchpoint


def may_see(member: Any) -> bool:
    """Whoever sees customers sees their timelines."""
    return may(member, Permission.SEE_CUSTOMERS)


def may_log(member: Any) -> bool:
    """Log and pin."""
    return may(member, Permission.LOG_TOUCHPOINTS)


def may_correct(member: Any, touchpoint: Touchpoint) -> bool:
    """Everybody what they wrote themselves; owners and managers everything."""
    return may_log(member) and (touchpoint.member_id == member.pk or member.role in {Role.OWNER, Role.MANAGER})
