"""Accepting an invitation."""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.team.deeds import record_deed
from perennial.team.events import MemberJoined
from perennial.team.models import Invitation, Member
from perennial.team.tokens import digest


class InvitationDeadError(Exception):
    """The link does not work (any more). Says the same for a wrong, a used, a withdrawn and an expired one."""

    def __str__(self) -> str:
        return _("This invitation does not work any more. Ask whoever invited you for a new one.")


def invitation_behind(token: str) -> Invitation:
    """The open invitation whose link holds `token`."""
    wanted = digest(token)
    invitation = Invitation.objects.select_related("invited_by").filter(token_hash=wanted).first()
    if invitation is None or not secrets.compare_digest(invitation.token_hash, wanted) or not invitation.is_open():
        raise InvitationDeadError
    return invitation


@transaction.atomic
def join_team(token: str, *, name: str, password: str, language: str = "", time_zone: str = "") -> Member:
    """Make the invited person a member with the invitation's address, role, reach and team; tells MemberJoined. Refuses
    (InvitationDeadError) a link that was used, withdrawn or has expired; of two that use it at once one is refused."""
    invitation = Invitation.objects.select_for_update(no_key=True).get(pk=invitation_behind(token).pk)
    if not invitation.is_open() or Member.objects.filter(email=invitation.email).exists():
        raise InvitationDeadError
    member = Member.objects.create_user(
        invitation.email,
        password,
        name=name,
        role=invitation.role,
        reach=invitation.reach,
        team=invitation.team,
        language=language,
        time_zone=time_zone,
    )
    invitation.accepted_at, invitation.accepted_by = clock.now(), member
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record_deed("team.member.joined", by=member, on=member, changes={"role": (None, member.role)})
    publish(MemberJoined(member_id=member.pk, invitation_id=invitation.pk))
    return member
