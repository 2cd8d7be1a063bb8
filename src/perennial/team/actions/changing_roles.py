"""Changing what a member may do."""

from django.db import transaction
from django.utils.translation import gettext as _

from perennial.kernel.events import publish
from perennial.team.choices import Role
from perennial.team.deeds import record_deed
from perennial.team.events import RoleChanged
from perennial.team.models import Member, Workspace
from perennial.team.rules import is_last_owner


class LastOwnerError(Exception):
    """Nobody would be left to manage the team."""

    def __str__(self) -> str:
        return _("This is the last owner. Make somebody else an owner first.")


def keep_an_owner(member: Member) -> Member:
    """The member as it is now, refused (LastOwnerError) when it is the last owner. The workspace's row is held meanwhile, so
    that two owners who remove each other at the same moment do not both succeed."""
    Workspace.objects.get_or_create(pk=1)
    Workspace.objects.select_for_update().get(pk=1)
    member = Member.objects.select_for_update().get(pk=member.pk)
    if is_last_owner(member):
        raise LastOwnerError
    return member


@transaction.atomic
def change_role(member: Member, role: str, *, by: Member) -> Member:
    """Give a member another role; tells RoleChanged. Refuses (LastOwnerError) to take the last owner's; the same role again
    changes nothing."""
    member = Member.objects.select_for_update().get(pk=member.pk)
    before = member.role
    if before == role:
        return member
    if before == Role.OWNER:
        member = keep_an_owner(member)
    member.role = Role(role)
    member.save(update_fields=["role"])
    record_deed("team.member.role_changed", by=by, on=member, changes={"role": (before, role)})
    publish(RoleChanged(member_id=member.pk, before=before, after=role, by_id=by.pk))
    return member
