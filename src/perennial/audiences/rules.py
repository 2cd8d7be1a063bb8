"""Who may do what with audiences."""

from typing import Any

from perennial.team.permissions import Permission
from perennial.team.rules import may


def may_see_audiences(member: Any) -> bool:
    """Whoever sees customers sees the audiences, and of their members those within reach."""
    return may(member, Permission.SEE_CUSTOMERS)


def may_edit_audiences(member: Any) -> bool:
    """Make, change, delete and restore them."""
    return may(member, Permission.EDIT_AUDIENCES)
