"""What people type, or touch, to prove who they are: a password, a code, a passkey."""

import json
from typing import Any

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from perennial.team.actions import note_recovery_code_used, spend_code
from perennial.team.deeds import record_deed
from perennial.team.forms import LONGEST_PASSWORD

LONGEST_CREDENTIAL = 30_000
MALFORMED = (AttributeError, IndexError, KeyError, OverflowError, TypeError, UnicodeError, ValueError)


def _dress_code(field: Any, label: Any, help_text: Any = "") -> None:
    field.label, field.help_text = label, help_text
    field.max_length = 40
    field.widget.attrs = {
        "autocomplete": "one-time-code",
        "inputmode": "numeric",
        "autocapitalize": "none",
        "spellcheck": "false",
        "maxlength": 40,
    }


class _CodeCountsOnce(base.BaseAuthenticateForm):  # type: ignore[misc]
    """A code of the app, or a recovery code; each opens once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress_code(self.fields["code"], _("Code"), _("Six digits from your authenticator app, or one of your recovery codes."))

    def clean_code(self) -> str:
        code = str(super().clean_code())
        if self.authenticator.type == Authenticator.Type.TOTP and not spend_code(self.authenticator, code):
            self._emit_authentication_failed(self.authenticator)
            raise get_adapter().validation_error("incorrect_code")
        return code

    def save(self) -> None:
        super().save()
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            now = Authenticator.objects.get(pk=self.authenticator.pk)
            note_recovery_code_used(by=self.user, left=len(now.wrap().get_unused_codes()))

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        record_deed("team.member.second_step_failed", by=None, on=self.user)


class SecondStepForm(_CodeCountsOnce, base.AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in, by a code."""


class ProofByCodeForm(_CodeCountsOnce, base.ReauthenticateForm):  # type: ignore[misc]
    """Once more before a change, by a code."""


class ProofByPasswordForm(account.ReauthenticateForm):  # type: ignore[misc]
    """Once more before a change, by the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = forms.PasswordInput(attrs={"autocomplete": "current-password", "maxlength": LONGEST_PASSWORD})
        field = forms.CharField(label=_("Your password"), max_length=LONGEST_PASSWORD, strip=False, widget=widget)
        self.fields["password"] = field


class _SoundCredential(forms.Form):
    """A passkey's answer, as the page's script sends it; whatever is no such thing is as wrong as a wrong one."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except MALFORMED:
            raise get_adapter().validation_error("incorrect_code") from None


class PasskeySignInForm(_SoundCredential, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """Signing in with a passkey alone."""


class SecondStepPasskeyForm(_SoundCredential, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """The second step of signing in, by a passkey."""


class ProofByPasskeyForm(_SoundCredential, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Once more before a change, by a passkey."""


class PasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey and what it is called."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        required=False,
        help_text=_("How you tell it from others: “Phone”, “Work laptop”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless")  # all of ours are
        self.fields["credential"].error_messages["required"] = _(
            "No passkey was made. Press the button and follow your device."
        )

    def clean(self) -> dict[str, Any]:
        if len(json.dumps(self.cleaned_data.get("credential"))) > LONGEST_CREDENTIAL:
            raise get_adapter().validation_error("incorrect_code")
        try:
            return dict(super().clean())
        except MALFORMED:
            raise get_adapter().validation_error("incorrect_code") from None


class PasskeyNameForm(forms.Form):
    """What a passkey is called."""

    name = forms.CharField(label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class AuthenticatorForm(totp.ActivateTOTPForm):  # type: ignore[misc]
    """The code that the app shows, as the proof that it works."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress_code(self.fields["code"], _("Code"), _("The six digits that the app shows now."))
