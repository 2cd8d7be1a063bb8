"""What is true of the whole business."""

from typing import cast

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from perennial.design.answers import settle, stood_in, toast
from perennial.design.conflicts import parts_of, picked, sent_by
from perennial.team.actions import WorkspaceChangedMeanwhileError, change_workspace
from perennial.team.actions.changing_workspace import FIELDS
from perennial.team.forms import WorkspaceForm
from perennial.team.guard import member_of, members_only
from perennial.team.models import Workspace
from perennial.team.permissions import Permission
from perennial.team.queries import last_to_change


@require_http_methods(["GET", "POST"])
@members_only(Permission.MANAGE_WORKSPACE)
def workspace(request: HttpRequest) -> HttpResponse:
    """Name, country, currency, time zone, language."""
    return _change(request, picked(request.POST) if request.POST else None)


def _change(request: HttpRequest, data: QueryDict | None) -> HttpResponse:
    form = _form(data)
    if form.is_valid():
        values = {field: form.cleaned_data[field] for field in FIELDS}
        try:
            change_workspace(values, by=member_of(request), version=form.cleaned_data["version"])
        except WorkspaceChangedMeanwhileError:
            return _conflict(request, form)
        toast(request, _("The workspace is saved."))
        return redirect("team:workspace")
    context = {"form": form, "stood": stood_in(form)}
    return render(request, "team/workspace.html", context, status=422 if form.is_bound else 200)


def _form(data: QueryDict | None = None) -> WorkspaceForm:
    now = Workspace.current()
    return WorkspaceForm(data, instance=now, initial={"version": now.version})


def _conflict(request: HttpRequest, form: WorkspaceForm) -> HttpResponse:
    return settle(
        request,
        cast(QueryDict, form.data),
        sent_by(_form()),
        parts_of(form),
        again=lambda data: _change(request, data),
        last=lambda fields: last_to_change(Workspace.current(), fields),
        title=_("The workspace was changed meanwhile"),
    )
