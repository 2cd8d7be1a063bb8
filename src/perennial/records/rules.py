"""Who may do what with views."""

from typing import Any

from perennial.records.models import View
from perennial.team.permissions import Permission
from perennial.team.rules import may


def may_share(member: Any) -> bool:
    """Share views with everybody."""
    return may(member, Permission.SHARE_VIEWS)


def may_manage_views(member: Any) -> bool:
    """Change what others share, and say with which view a role begins."""
    return may(member, Permission.MANAGE_VIEWS)


def may_see_view(member: Any, view: View) -> bool:
    """Their own, and what is shared."""
    return view.deleted_at is None and (view.owner_id == member.pk or view.shared)


def may_change_view(member: Any, view: View) -> bool:
    """Their own; what others share only who looks after the views of all."""
    return view.owner_id == member.pk or (view.shared and may_manage_views(member))
