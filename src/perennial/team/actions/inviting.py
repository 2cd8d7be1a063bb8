"""Inviting somebody, inviting them anew, and taking an invitation back."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.team.choices import Reach, Role
from perennial.team.deeds import record_deed
from perennial.team.events import InvitationWithdrawn, MemberInvited
from perennial.team.models import Invitation, Member, Team
from perennial.team.tokens import digest, new_token

LIFE = dt.timedelta(days=7)


class InvitationRefusedError(Exception):
    """Why this person cannot be invited; the message says what to do instead."""


@transaction.atomic
def invite_member(
    email: str, role: str, *, by: Member, reach: str = Reach.ALL, team: Team | None = None
) -> tuple[Invitation, str]:
    """Make an invitation (an owner's reach is all customers); gives it with the token of its link, which is kept nowhere. Tells
    MemberInvited. Refuses (InvitationRefusedError) an address that belongs to a member or has an open invitation."""
    email, reach = email.strip().lower(), Reach.ALL if role == Role.OWNER else Reach(reach)
    _refuse_members(email)
    for former in Invitation.objects.unanswered().filter(email=email):
        if former.is_open():
            raise InvitationRefusedError(
                _("%(email)s has been invited already. Send that invitation again, or withdraw it.") % {"email": email}
            )
        withdraw_invitation(former, by=by)
    token = new_token()
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                email=email,
                role=role,
                reach=reach,
                team=team,
                token_hash=digest(token),
                invited_by=by,
                expires_at=clock.now() + LIFE,
            )
    except IntegrityError:
        raise InvitationRefusedError(_("%(email)s has just been invited by somebody else.") % {"email": email}) from None
    record_deed(
        "team.invitation.made", by=by, on=invitation, name=email, changes={"role": (None, role), "reach": (None, reach.value)}
    )
    publish(MemberInvited(invitation_id=invitation.pk, role=role, by_id=by.pk))
    return invitation, token


@transaction.atomic
def renew_invitation(invitation: Invitation, *, by: Member) -> str:
    """Give an unanswered invitation a new link and seven new days; its former link is dead. Tells MemberInvited."""
    invitation = _unanswered(invitation)
    _refuse_members(invitation.email)
    token = new_token()
    invitation.token_hash, invitation.expires_at, invitation.invited_by = digest(token), clock.now() + LIFE, by
    invitation.save(update_fields=["token_hash", "expires_at", "invited_by"])
    record_deed("team.invitation.renewed", by=by, on=invitation, name=invitation.email)
    publish(MemberInvited(invitation_id=invitation.pk, role=invitation.role, by_id=by.pk))
    return token


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Member) -> None:
    """Kill an invitation's link; tells InvitationWithdrawn. Twice changes nothing; an accepted one is refused."""
    invitation = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    if invitation.withdrawn_at is not None:
        return
    invitation = _unanswered(invitation)
    invitation.withdrawn_at = clock.now()
    invitation.save(update_fields=["withdrawn_at"])
    record_deed("team.invitation.withdrawn", by=by, on=invitation, name=invitation.email)
    publish(InvitationWithdrawn(invitation_id=invitation.pk, by_id=by.pk))


def _unanswered(invitation: Invitation) -> Invitation:
    invitation = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    if invitation.accepted_at is not None:
        raise InvitationRefusedError(_("%(email)s has joined already.") % {"email": invitation.email})
    if invitation.withdrawn_at is not None:
        raise InvitationRefusedError(_("This invitation was withdrawn. Make a new one."))
    return invitation


def _refuse_members(email: str) -> None:
    member = Member.objects.filter(email=email).first()
    if member is not None and member.is_active:
        raise InvitationRefusedError(_("%(email)s is a member already.") % {"email": email})
    if member is not None:
        raise InvitationRefusedError(_("%(email)s is deactivated. Reactivate them instead.") % {"email": email})
