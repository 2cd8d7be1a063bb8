"""Tokens: the password reset's, and the invitation's."""

import hashlib
import secrets

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from perennial.team.models import Member


class ResetTokens(PasswordResetTokenGenerator):
    """A reset link dies when it was used, when its hour is over, when the password, the address or the last sign-in changes,
    when the member's sessions are ended, and when they are deactivated."""

    def _make_hash_value(self, user: Member, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}|{user.session_version}|{user.is_active}"


def new_token() -> str:
    """32 random bytes, as they stand in a link."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
