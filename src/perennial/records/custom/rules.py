"""Who may see and fill the fields of the business."""

from typing import Any

from perennial.records.models.customfield import CustomField
from perennial.team.choices import Role
from perennial.team.models import Member
from perennial.team.permissions import Permission
from perennial.team.rules import may


def may_manage_fields(member: Any) -> bool:
    """Whether `member` may add, change and remove the fields themselves."""
    return may(member, Permission.MANAGE_FIELDS)


def may_see_field(member: Any, field: CustomField) -> bool:
    """Whether `member` (None: the system itself) may read a field of a record that they see. Owners read everything."""
    return member is None or _is_among(member, field.seen_by)


def may_fill_field(member: Any, field: CustomField) -> bool:
    """Whether `member` (None: the system itself) may write a field of a record that they may edit."""
    return member is None or (_is_among(member, field.seen_by) and _is_among(member, field.edited_by))


def _is_among(member: Any, roles: list[str]) -> bool:
    return isinstance(member, Member) and (not roles or member.role == Role.OWNER or member.role in roles)
