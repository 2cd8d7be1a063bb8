"""The page of an audience: whom it means, how it grew, who is in it and why, who came and left."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from perennial.audiences.actions import AudienceRefusedError, change_audience
from perennial.audiences.page import facts_of, members_shown, passages_shown
from perennial.audiences.queries import audience_for
from perennial.audiences.rules import may_edit_audiences
from perennial.audiences.saying import Wording
from perennial.design.answers import done
from perennial.kernel.http.back import came_from
from perennial.people.rules import may_export
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission

TABS = {"members": members_shown, "passages": passages_shown}


@members_only(Permission.SEE_CUSTOMERS)
@require_GET
def page(request: HttpRequest, audience_id: int) -> HttpResponse:
    """One audience, with its members or those who came and left."""
    member = member_of(request)
    audience = audience_for(member, audience_id)
    tab = request.GET.get("show", "members")
    tab = tab if tab in TABS else "members"
    context: dict[str, Any] = {
        "audience": audience,
        "tab": tab,
        "may_edit": may_edit_audiences(member),
        "may_export": may_export(member),
        **facts_of(audience, Wording.of(member)),
        **TABS[tab](request, audience),
    }
    return render(request, "audiences/page.html", context)


@members_only(Permission.EDIT_AUDIENCES)
@require_POST
def telling(request: HttpRequest, audience_id: int) -> HttpResponse:
    """Whether Today tells who enters."""
    audience = audience_for(member_of(request), audience_id)
    to = came_from(request, reverse("audiences:page", args=[audience.pk]))
    on = request.POST.get("on") == "yes"
    try:
        change_audience(audience, by=member_of(request), version=audience.version, on_today=on)
    except AudienceRefusedError as refused:
        return done(request, to=to, text=str(refused))
    return done(request, to=to, text=_("Today tells who enters") if on else _("Today no longer tells who enters"))
