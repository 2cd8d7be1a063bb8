"""Who may do what with starter packs."""

from typing import Any

from perennial.team.permissions import Permission
from perennial.team.rules import may

NEEDED = (Permission.MANAGE_WORKSPACE, Permission.MANAGE_FIELDS, Permission.EDIT_RULES)


def may_use_packs(member: Any) -> bool:
    """Whether `member` may set packs up and take them away: who may do by hand all that a pack does."""
    return all(may(member, permission) for permission in NEEDED)
