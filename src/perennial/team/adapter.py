"""How allauth's sign-in fits this house: nobody signs up, everything is in the audit log."""

from contextlib import suppress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from perennial.team.addresses import address_of
from perennial.team.deeds import record_deed
from perennial.team.mail import MailNotSentError, send_mail
from perennial.team.models import Member


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Named in ACCOUNT_ADAPTER."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or "unknown"

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

    def login(self, request: HttpRequest, user: Member) -> None:
        with transaction.atomic():
            super().login(request, user)
            record_deed("team.member.signed_in", by=user, on=user)

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, Member):
            record_deed("team.member.signed_out", by=request.user, on=request.user)
        super().logout(request)

    def set_password(self, user: Member, password: str) -> None:
        with transaction.atomic():
            super().set_password(user, password)
            record_deed("team.member.password_changed", by=user, on=user)

    def respond_user_inactive(self, request: HttpRequest, user: Member) -> HttpResponse:
        record_deed("team.member.sign_in_failed", by=None, on=user, name=user.email)
        answer: HttpResponse = super().respond_user_inactive(request, user)
        return answer
