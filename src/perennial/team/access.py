"""Questions about who is in: a member's sessions, factors and providers, each fetched for a member who may have it."""

import dataclasses
import datetime as dt

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import Http404
from django.utils.crypto import constant_time_compare

from perennial.kernel import clock
from perennial.team.devices import Device, device_of
from perennial.team.factors import FIRM
from perennial.team.models import Member
from perennial.team.rules import may_manage_team

NOWHERE = "::"  # the address of a session whose address is not known


@dataclasses.dataclass(frozen=True)
class OpenSession:
    """A browser that is signed in."""

    id: int
    device: Device
    ip: str
    since: dt.datetime
    seen_at: dt.datetime
    is_this: bool


@dataclasses.dataclass(frozen=True)
class Vouching:
    """A provider that is set up, and the member's account there, if it is connected."""

    key: str
    name: str
    account: SocialAccount | None


def sessions_of(member: Member, current: str = "") -> list[OpenSession]:
    """The sessions of a member that still open something, this one first, then the last seen. Two queries."""
    rows = list(UserSession.objects.filter(user=member).order_by("-last_seen_at")[:200])
    alive = {
        session.session_key
        for session in Session.objects.filter(pk__in=[row.session_key for row in rows], expire_date__gt=clock.now())
        if constant_time_compare(session.get_decoded().get(HASH_SESSION_KEY, ""), member.get_session_auth_hash())
    }
    found = [
        OpenSession(
            id=row.pk,
            device=device_of(row.user_agent),
            ip="" if row.ip == NOWHERE else row.ip,
            since=row.created_at,
            seen_at=row.last_seen_at,
            is_this=row.session_key == current,
        )
        for row in rows
        if row.session_key in alive
    ]
    return sorted(found, key=lambda one: not one.is_this)


def session_for(actor: Member, session_id: int, *, of: Member | None = None) -> UserSession:
    """One session: one's own, or for who manages the team one of the member `of`."""
    session = UserSession.objects.filter(pk=session_id, user=_person(actor, of)).select_related("user").first()
    if session is None:
        raise Http404
    return session


def factor_for(actor: Member, factor_id: int, *types: str) -> Authenticator:
    """One's own passkey or authenticator app."""
    factor = Authenticator.objects.filter(pk=factor_id, user=actor, type__in=types or FIRM).first()
    if factor is None:
        raise Http404
    return factor


def providers_of(member: Member) -> list[Vouching]:
    """Every provider that is set up, and accounts at providers that are not any more."""
    accounts = {one.provider: one for one in SocialAccount.objects.filter(user=member).order_by("provider")}
    found = [Vouching(one.key, one.name, accounts.pop(one.key, None)) for one in settings.OIDC_PROVIDERS]
    return found + [Vouching(key, key, account) for key, account in accounts.items()]


def provider_account_for(actor: Member, account_id: int) -> SocialAccount:
    """One's own account at a provider."""
    account = SocialAccount.objects.filter(pk=account_id, user=actor).first()
    if account is None:
        raise Http404
    return account


def _person(actor: Member, of: Member | None) -> Member:
    if of is not None and of != actor and not may_manage_team(actor):
        raise Http404
    return of or actor
