"""Inviting people, and taking an invitation back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from perennial.design.answers import toast
from perennial.team import actions
from perennial.team.addresses import link_to
from perennial.team.forms import InviteForm
from perennial.team.guard import member_of, members_only
from perennial.team.mail import MailNotSentError, has_mail_server, send_mail
from perennial.team.models import Invitation
from perennial.team.permissions import Permission
from perennial.team.queries import invitation_for
from perennial.team.views.members import team_page


@require_POST
@never_cache
@members_only(Permission.MANAGE_TEAM)
def invite(request: HttpRequest) -> HttpResponse:
    """Makes an invitation and shows its link, once."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return team_page(request, form, status=422)
    try:
        invitation, token = actions.invite_member(by=member_of(request), **form.cleaned_data)
    except actions.InvitationRefusedError as refusal:
        form.add_error("email", str(refusal))
        return team_page(request, form, status=422)
    return _show_link(request, invitation, token)


@require_POST
@never_cache
@members_only(Permission.MANAGE_TEAM)
def resending(request: HttpRequest, id: int) -> HttpResponse:
    """A new link in place of the former one."""
    invitation = invitation_for(member_of(request), id)
    try:
        token = actions.renew_invitation(invitation, by=member_of(request))
    except actions.InvitationRefusedError as refusal:
        toast(request, str(refusal), tone="poor")
        return redirect("team:members")
    return _show_link(request, invitation, token)


@require_POST
@members_only(Permission.MANAGE_TEAM)
def withdrawal(request: HttpRequest, id: int) -> HttpResponse:
    """Kills an invitation's link."""
    invitation = invitation_for(member_of(request), id)
    try:
        actions.withdraw_invitation(invitation, by=member_of(request))
        toast(request, _("The invitation of %(email)s is withdrawn.") % {"email": invitation.email})
    except actions.InvitationRefusedError as refusal:
        toast(request, str(refusal), tone="poor")
    return redirect("team:members")


def _show_link(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """The link is mailed here and not in a job: a job would have to keep the token."""
    link, by = link_to(reverse("team:join", args=[token])), member_of(request)
    try:
        send_mail("team/mail/invitation.txt", invitation.email, {"invitation": invitation, "link": link, "by": by})
        problem = ""
    except MailNotSentError as error:
        problem = str(error)
    context = {"invitation": invitation, "link": link, "problem": problem, "has_mail_server": has_mail_server()}
    return render(request, "team/invited.html", context)
