"""Signing in and out: nobody signs up, everything is in the audit log."""

from contextlib import suppress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from perennial.team.access import NOWHERE
from perennial.team.addresses import address_of
from perennial.team.deeds import record_deed
from perennial.team.freshness import is_fresh
from perennial.team.mail import MailNotSentError, send_mail
from perennial.team.models import Member

FIRST_STEP = "team_first_step"
VOUCHED_FOR_SECONDS = 12 * 60 * 60  # who is let go at the provider is out here within half a day


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Named in ACCOUNT_ADAPTER."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or NOWHERE

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth's own key holds the Host header, so that each invented Host would bring five fresh attempts.
        return str(credentials.get("email", "")).lower()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        user = context.get("user") or self.request.user
        # a mail that only tells of what was done must not undo it; why it was not sent is in the log
        with suppress(MailNotSentError):
            send_mail(f"{template_prefix}.txt", email, context, language=getattr(user, "language", ""))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("team:profile")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        tried = str(credentials.get("email", ""))
        record_deed("team.member.sign_in_failed", by=None, on=Member.objects.filter(email=tried).first(), name=tried)

    def pre_login(self, request: HttpRequest, user: Member, **kwargs: Any) -> HttpResponse | None:
        """Remembers as whom the first step was taken: the second one, minutes later, counts only for the same password."""
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        if answer is None:
            request.session[FIRST_STEP] = user.get_session_auth_hash()
        return answer

    def login(self, request: HttpRequest, user: Member) -> None:
        if not user.is_active or request.session.pop(FIRST_STEP, "") != user.get_session_auth_hash():
            clear_login(request)
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        with transaction.atomic():
            how = ways_in(request, user)
            super().login(request, user)
            if "socialaccount" in how:
                request.session.set_expiry(VOUCHED_FOR_SECONDS)
            record_deed("team.member.signed_in", by=user, on=user, changes={"with": ("", " + ".join(how))} if how else None)

    def is_reauthentication_required(self, *, app: str) -> bool:
        return not is_fresh(self.request)

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, Member):
            record_deed("team.member.signed_out", by=request.user, on=request.user)
            UserSession.objects.filter(session_key=request.session.session_key).delete()
        super().logout(request)

    def set_password(self, user: Member, password: str) -> None:
        with transaction.atomic():
            super().set_password(user, password)
            record_deed("team.member.password_changed", by=user, on=user)

    def respond_user_inactive(self, request: HttpRequest, user: Member) -> HttpResponse:
        record_deed("team.member.sign_in_failed", by=None, on=user, name=user.email)
        answer: HttpResponse = super().respond_user_inactive(request, user)
        return answer


def ways_in(request: HttpRequest, member: Member) -> list[str]:
    """What somebody proved in this session on the way in: "password", "totp", "webauthn", "recovery_codes", "socialaccount"."""
    records = get_authentication_records(request, member)
    return list(dict.fromkeys(str(record.get("type") or record["method"]) for record in records))
