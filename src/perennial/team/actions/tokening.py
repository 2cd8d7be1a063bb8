"""Making, using and revoking API tokens."""

import datetime as dt
import hmac
import secrets
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.team.deeds import record_deed
from perennial.team.events import ApiTokenMade, ApiTokenRevoked
from perennial.team.models import ApiToken, Member
from perennial.team.permissions import Permission
from perennial.team.rules import may
from perennial.team.tokens import digest

MARK = "prn"  # tokens that got lost are found by it
MOST_TOKENS = 50
USED_AGAIN_AFTER = dt.timedelta(minutes=1)
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


class TokenRefusedError(Exception):
    """Why there is no such token; the message says what to do instead."""


@transaction.atomic
def make_token(
    *, by: Member, name: str, scopes: Collection[Permission], expires_at: dt.datetime | None = None
) -> tuple[ApiToken, str]:
    """Make a token by which a program acts as `by`, within `scopes`; gives it with its text, which is kept nowhere. Tells
    ApiTokenMade. Refuses (TokenRefusedError) what `by` may not do, nothing at all, and an end that has passed."""
    name = " ".join(name.split())[:80]
    if not name:
        raise TokenRefusedError(_("Say what the token is for."))
    if not scopes:
        raise TokenRefusedError(_("Choose at least one thing that the token may do."))
    if not all(may(by, scope) for scope in scopes):
        raise TokenRefusedError(_("A token may do no more than you may."))
    if expires_at is not None and expires_at <= clock.now():
        raise TokenRefusedError(_("The token would have ended already. Choose a later day."))
    if ApiToken.objects.filter(member=by, revoked_at=None).count() >= MOST_TOKENS:
        raise TokenRefusedError(_("You have %(count)s tokens. Revoke one that is not used.") % {"count": MOST_TOKENS})
    prefix = "".join(secrets.choice(_ALPHABET) for _place in range(10))
    text = f"{MARK}_{prefix}_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        member=by, name=name, prefix=prefix, secret_hash=digest(text), scopes=sorted(scopes), expires_at=expires_at
    )
    record_deed("team.api_token.made", by=by, on=token, changes={"scopes": (None, ", ".join(sorted(scopes)))})
    publish(ApiTokenMade(token_id=token.pk, by_id=by.pk))
    return token, text


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Member) -> None:
    """End a token at once and for good. Tells ApiTokenRevoked; done twice it changes nothing."""
    token = ApiToken.objects.select_for_update(no_key=True).get(pk=token.pk)
    if token.revoked_at is not None:
        return
    token.revoked_at, token.revoked_by = clock.now(), by
    token.save(update_fields=["revoked_at", "revoked_by"])
    record_deed("team.api_token.revoked", by=by, on=token)
    publish(ApiTokenRevoked(token_id=token.pk, by_id=by.pk))


def token_named(text: str) -> ApiToken | None:
    """The token with this text, if it works now. One query by its prefix; the secret is compared in constant time, also when
    there is none to compare with. That it was used is noted at most once a minute."""
    mark, _first, rest = text.partition("_")
    prefix, _second, _secret = rest.partition("_")
    known = (
        ApiToken.objects.select_related("member").filter(prefix=prefix).first() if mark == MARK and prefix.isalnum() else None
    )
    if not hmac.compare_digest(known.secret_hash if known else "0" * 64, digest(text)) or known is None or not known.works:
        return None
    now = clock.now()
    if known.last_used_at is None or now - known.last_used_at > USED_AGAIN_AFTER:
        unnoted = Q(last_used_at=None) | Q(last_used_at__lt=now - USED_AGAIN_AFTER)
        ApiToken.objects.filter(unnoted, pk=known.pk).update(last_used_at=now)
    known.member.scopes = frozenset(known.scopes)
    return known
