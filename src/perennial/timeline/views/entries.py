"""What can be done with one entry: set it right, take it back, pin it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from perennial.design.answers import done, show_form
from perennial.kernel.http.back import came_from
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission
from perennial.timeline.actions import (
    TouchpointError,
    correct_touchpoint,
    pin_touchpoint,
    reinstate_touchpoint,
    unpin_touchpoint,
    withdraw_touchpoint,
)
from perennial.timeline.forms import CorrectionForm
from perennial.timeline.models import Touchpoint
from perennial.timeline.queries import touchpoint_for
from perennial.timeline.rules import may_correct


@members_only(Permission.LOG_TOUCHPOINTS)
@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, touchpoint_id: int) -> HttpResponse:
    """Set an entry right; the old words stay behind the new ones."""
    touchpoint = _own(request, touchpoint_id)
    form = CorrectionForm.of(touchpoint, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            correct_touchpoint(touchpoint, by=member_of(request), **form.facts())
        except TouchpointError as refused:
            form.add_error(None, str(refused))
        else:
            return _done(request, touchpoint, _("Corrected"))
    return show_form(
        request, form, title=_("Correct this entry"), submit=_("Save the correction"), text=_("The original stays readable.")
    )


@members_only(Permission.LOG_TOUCHPOINTS)
@require_POST
def withdrawal(request: HttpRequest, touchpoint_id: int) -> HttpResponse:
    """Take an entry back; also what Undo means after logging."""
    touchpoint = _own(request, touchpoint_id)
    withdraw_touchpoint(touchpoint, by=member_of(request))
    undo = reverse("timeline:reinstatement", args=[touchpoint.pk])
    return _done(request, touchpoint, _("Entry taken back"), undo)


@members_only(Permission.LOG_TOUCHPOINTS)
@require_POST
def reinstatement(request: HttpRequest, touchpoint_id: int) -> HttpResponse:
    """Let an entry that was taken back stand again."""
    touchpoint = _own(request, touchpoint_id)
    reinstate_touchpoint(touchpoint, by=member_of(request))
    return _done(request, touchpoint, _("The entry stands again"))


@members_only(Permission.LOG_TOUCHPOINTS)
@require_POST
def pin(request: HttpRequest, touchpoint_id: int) -> HttpResponse:
    """Put an entry on top of the timeline."""
    touchpoint = touchpoint_for(member_of(request), touchpoint_id)
    pin_touchpoint(touchpoint, by=member_of(request))
    return _done(request, touchpoint, _("Pinned"), reverse("timeline:unpin", args=[touchpoint.pk]))


@members_only(Permission.LOG_TOUCHPOINTS)
@require_POST
def unpin(request: HttpRequest, touchpoint_id: int) -> HttpResponse:
    """Take it from the top."""
    touchpoint = touchpoint_for(member_of(request), touchpoint_id)
    unpin_touchpoint(touchpoint, by=member_of(request))
    return _done(request, touchpoint, _("No longer pinned"), reverse("timeline:pin", args=[touchpoint.pk]))


def _own(request: HttpRequest, touchpoint_id: int) -> Touchpoint:
    touchpoint = touchpoint_for(member_of(request), touchpoint_id)
    if not may_correct(member_of(request), touchpoint):
        raise PermissionDenied
    return touchpoint


def _done(request: HttpRequest, touchpoint: Touchpoint, text: str, undo: str = "") -> HttpResponse:
    page = came_from(request, reverse("people:party", args=[touchpoint.party_id]))
    return done(request, to=page, text=text, undo=undo, refresh="party", data={"id": str(touchpoint.party_id)})
