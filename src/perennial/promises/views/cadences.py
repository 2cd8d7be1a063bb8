"""Settings: how often we want to be in contact."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from perennial.design.answers import done, show_form
from perennial.promises.actions import CadenceError, remove_cadence, set_cadence
from perennial.promises.forms import CadenceForm
from perennial.promises.models import Cadence
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@members_only(Permission.EDIT_RULES)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All cadences, the shortest first, as they are asked."""
    return render(
        request, "promises/cadences.html", {"cadences": Cadence.objects.select_related("tag").order_by("max_days", "id")}
    )


@members_only(Permission.EDIT_RULES)
@require_http_methods(["GET", "POST"])
def setting(request: HttpRequest, cadence_id: int = 0) -> HttpResponse:
    """Set the cadence of a tag or a stage."""
    initial = _values_of(cadence_id) if cadence_id else None
    form = CadenceForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            set_cadence(by=member_of(request), **form.facts())
        except CadenceError as refused:
            form.add_error(None, str(refused))
        else:
            return done(request, to=reverse("promises:cadences"), text=_("Saved"))
    return show_form(request, form, title=_("How often to be in contact"), back=reverse("promises:cadences"))


@members_only(Permission.EDIT_RULES)
@require_POST
def removal(request: HttpRequest, cadence_id: int) -> HttpResponse:
    """No longer watched."""
    remove_cadence(_cadence(cadence_id), by=member_of(request))
    return done(request, to=reverse("promises:cadences"), text=_("Removed"))


def _cadence(cadence_id: int) -> Cadence:
    cadence = Cadence.objects.filter(pk=cadence_id).first()
    if cadence is None:
        raise Http404
    return cadence


def _values_of(cadence_id: int) -> dict[str, object]:
    cadence = _cadence(cadence_id)
    whose = f"tag:{cadence.tag_id}" if cadence.tag_id else f"stage:{cadence.stage}"
    return {"whose": whose, "ideal_days": cadence.ideal_days, "max_days": cadence.max_days}
