"""What every request learns: where it comes from, and in which language and time zone to answer."""

import datetime as dt
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject

from perennial.kernel import clock
from perennial.team.addresses import address_of
from perennial.team.deeds import address_of_request
from perennial.team.models import Member, Workspace

SEEN_AGAIN_AFTER = dt.timedelta(minutes=10)


class AddressMiddleware(MiddlewareMixin):
    """Keeps the request's address for the audit log."""

    def process_request(self, request: HttpRequest) -> None:
        address_of_request.set(address_of(request))


class MemberMiddleware(MiddlewareMixin):
    """Language and time zone: the member's, else the workspace's, else the browser's. Notes when a member was last seen."""

    def process_request(self, request: HttpRequest) -> None:
        if request.path_info.startswith(settings.STATIC_URL):
            return
        member = request.user if isinstance(request.user, Member) else None
        workspace: Any = SimpleLazyObject(Workspace.current)
        cast(Any, request).workspace = workspace
        if member:  # a stranger's language is what they chose on the page, else their browser's: LocaleMiddleware saw to it
            self._speak(request, member.language or workspace.language)
        zone = (member.time_zone if member else "") or workspace.time_zone
        timezone.activate(clock.zone_named(zone))
        if member:
            self._note(member)

    def _speak(self, request: HttpRequest, language: str) -> None:
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            cast(Any, request).LANGUAGE_CODE = language

    def _note(self, member: Member) -> None:
        if member.last_seen_at is None or clock.now() - member.last_seen_at > SEEN_AGAIN_AFTER:
            Member.objects.filter(pk=member.pk).update(last_seen_at=clock.now())
