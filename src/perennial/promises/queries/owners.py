"""Who may be given a follow-up."""

from django.db.models import QuerySet

from perennial.team.choices import Role
from perennial.team.models import Member
from perennial.team.permissions import GRANTS, Permission
from perennial.team.reach import members_within_reach


def owners(by: Member) -> QuerySet[Member]:
    """Members who may keep promises, of those whose customers `by` sees."""
    roles = [role.value for role in Role if role in GRANTS[Permission.KEEP_PROMISES]]
    return members_within_reach(by).filter(role__in=roles)
