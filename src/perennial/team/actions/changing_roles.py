"""Changing what a member may do."""

from django.db import transaction
from django.utils.translation import gettext as _

from perennial.kernel.events import publish
from perennial.kernel.live import signal
from perennial.kernel.live.hearing import REACH
from perennial.team.choices import Reach, Role
from perennial.team.deeds import record_deed
from perennial.team.events import RoleChanged
from perennial.team.models import Member, Workspace
from perennial.team.rules import is_last_owner


class LastOwnerError(Exception):
    """Nobody would be left to manage the team."""

    def __str__(self) -> str:
        return _("This is the last owner. Make somebody else an owner first.")


def held(member: Member) -> Member:
    """The member as it is now, with the whole team held still until the transaction ends: two owners who remove each other at
    the same moment do not both succeed. Everybody takes the workspace's row first, so that nobody waits in a ring."""
    Workspace.objects.get_or_create(pk=1)
    Workspace.objects.select_for_update(no_key=True).get(pk=1)
    return Member.objects.select_for_update(no_key=True).get(pk=member.pk)


@transaction.atomic
def change_role(member: Member, role: str, *, by: Member) -> Member:
    """Give a member another role; tells RoleChanged. Who becomes an owner sees all customers from then on. Refuses
    (LastOwnerError) to take the last owner's; the same role again changes nothing."""
    member = held(member)
    before = member.role
    if before == role:
        return member
    if is_last_owner(member):
        raise LastOwnerError
    changes = {"role": (before, role)}
    member.role = Role(role)
    if member.role == Role.OWNER and member.reach != Reach.ALL:
        changes["reach"], member.reach = (member.reach, Reach.ALL.value), Reach.ALL
    member.save(update_fields=["role", "reach"])
    record_deed("team.member.role_changed", by=by, on=member, changes=changes)
    signal(REACH)
    publish(RoleChanged(member_id=member.pk, before=before, after=role, by_id=by.pk))
    return member
