"""How a member signs in: passkeys, the authenticator app, recovery codes, devices."""

import base64
import json

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import clear_totp_secret
from allauth.mfa.webauthn.internal.auth import begin_registration
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from perennial.design.answers import done, show_form, toast
from perennial.team import actions
from perennial.team.access import factor_for, providers_of, session_for, sessions_of
from perennial.team.factors import factors_of, needs_second_factor
from perennial.team.freshness import fresh_only
from perennial.team.guard import member_of, members_only
from perennial.team.models import Member
from perennial.team.proofs import AuthenticatorForm, PasskeyForm, PasskeyNameForm


@require_GET
@never_cache
@members_only()
def security(request: HttpRequest) -> HttpResponse:
    """Every way in, and every device that is in."""
    member = member_of(request)
    context = {
        "factors": factors_of(member),
        "is_needed": needs_second_factor(member, request.workspace),  # type: ignore[attr-defined]
        "has_password": member.has_usable_password(),
        "sessions": sessions_of(member, request.session.session_key or ""),
        "providers": providers_of(member),
    }
    return render(request, "team/security.html", context)


@require_GET
@never_cache
@members_only()
def second_factor_needed(request: HttpRequest) -> HttpResponse:
    """Where a member is led whose role needs a second factor and who has none."""
    if not getattr(request, "must_set_up", False):
        return redirect("team:security")
    return render(request, "team/second_factor_needed.html")


@require_http_methods(["GET", "POST"])
@never_cache
@members_only()
@fresh_only()
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Asks the device for a passkey and keeps it."""
    member = member_of(request)
    form = PasskeyForm(request.POST or None, user=member)
    if form.is_valid():
        try:
            actions.add_passkey(form.cleaned_data["credential"], name=form.cleaned_data["name"], by=member)
        except actions.FactorError as error:
            form.add_error(None, str(error))
        else:
            return _added(request, _("The passkey is added."))
    context = {"form": form, "options": json.dumps(begin_registration(member, True))}
    return render(request, "team/add_passkey.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@members_only()
@fresh_only()
def add_authenticator(request: HttpRequest) -> HttpResponse:
    """Shows the secret as a picture and in letters, and keeps it once the app shows the right code."""
    member = member_of(request)
    if factors_of(member).authenticator:
        return redirect("team:security")
    form = AuthenticatorForm(request.POST or None, user=member)
    if form.is_valid():
        try:
            actions.add_authenticator(form.secret, form.cleaned_data["code"], by=member)
        except actions.FactorError as error:
            form.add_error(None, str(error))
        else:
            clear_totp_secret(request)
            return _added(request, _("The authenticator app is added."))
    adapter = get_adapter()
    address = adapter.build_totp_url(member, form.secret)
    picture = base64.b64encode(adapter.build_totp_svg(address).encode()).decode()
    groups = " ".join(form.secret[at : at + 4] for at in range(0, len(form.secret), 4))
    context = {"form": form, "address": address, "picture": picture, "secret": groups}
    return render(request, "team/add_authenticator.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@members_only()
@fresh_only()
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """How many are left; sent, makes new ones and shows them this once."""
    member = member_of(request)
    if request.method == "POST":
        try:
            codes = actions.make_recovery_codes(by=member)
        except actions.FactorError as error:
            toast(request, str(error), tone="poor")
            return redirect("team:security")
        return render(request, "team/recovery_codes.html", {"codes": [f"{code[:4]} {code[4:]}" for code in codes]})
    factors = factors_of(member)
    return render(request, "team/recovery_codes.html", {"factors": factors}) if factors.are_on else redirect("team:security")


@require_http_methods(["GET", "POST"])
@members_only()
@fresh_only()
def passkey_name(request: HttpRequest, id: int) -> HttpResponse:
    """Another name for a passkey."""
    passkey = factor_for(member_of(request), id, Authenticator.Type.WEBAUTHN)
    form = PasskeyNameForm(request.POST or None, initial={"name": passkey.data["name"]})
    if form.is_valid():
        actions.rename_passkey(passkey, form.cleaned_data["name"], by=member_of(request))
        return done(request, to=reverse("team:security"), text=_("The passkey is renamed."))
    return show_form(request, form, title=_("Rename the passkey"), back=reverse("team:security"))


@require_http_methods(["GET", "POST"])
@members_only()
@fresh_only()
def factor_removal(request: HttpRequest, id: int) -> HttpResponse:
    """Asks once more, then removes a passkey or the authenticator app."""
    member, to = member_of(request), reverse("team:security")
    factor = factor_for(member, id)
    if request.method == "POST":
        try:
            actions.remove_factor(factor, by=member)
        except actions.FactorError as error:
            toast(request, str(error), tone="poor")
            return redirect(to)
        return done(request, to=to, text=_("It is removed. It opens nothing any more."))
    is_last = not [one for one in _firm(member) if one != factor.pk]
    text = _("You will sign in without it.")
    if is_last:
        text = _("It is your last one: from then on your password alone signs you in, and your recovery codes end.")
    name = factor.data.get("name") or _("Authenticator app")
    title = _("Remove “%(name)s”?") % {"name": name}
    return show_form(request, None, title=title, text=text, submit=_("Remove"), danger=True, back=to)


@require_POST
@members_only()
def session_ending(request: HttpRequest, id: int) -> HttpResponse:
    """Signs one device out."""
    actions.end_session(session_for(member_of(request), id), by=member_of(request))
    toast(request, _("That device is signed out."))
    return redirect("team:security")


def _firm(member: Member) -> list[int]:
    factors = factors_of(member)
    return [one.id for one in factors.passkeys] + ([factors.authenticator.pk] if factors.authenticator else [])


def _added(request: HttpRequest, text: str) -> HttpResponse:
    """On to the recovery codes while there are none."""
    toast(request, text)
    return redirect("team:security" if factors_of(member_of(request)).codes else "team:recovery_codes")
