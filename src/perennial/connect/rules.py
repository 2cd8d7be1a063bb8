"""Who may bring data in and take it out."""

from typing import Any

from perennial.team.permissions import Permission
from perennial.team.rules import may


def may_import(member: Any) -> bool:
    """Whether the member may bring files in, and undo that."""
    return may(member, Permission.IMPORT)


def may_export(member: Any) -> bool:
    """Whether the member may take everything out."""
    return may(member, Permission.EXPORT)


def may_manage_sample(member: Any) -> bool:
    """Whoever runs the workspace brings sample data in and takes it out."""
    return may(member, Permission.MANAGE_WORKSPACE)
