"""Ending sessions: one, every other one, all."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from perennial.team.deeds import record_deed
from perennial.team.models import Member


@transaction.atomic
def end_session(session: UserSession, *, by: Member) -> None:
    """Sign one device out, at once. Doing it twice changes nothing."""
    if not UserSession.objects.filter(pk=session.pk).delete()[0]:
        return
    Session.objects.filter(pk=session.session_key).delete()
    record_deed("team.session.ended", by=by, on=session.user, changes={"from": (session.ip, "")})


def forget_sessions(member: Member, *, but: str = "") -> None:
    """Delete every session of a member from the database, but for the one with the key `but`. Part of other actions."""
    rows = UserSession.objects.filter(user=member).exclude(session_key=but)
    Session.objects.filter(pk__in=list(rows.values_list("session_key", flat=True))).delete()
    rows.delete()
