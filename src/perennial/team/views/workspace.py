"""What is true of the whole business."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from perennial.design.answers import show_conflict, toast
from perennial.team.actions import WorkspaceChangedMeanwhileError, change_workspace
from perennial.team.actions.changing_workspace import FIELDS
from perennial.team.forms import WorkspaceForm
from perennial.team.guard import member_of, members_only
from perennial.team.models import Workspace
from perennial.team.permissions import Permission


@require_http_methods(["GET", "POST"])
@members_only(Permission.MANAGE_WORKSPACE)
def workspace(request: HttpRequest) -> HttpResponse:
    """Name, country, currency, time zone, language."""
    now = Workspace.current()
    form = WorkspaceForm(request.POST or None, instance=now, initial={"version": now.version})
    if form.is_valid():
        values = {field: form.cleaned_data[field] for field in FIELDS}
        try:
            change_workspace(values, by=member_of(request), version=form.cleaned_data["version"])
        except WorkspaceChangedMeanwhileError:
            return _conflict(request, values)
        toast(request, _("The workspace is saved."))
        return redirect("team:workspace")
    return render(request, "team/workspace.html", {"form": form}, status=422 if form.is_bound else 200)


def _conflict(request: HttpRequest, mine: dict[str, str]) -> HttpResponse:
    theirs = Workspace.current()
    form = WorkspaceForm(mine | {"version": theirs.version}, instance=Workspace.current())
    rows = [
        (str(form.fields[field].label), getattr(theirs, field), mine[field])
        for field in FIELDS
        if getattr(theirs, field) != mine[field]
    ]
    return show_conflict(request, form, title=_("The workspace was changed"), rows=rows)
