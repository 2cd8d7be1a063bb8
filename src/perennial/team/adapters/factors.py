"""Second factors: whose they are called, and how their secrets are kept."""

import base64
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from perennial.team.models import Member, Workspace


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Named in MFA_ADAPTER. Passkeys belong to the configured origin, whatever name a request was sent to."""

    def get_totp_issuer(self) -> str:
        return str(Workspace.current())

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.ORIGIN).hostname or "localhost", "name": str(Workspace.current())}

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was encrypted with another installation's secret reads as a secret that no code fits."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return _NOBODYS

    def generate_authenticator_name(self, user: Member, type: Any) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey") if number == 1 else _("Passkey %(number)s") % {"number": number}


_NOBODYS = base64.b32encode(salted_hmac("perennial.team.factors", "nobody", algorithm="sha256").digest()[:20]).decode()


def _box() -> Fernet:
    """A box that opens with the installation's secret: whoever reads only the database learns no code."""
    key = salted_hmac("perennial.team.factors", "secrets", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
