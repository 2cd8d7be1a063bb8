"""What is true of the whole business."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from perennial.design.answers import toast
from perennial.team.actions import change_workspace
from perennial.team.forms import WorkspaceForm
from perennial.team.guard import member_of, members_only
from perennial.team.models import Workspace
from perennial.team.permissions import Permission


@require_http_methods(["GET", "POST"])
@members_only(Permission.MANAGE_WORKSPACE)
def workspace(request: HttpRequest) -> HttpResponse:
    """Name, country, currency, time zone, language."""
    form = WorkspaceForm(request.POST or None, instance=Workspace.current())
    if form.is_valid():
        change_workspace(form.cleaned_data, by=member_of(request))
        toast(request, _("The workspace is saved."))
        return redirect("team:workspace")
    return render(request, "team/workspace.html", {"form": form}, status=422 if form.is_bound else 200)
