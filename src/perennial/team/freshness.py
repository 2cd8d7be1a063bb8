"""Before a change of how somebody signs in they prove once more that it is them, unless they did a moment ago."""

import time
from collections.abc import Callable
from functools import wraps
from typing import cast
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from perennial.design.answers import by_htmx
from perennial.kernel.http.back import came_from
from perennial.kernel.once.forms import not_done
from perennial.team.guard import P, View, member_of
from perennial.team.models import Member

FRESH_SECONDS = 10 * 60


def is_fresh(request: HttpRequest) -> bool:
    """Whether the member proved in this session, in the last ten minutes, that it is them: by signing in or once more."""
    records = get_authentication_records(request, member_of(request)) if request.user.is_authenticated else []
    return any(time.time() - FRESH_SECONDS < record["at"] for record in records)


def remember_proof(request: HttpRequest, member: Member) -> None:
    """Note that a member who was just made chose the password in this session."""
    record_authentication(request, member, method="password")


def fresh_only() -> Callable[[View[P]], View[P]]:
    """Decorator inside of `members_only`: asks for the proof first, then comes back to the page (never to what was sent)."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if is_fresh(request):
                return view(request, *args, **kwargs)
            return not_done(_ask_for_proof(request))

        return cast("View[P]", guarded)

    return guard


def _ask_for_proof(request: HttpRequest) -> HttpResponse:
    looks = request.method == "GET" and not by_htmx(request)
    back = request.get_full_path() if looks else came_from(request, reverse("team:security"))
    if methods := get_adapter().get_reauthentication_methods(request.user):
        return _lead(request, f"{methods[0]['url']}?{urlencode({'next': back})}")
    if by_htmx(request):
        return _lead(request, request.get_full_path())
    return render(request, "team/prove_by_provider.html", {"back": back})  # neither password nor factor: the provider knows


def _lead(request: HttpRequest, to: str) -> HttpResponse:
    """The whole page goes there, even when a piece of one was asked for."""
    return HttpResponse(status=204, headers={"HX-Redirect": to}) if by_htmx(request) else HttpResponseRedirect(to)
