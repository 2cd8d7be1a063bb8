"""Sign-in by a provider: whom it may let in, and as whom."""

import logging
from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from perennial.design.answers import toast
from perennial.team.actions import ProviderRefusedError, connect_provider, join_by_provider
from perennial.team.deeds import record_deed
from perennial.team.freshness import is_fresh
from perennial.team.models import Member
from perennial.team.oidc import OidcProvider

log = logging.getLogger(__name__)
TRUE = (True, "true")  # some providers write it as a text


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Named in SOCIALACCOUNT_ADAPTER. Providers come from the environment only."""

    def list_apps(self, request: Any, provider: Any = None, client_id: Any = None) -> list[Any]:
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Our actions tell of it themselves."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """The provider has proved who it is; here it is decided whom that lets in. Ends a sign-in that may not go on."""
        if not constant_time_compare(str(sociallogin.nonce), str(sociallogin.state.get("nonce"))):
            self._refuse(request, _("The provider’s answer does not belong to this sign-in. Try again."))
        provider = provider_named(sociallogin.provider.sub_id)
        try:
            if sociallogin.state.get("process") == "connect":
                self._connect(request, sociallogin, provider)
            elif not sociallogin.is_existing:
                self._find_member(sociallogin, provider)
        except ProviderRefusedError as error:
            self._refuse(request, str(error))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        cause = exception.__cause__ or exception if exception else "no such sign-in was begun here, or it is too old"
        if error != "cancelled":
            log.warning("sign-in by %s failed: %s", provider, cause)

    def _connect(self, request: HttpRequest, sociallogin: Any, provider: OidcProvider) -> NoReturn:
        if not isinstance(request.user, Member) or not is_fresh(request):
            raise ProviderRefusedError(_("Sign in, then connect the provider under Settings, Sign-in and security."))
        if sociallogin.is_existing and sociallogin.user != request.user:
            raise ProviderRefusedError(_("This account belongs to another member."))
        if not sociallogin.is_existing:
            connect_provider(sociallogin.account, provider, by=request.user)
        toast(request, _("%(provider)s is connected. It signs you in from now on.") % {"provider": provider.name})
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("team:security")))

    @transaction.atomic
    def _find_member(self, sociallogin: Any, provider: OidcProvider) -> None:
        email = proved_email(sociallogin.claims, provider)
        member = Member.objects.filter(email=email).first()
        if member and not member.is_active:
            record_deed("team.member.sign_in_failed", by=None, on=member, name=member.email)
            raise ProviderRefusedError(_("This account was deactivated. The owner of the workspace can give access back."))
        member = member or join_by_provider(provider, email=email, name=str(sociallogin.claims.get("name") or ""))
        sociallogin.account = connect_provider(sociallogin.account, provider, by=member)
        sociallogin.user = member

    def _refuse(self, request: HttpRequest, message: str) -> NoReturn:
        raise ImmediateHttpResponse(render(request, "team/provider_refused.html", {"message": message}, status=403))


def provider_named(key: str) -> OidcProvider:
    """The provider that the environment calls so."""
    return next(one for one in settings.OIDC_PROVIDERS if one.key == key)


def proved_email(claims: dict[str, Any], provider: OidcProvider) -> str:
    """The address that a provider has checked, of a domain that it may vouch for. Raises ProviderRefusedError."""
    email = str(claims.get("email") or "").strip().lower()
    if not email or claims.get("email_verified") not in TRUE:
        raise ProviderRefusedError(
            _("%(provider)s has not verified your address. Verify it there, then try again.") % {"provider": provider.name}
        )
    if not provider.takes(email):
        raise ProviderRefusedError(_("Addresses like %(email)s are not let in here.") % {"email": email})
    return email
