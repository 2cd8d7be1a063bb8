"""Finding a colleague by name, for a mention."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from perennial.team.guard import members_only
from perennial.team.mentions import colleagues_named


@require_GET
@members_only()
def colleagues(request: HttpRequest) -> HttpResponse:
    """Those who work here and whose name or address begins with what is typed; the value is what stands behind the @."""
    return render(request, "design/options.html", {"options": colleagues_named(request.GET.get("q", ""))})
