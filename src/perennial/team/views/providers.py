"""Signing in by a provider, and connecting one."""

import logging

import requests
from allauth.account.internal.decorators import login_not_required
from allauth.core.internal import ratelimit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from perennial.design.answers import done, show_form, toast
from perennial.team import actions
from perennial.team.access import provider_account_for
from perennial.team.adapters.providers import provider_named
from perennial.team.freshness import fresh_only
from perennial.team.guard import member_of, members_only
from perennial.team.provider import OidcAdapter

log = logging.getLogger(__name__)
LIMITS = {"provider": "30/m/ip"}
TROUBLE = (OAuth2Error, requests.RequestException, KeyError, TypeError, ValueError)


@require_http_methods(["GET", "POST"])
@never_cache
def provider_sign_in(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Begins to sign in by a provider. Nobody else's page can begin it: that takes a form of ours."""
    if request.method == "GET":
        return redirect("account_login")
    return _begin(request, provider_id, "login")


@require_POST
@members_only()
@fresh_only()
def provider_linking(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Begins to connect a provider with the member who is signed in."""
    return _begin(request, provider_id, "connect")


@require_GET
@never_cache
def provider_callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Where the provider sends the browser back to. An answer that names another issuer than the one asked is refused."""
    adapter = _adapter(request, provider_id)
    told = request.GET.get("iss")
    if told is not None and told.rstrip("/") != provider_named(provider_id).issuer.rstrip("/"):
        log.warning("sign-in by %s failed: the answer came from %r", provider_id, told[:200])
        return render(request, "socialaccount/authentication_error.html", status=401)
    try:
        answer: HttpResponseBase = login_not_required(OAuth2CallbackView.adapter_view(adapter))(request)
    except TROUBLE as error:
        return _trouble(request, provider_id, error)
    return answer


@require_GET
def provider_cancelled(request: HttpRequest) -> HttpResponse:
    """Somebody changed their mind at the provider."""
    toast(request, _("You did not sign in at the provider. Nothing was changed."), tone="fair")
    return redirect("account_login")


@require_http_methods(["GET", "POST"])
@members_only()
@fresh_only()
def provider_removal(request: HttpRequest, id: int) -> HttpResponse:
    """Asks once more, then disconnects a provider."""
    to, account = reverse("team:security"), provider_account_for(member_of(request), id)
    if request.method == "POST":
        try:
            actions.disconnect_provider(account, by=member_of(request))
        except actions.ProviderRefusedError as error:
            toast(request, str(error), tone="poor")
            return redirect(to)
        return done(request, to=to, text=_("The provider is disconnected."))
    text = _("It signs you in no more. You can connect it again at any time.")
    return show_form(
        request, None, title=_("Disconnect the provider?"), text=text, submit=_("Disconnect"), danger=True, back=to
    )


def _begin(request: HttpRequest, provider_id: str, process: str) -> HttpResponseBase:
    """The way to the provider as a page that leads on by itself: `form-action 'self'` of the Content-Security-Policy would stop
    a form from being redirected there, and who the provider hands on to is not known beforehand."""
    adapter = _adapter(request, provider_id)
    if refused := ratelimit.consume_or_429(request, app="perennial.team", action="provider", config=LIMITS):
        return refused  # type: ignore[no-any-return]
    asked = QueryDict(mutable=True)
    asked.update({"process": process} | ({"next": request.POST["next"]} if request.POST.get("next") else {}))
    request.GET = request.POST = asked  # type: ignore[assignment] # nothing else that was sent counts
    try:
        answer: HttpResponseBase = OAuth2LoginView.adapter_view(adapter)(request)
    except TROUBLE as error:
        return _trouble(request, provider_id, error)
    if answer.status_code != 302:
        return answer
    return render(request, "team/leaving.html", {"to": answer["Location"], "provider": provider_named(provider_id)})


def _adapter(request: HttpRequest, provider_id: str) -> OidcAdapter:
    adapter = OidcAdapter(request, provider_id)
    try:
        adapter.get_provider()
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return adapter


def _trouble(request: HttpRequest, provider_id: str, error: Exception) -> HttpResponse:
    log.warning("sign-in by %s failed: %s: %s", provider_id, type(error).__name__, error)
    return render(request, "socialaccount/authentication_error.html", status=502)
