"""Ending and giving back a member's access."""

from django.db import transaction
from django.db.models import F

from perennial.kernel.events import publish
from perennial.team.actions.changing_roles import LastOwnerError, held
from perennial.team.actions.sessions import forget_sessions
from perennial.team.deeds import record_deed
from perennial.team.events import MemberDeactivated, MemberReactivated
from perennial.team.models import Member
from perennial.team.rules import is_last_owner


@transaction.atomic
def deactivate_member(member: Member, *, by: Member) -> None:
    """End a member's access and every session at once; what they did stays theirs. Tells MemberDeactivated. Refuses the last
    owner (LastOwnerError); doing it twice changes nothing."""
    member = held(member)
    if not member.is_active:
        return
    if is_last_owner(member):
        raise LastOwnerError
    member.is_active = False
    member.session_version += 1
    member.save(update_fields=["is_active", "session_version"])
    forget_sessions(member)
    record_deed("team.member.deactivated", by=by, on=member, changes={"is_active": (True, False)})
    publish(MemberDeactivated(member_id=member.pk, by_id=by.pk))


@transaction.atomic
def reactivate_member(member: Member, *, by: Member) -> None:
    """Let a deactivated member sign in again, with the role and password they had; tells MemberReactivated. Doing it twice
    changes nothing."""
    member = held(member)
    if member.is_active:
        return
    member.is_active = True
    member.save(update_fields=["is_active"])
    record_deed("team.member.reactivated", by=by, on=member, changes={"is_active": (False, True)})
    publish(MemberReactivated(member_id=member.pk, by_id=by.pk))


@transaction.atomic
def end_sessions(member: Member, *, by: Member, but: str = "") -> None:
    """Sign a member out everywhere. Who keeps the session with the key `but` has to renew its hash."""
    forget_sessions(member, but=but)
    Member.objects.filter(pk=member.pk).update(session_version=F("session_version") + 1)
    member.refresh_from_db(fields=["session_version"])
    record_deed("team.member.sessions_ended", by=by, on=member)
