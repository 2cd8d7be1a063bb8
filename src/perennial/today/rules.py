"""Who may put an owed row off, and who may bring it back."""

from perennial.team.models import Member
from perennial.team.permissions import Permission
from perennial.team.rules import may


def may_snooze(member: Member) -> bool:
    """Whoever keeps promises may also say why one must wait."""
    return may(member, Permission.KEEP_PROMISES)
