"""Members with every kind of second factor, for the screens about signing in."""

import json
from pathlib import Path

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from perennial.team import actions
from perennial.team.models import Member

CREDENTIAL = json.loads((Path(__file__).parent / "passkey.json").read_text())  # one that a browser's tools made
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1"
SECRET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def security_page(member: Member) -> str:
    """Two passkeys, an app, codes, and a second device."""
    for name in ("Phone", "The laptop in the back office that everybody shares on Saturdays"):
        actions.add_passkey(CREDENTIAL, name=name, by=member)
    actions.add_authenticator(SECRET, "000000", by=member)
    actions.make_recovery_codes(by=member)
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(member.pk), member.get_session_auth_hash()
    session.create()
    UserSession.objects.create(
        user=member, session_key=session.session_key, ip="2001:db8:85a3::8a2e:370:7334", user_agent=PHONE
    )
    return "/settings/security/"


def passkey_page(member: Member) -> str:
    """Adding one."""
    return "/settings/security/passkeys/new/"


def authenticator_page(member: Member) -> str:
    """The picture to scan."""
    return "/settings/security/authenticator/"


def codes_page(member: Member) -> str:
    """Ten are left."""
    security_page(member)
    return "/settings/security/recovery-codes/"


def needed_page(member: Member) -> str:
    """The member's role needs a second factor."""
    actions.require_second_factor([member.role], by=member)
    return "/settings/security/needed/"


def removal_page(member: Member) -> str:
    """Asks before the app goes."""
    security_page(member)
    app = Authenticator.objects.get(user=member, type=Authenticator.Type.TOTP)
    return f"/settings/security/factors/{app.pk}/removal/"


def member_page(member: Member) -> str:
    """What an owner sees of a colleague."""
    ana = Member.objects.create_user("ana@juniper.example", None, name="Ana Lima", role="agent")
    security_page(ana)
    return f"/settings/team/members/{ana.pk}/security/"
