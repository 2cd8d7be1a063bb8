"""Teams: who looks after the same customers."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from perennial.design.answers import done, show_form
from perennial.team import actions
from perennial.team.forms import TeamForm
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission
from perennial.team.queries import team_for


@require_http_methods(["GET", "POST"])
@members_only(Permission.MANAGE_TEAM)
def create(request: HttpRequest) -> HttpResponse:
    """A new team and who is in it."""
    form = TeamForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            team = actions.make_team(by=member_of(request), **form.cleaned_data)
        except actions.TeamRefusedError as refusal:
            form.add_error("name", str(refusal))
        else:
            return done(request, to=reverse("team:members"), text=_("“%(name)s” is a team now.") % {"name": team.name})
    return show_form(request, form, title=_("New team"), submit=_("Make the team"), back=reverse("team:members"))


@require_http_methods(["GET", "POST"])
@members_only(Permission.MANAGE_TEAM)
def change(request: HttpRequest, id: int) -> HttpResponse:
    """Another name, other members."""
    team = team_for(member_of(request), id)
    form = TeamForm(request.POST if request.method == "POST" else None, team=team)
    if form.is_bound and form.is_valid():
        try:
            actions.change_team(team, by=member_of(request), **form.cleaned_data)
        except actions.TeamRefusedError as refusal:
            form.add_error("name", str(refusal))
        else:
            return done(request, to=reverse("team:members"), text=_("Saved."))
    return show_form(request, form, title=_("Team “%(name)s”") % {"name": team.name}, back=reverse("team:members"))


@require_http_methods(["GET", "POST"])
@members_only(Permission.MANAGE_TEAM)
def removal(request: HttpRequest, id: int) -> HttpResponse:
    """Ask, saying what it means for its members, then take the team away."""
    team = team_for(member_of(request), id)
    if request.method == "POST":
        actions.remove_team(team, by=member_of(request))
        return done(request, to=reverse("team:members"), text=_("“%(name)s” is no team any more.") % {"name": team.name})
    count = team.members.filter(reach="team").count()
    text = ngettext(
        "%(count)d member sees the customers of this team and will see only their own. No customer is changed.",
        "%(count)d members see the customers of this team and will see only their own. No customer is changed.",
        count,
    ) % {"count": count}
    return show_form(
        request,
        None,
        title=_("Remove the team “%(name)s”?") % {"name": team.name},
        text=text,
        submit=_("Remove the team"),
        danger=True,
        back=reverse("team:members"),
    )
