"""When, from where and with what a session was last seen."""

import datetime as dt
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from perennial.kernel import clock

AGAIN_AFTER = dt.timedelta(minutes=10)
MOST_REMEMBERED = 10_000
_noted: dict[str, dt.datetime] = {}


def note_session(request: HttpRequest) -> None:
    """Keep it fresh to ten minutes. This process remembers what it noted, so that most requests cost no query."""
    key, now = getattr(getattr(request, "session", None), "session_key", None) or "", clock.now()
    if key and now - _noted.get(key, dt.datetime.min.replace(tzinfo=dt.UTC)) > AGAIN_AFTER:
        if len(_noted) >= MOST_REMEMBERED:
            _noted.clear()
        _noted[key] = now
        _keep(request, key, now)


def _keep(request: HttpRequest, key: str, now: dt.datetime) -> None:
    facts: dict[str, Any] = {
        "user": request.user,
        "last_seen_at": now,
        "ip": get_adapter().get_client_ip(request),
        "user_agent": request.headers.get("User-Agent", "")[:200],
    }
    if not UserSession.objects.filter(session_key=key).update(**facts):
        UserSession.objects.get_or_create(session_key=key, defaults=facts)
