"""OpenID Connect as this house speaks it: allauth's, and stricter. Allauth finds the provider here by the module's name."""

import hashlib
import secrets
from typing import Any

import requests
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from perennial.team.addresses import link_to
from perennial.team.oidc import OidcProvider as Configured


class OidcAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """One conversation with a provider. The issuer has to be the configured one, from the discovery to the token."""

    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        wanted = self.get_provider().app.settings["issuer"]
        if str(config.get("issuer", "")).rstrip("/") != wanted.rstrip("/"):
            raise OAuth2Error(f"the provider calls itself {config.get('issuer')!r}, not {wanted!r}")
        return config

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return link_to(reverse("openid_connect_callback", args=[self.provider_id]))

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Who it is, by a token whose issuer, audience and time were checked; what the provider tells besides has to be about
        the same person."""
        if "id_token" not in kwargs["response"]:
            raise OAuth2Error("the provider sent no ID token")
        claims = self._decode_id_token(app, kwargs["response"]["id_token"])
        told = self._fetch_user_info(token.token) if "userinfo_endpoint" in self.openid_config else claims
        if told.get("sub") != claims.get("sub"):
            raise OAuth2Error("the provider told of two people at once")
        data = {"userinfo": {**claims, **told, "iss": claims["iss"]}}
        login = self.get_provider().sociallogin_from_response(request, data)
        login.nonce, login.claims = claims.get("nonce"), data["userinfo"]
        return login


class OidcProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """A provider that the environment names."""

    oauth2_adapter_class = OidcAdapter
    pkce_enabled_default = True

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return list(self.get_scope())  # allauth would add what the address asks for

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        return dict(self.get_auth_params())

    def redirect(
        self, request: HttpRequest, process: str, next_url: Any = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        nonce = secrets.token_urlsafe(24)
        kwargs["auth_params"] = {**(kwargs.get("auth_params") or {}), "nonce": nonce}
        answer: HttpResponse = super().redirect(request, process, next_url, data, nonce=nonce, **kwargs)
        return answer

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Bound to the issuer: the same number at another provider is somebody else."""
        who = data["userinfo"]
        return hashlib.sha256(f"{who['iss']}\n{who['sub']}".encode()).hexdigest()

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"email": str(data["userinfo"].get("email", ""))[:254]}  # nothing else is kept


provider_classes = [OidcProvider]


def troubles_of(provider: Configured) -> list[str]:
    """What keeps a provider from signing anybody in: it does not answer, or calls itself otherwise."""
    try:
        answer = requests.get(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration", timeout=5)
        answer.raise_for_status()
        issuer = str(answer.json().get("issuer", ""))
    except (requests.RequestException, ValueError, AttributeError) as error:
        return [f"{provider.name}: {type(error).__name__}: {error}"[:200]]
    if issuer.rstrip("/") != provider.issuer.rstrip("/"):
        return [f"{provider.name}: {issuer!r} ≠ {provider.issuer!r}"[:200]]
    return []
