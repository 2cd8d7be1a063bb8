"""Finding a colleague by name, for a mention."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from perennial.team.guard import members_only
from perennial.team.mentions import handle_of
from perennial.team.models import Member

MOST = 8


@require_GET
@members_only()
def colleagues(request: HttpRequest) -> HttpResponse:
    """Those who work here and whose name or address begins with what is typed; the value is what stands behind the @."""
    typed = request.GET.get("q", "").strip().casefold()[:100]
    team = list(Member.objects.active())
    found = [member for member in team if _begins(member, typed)][:MOST]
    options = [
        {"value": handle_of(one, team), "label": one.name or one.email, "detail": one.get_role_display()} for one in found
    ]
    return render(request, "design/options.html", {"options": options})


def _begins(member: Member, typed: str) -> bool:
    name = member.name.casefold()
    return any(part.startswith(typed) for part in (name, *name.split(), member.email))
