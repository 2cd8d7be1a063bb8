"""Who may do what with promises."""

from typing import Any

from perennial.team.permissions import Permission
from perennial.team.rules import may


def may_see(member: Any) -> bool:
    """Whoever sees customers sees what was promised to them."""
    return may(member, Permission.SEE_CUSTOMERS)


def may_keep(member: Any) -> bool:
    """Set, move, do and drop follow-ups; say that somebody was greeted."""
    return may(member, Permission.KEEP_PROMISES)


def may_set_cadences(member: Any) -> bool:
    """Say how often we want to be in contact."""
    return may(member, Permission.EDIT_RULES)
