"""What every request learns: where it comes from, and in which language and time zone to answer."""

import datetime as dt
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone, translation
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject

from perennial.kernel import clock
from perennial.kernel.http.problems import wants_problem
from perennial.team.addresses import address_of
from perennial.team.deeds import address_of_request
from perennial.team.factors import must_set_up_second_factor
from perennial.team.models import Member, Workspace
from perennial.team.seen import note_session
from perennial.team.words import speak_of

SEEN_AGAIN_AFTER = dt.timedelta(minutes=10)

SETTING_UP = {
    "team:second_factor_needed",
    "team:add_passkey",
    "team:add_authenticator",
    "team:language",
    "design:theme",
    "account_logout",
    "account_reauthenticate",
    "openid_connect_login",
    "openid_connect_callback",
}


class AddressMiddleware(MiddlewareMixin):
    """Keeps the request's address for the audit log."""

    def process_request(self, request: HttpRequest) -> None:
        address_of_request.set(address_of(request))


class MemberMiddleware(MiddlewareMixin):
    """Language and time zone: the member's, else the workspace's, else the browser's. Notes when a member was last seen, and
    leads whoever needs a second factor and has none to set it up before anything else."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if request.path_info.startswith(settings.STATIC_URL):
            return None
        member = None
        if not wants_problem(request):  # no cookie speaks for anybody in the API: it asks for a token
            member = request.user if isinstance(request.user, Member) else None
        if member:  # without Django's proxy from here on: a list asks for their rights in every cell
            request.user = member = cast(Member, getattr(member, "_wrapped", member))
        workspace: Any = SimpleLazyObject(Workspace.current)
        cast(Any, request).workspace = workspace
        if member:  # a stranger's language is what they chose on the page, else their browser's: LocaleMiddleware saw to it
            self._speak(request, member.language or workspace.language, workspace.called)
        zone = (member.time_zone if member else "") or workspace.time_zone
        timezone.activate(clock.zone_named(zone))
        if not member:
            return None
        self._note(member)
        note_session(request)
        if must_set_up_second_factor(member, workspace):
            cast(Any, request).must_set_up = True
            return None if _sets_up(request) else _lead_to_set_up(request)
        return None

    def _speak(self, request: HttpRequest, language: str, called: str) -> None:
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            speak_of(called)
            cast(Any, request).LANGUAGE_CODE = language

    def _note(self, member: Member) -> None:
        if member.last_seen_at is None or clock.now() - member.last_seen_at > SEEN_AGAIN_AFTER:
            Member.objects.filter(pk=member.pk).update(last_seen_at=clock.now())


def _sets_up(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).view_name in SETTING_UP
    except Resolver404:
        return False


def _lead_to_set_up(request: HttpRequest) -> HttpResponse:
    to = reverse("team:second_factor_needed")
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    return HttpResponseRedirect(to)
