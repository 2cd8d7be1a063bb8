"""Who is in the team, and what they may do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from perennial.design.answers import toast
from perennial.team import actions
from perennial.team.choices import Role
from perennial.team.factors import with_second_factor
from perennial.team.forms import InviteForm, RoleForm
from perennial.team.guard import member_of, members_only
from perennial.team.models import Workspace
from perennial.team.permissions import Permission
from perennial.team.queries import member_for, members_for, open_invitations_for, role_table


@require_GET
@members_only(Permission.MANAGE_TEAM)
def members(request: HttpRequest) -> HttpResponse:
    """Members, open invitations, and the table of roles."""
    return team_page(request, InviteForm())


def team_page(request: HttpRequest, form: InviteForm, status: int = 200) -> HttpResponse:
    """The team's page, with the form to invite as it stands."""
    actor = member_of(request)
    context = {
        "members": members_for(actor),
        "invitations": open_invitations_for(actor),
        "roles": list(Role),
        "table": role_table(),
        "careful": with_second_factor(),
        "needing": Workspace.current().second_factor_roles,
        "form": form,
    }
    return render(request, "team/members.html", context, status=status)


@require_POST
@members_only(Permission.MANAGE_TEAM)
def role(request: HttpRequest, id: int) -> HttpResponse:
    """Another role for a member."""
    member, form = member_for(member_of(request), id), RoleForm(request.POST)
    if not form.is_valid():
        return team_page(request, InviteForm(), status=422)
    try:
        member = actions.change_role(member, form.cleaned_data["role"], by=member_of(request))
    except actions.LastOwnerError as error:
        toast(request, str(error), tone="poor")
        return redirect("team:members")
    toast(request, _("%(name)s is now: %(role)s.") % {"name": member.name, "role": member.get_role_display()})
    return redirect("team:members")


@require_POST
@members_only(Permission.MANAGE_TEAM)
def deactivation(request: HttpRequest, id: int) -> HttpResponse:
    """Ends a member's access."""
    member = member_for(member_of(request), id)
    try:
        actions.deactivate_member(member, by=member_of(request))
        undo = reverse("team:reactivation", args=[id])
        toast(request, _("%(name)s can no longer sign in.") % {"name": member.name}, undo)
    except actions.LastOwnerError as error:
        toast(request, str(error), tone="poor")
    return redirect("team:members")


@require_POST
@members_only(Permission.MANAGE_TEAM)
def reactivation(request: HttpRequest, id: int) -> HttpResponse:
    """Gives access back."""
    member = member_for(member_of(request), id)
    actions.reactivate_member(member, by=member_of(request))
    toast(request, _("%(name)s can sign in again.") % {"name": member.name})
    return redirect("team:members")
