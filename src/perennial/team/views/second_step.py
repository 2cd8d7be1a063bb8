"""The second step of signing in, signing in by passkey, proving once more that it is you: allauth's views, our pages."""

import json
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as base
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.http import HttpResponse

from perennial.team.factors import factors_of


class SecondStep(base.AuthenticateView):  # type: ignore[misc]
    """Reached only between the right password and the session."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        factors = factors_of(self.stage.login.user)
        options = json.dumps(context.pop("js_data")["request_options"])
        return {**context, "factors": factors, "options": options}


class PasskeySignIn(webauthn.LoginWebAuthnView):  # type: ignore[misc]
    """A passkey instead of the password; the session lasts as with a password."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        self.request.session.set_expiry(settings.SESSION_COOKIE_AGE if self.request.POST.get("remember") else 0)
        return answer


class ProofByPassword(account.ReauthenticateView):  # type: ignore[misc]
    template_name = "team/prove.html"


class ProofByCode(base.ReauthenticateView):  # type: ignore[misc]
    template_name = "team/prove.html"


class ProofByPasskey(webauthn.ReauthenticateWebAuthnView):  # type: ignore[misc]
    template_name = "team/prove.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "options": json.dumps(context.pop("js_data")["request_options"])}

    def form_invalid(self, form: Any) -> HttpResponse:
        return HttpResponse(self.render_to_response(self.get_context_data(form=form)).rendered_content, status=422)


second_step = SecondStep.as_view()
passkey_sign_in = PasskeySignIn.as_view()
proof_by_password = ProofByPassword.as_view()
proof_by_code = ProofByCode.as_view()
proof_by_passkey = ProofByPasskey.as_view()
