"""Who is in the team, and what they may do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from perennial.design.answers import done, show_form, toast
from perennial.team import actions
from perennial.team.choices import Role
from perennial.team.factors import with_second_factor
from perennial.team.forms import AccessForm, InviteForm
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission
from perennial.team.queries import member_for, members_for, open_invitations_for, role_table, teams_for
from perennial.team.reach import reach_in_words


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
        "needing": request.workspace.second_factor_roles,  # type: ignore[attr-defined]
        "teams": teams_for(actor),
        "form": form,
    }
    return render(request, "team/members.html", context, status=status)


@require_http_methods(["GET", "POST"])
@members_only(Permission.MANAGE_TEAM)
def access(request: HttpRequest, id: int) -> HttpResponse:
    """What a member may do, and which customers they see."""
    member = member_for(member_of(request), id)
    initial = {"role": member.role, "reach": member.reach, "team": member.team_id}
    form = AccessForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            member = actions.grant_access(member, by=member_of(request), **form.cleaned_data)
        except actions.LastOwnerError as error:
            form.add_error("role", str(error))
        else:
            said = {"name": member.name, "role": member.get_role_display(), "sees": reach_in_words(member)}
            return done(request, to=reverse("team:members"), text=_("%(name)s: %(role)s. %(sees)s.") % said)
    return show_form(request, form, title=_("Access of %(name)s") % {"name": member.name}, back=reverse("team:members"))


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
