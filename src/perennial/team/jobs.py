"""The team's jobs."""

import datetime as dt

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django_tasks import task

from perennial.kernel import clock
from perennial.kernel.jobs import checkpoint, stop_if_cancelled
from perennial.kernel.schedule import every, use_zone
from perennial.team.actions.changing_email import mail_address_link
from perennial.team.actions.resetting import mail_reset_link
from perennial.team.choices import SecurityChange
from perennial.team.mail import send_mail
from perennial.team.mailing import mail_due
from perennial.team.models import Member, Workspace

AT_ONCE = 500


def zone_of_business() -> dt.tzinfo:
    """Where the schedule's times of day are meant."""
    return clock.zone_named(Workspace.current().time_zone)


use_zone(zone_of_business)


@task()
def mail_password_reset(email: str) -> None:
    """Enqueued for every address that somebody typed as theirs."""
    mail_reset_link(email)


@task()
def mail_new_address(member_id: int, email: str) -> None:
    """Enqueued when a member wants to sign in with another address."""
    mail_address_link(member_id, email)


@task()
def mail_security_notice(member_id: int, what: str, name: str, ip: str) -> None:
    """Enqueued when a way to sign in was added, removed or used up."""
    if member := Member.objects.filter(pk=member_id).first():
        context = {"member": member, "what": SecurityChange(what).label, "name": name, "ip": ip, "at": clock.now()}
        send_mail("team/mail/security.txt", member.email, context, language=member.language)


@task()
def mail_notifications() -> int:
    """Send the mails that tell of notifications; enqueued with the first that is to be told at once, and every few minutes."""
    return mail_due()


every("team.notifications", mail_notifications, minutes=5)


@task()
def forget_old_sessions() -> int:
    """Delete sessions that are over, and with them from where and with what they were opened."""
    forgotten = 0
    while True:
        stop_if_cancelled()
        with checkpoint():
            old = list(Session.objects.filter(expire_date__lt=clock.now()).values_list("pk", flat=True)[:AT_ONCE])
            UserSession.objects.filter(session_key__in=old).delete()
            Session.objects.filter(pk__in=old).delete()
        forgotten += len(old)
        if len(old) < AT_ONCE:
            break
    with checkpoint():
        alive = Session.objects.filter(pk=OuterRef("session_key"))
        UserSession.objects.filter(~Exists(alive)).delete()
    return forgotten


every("team.sessions", forget_old_sessions, at="04:40")
