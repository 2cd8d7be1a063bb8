"""Signing in: allauth's view, but the first visitor of an empty installation is welcomed."""

from allauth.account.views import login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from perennial.team.queries import nobody_is_here


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The sign-in page; while there is no member, the set-up page."""
    if request.method == "GET" and nobody_is_here():
        return redirect("team:welcome")
    answer: HttpResponseBase = login(request)
    return answer
