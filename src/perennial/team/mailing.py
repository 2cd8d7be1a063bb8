"""The mails that tell of notifications: at once or gathered, at the member's hour, never in their quiet hours, never twice.

A mail is claimed before it is sent, in a transaction of its own: its notifications are marked as mailed. A server that refuses
the mail gives the claim back, and the next round tries again. A crash between claim and sending leaves the claim: the mail may
be lost, it never comes twice, and what it would have said stands in the notification centre. A mail that gathers is due as soon
as something has waited past the last hour that was meant for it, so it comes once a day or a week, also after a downtime.
"""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils.translation import ngettext

from perennial.kernel import clock
from perennial.team.choices import Mailing
from perennial.team.mail import MailNotSentError, send_mail
from perennial.team.models import Member, Notification, NotificationSettings, Workspace
from perennial.team.models.notification import settings_of
from perennial.team.notices import within_border, words_of
from perennial.team.speaking import speaking_to

MOST_LINES = 100  # of one mail; what is more is said as a number


@dataclasses.dataclass(frozen=True, slots=True)
class Claim:
    """A mail that one process took upon itself: to whom, with what."""

    member: Member
    notifications: Sequence[Notification]


def mail_due() -> int:
    """Send every mail that is due now; gives how many were sent."""
    waiting = Notification.objects.unmailed().order_by().values_list("member", flat=True).distinct()
    return sum(_mail(member) for member in Member.objects.active().filter(pk__in=list(waiting)).order_by("pk"))


def claim_for(member: Member) -> Claim | None:
    """Take the member's mail upon oneself if one is due: what is to be told at once, and what was gathered if its hour came."""
    with transaction.atomic():
        Member.objects.select_for_update(no_key=True).get(pk=member.pk)
        waiting = Notification.objects.unmailed().filter(member=member).select_related("actor").order_by("-at", "-id")
        due = _due(settings_of(member), list(waiting), clock.now().astimezone(_zone_of(member)))
        told = within_border(member, due)
        hidden = [one.pk for one in due if one not in told]
        Notification.objects.filter(pk__in=hidden).update(mailing=Mailing.NO)  # no longer theirs to know
        Notification.objects.filter(pk__in=[one.pk for one in told]).update(mailed_at=clock.now(), open_group=None)
        return Claim(member, told) if told else None


def give_back(claim: Claim) -> None:
    """The mail was not taken: let the next round try again."""
    Notification.objects.filter(pk__in=[one.pk for one in claim.notifications]).update(mailed_at=None)


def _mail(member: Member) -> bool:
    claim = claim_for(member)
    if claim is None:
        return False
    try:
        _send(claim)
    except MailNotSentError:
        give_back(claim)
        return False
    return True


def _send(claim: Claim) -> None:
    with speaking_to(claim.member):
        lines = [(words_of(one), f"{settings.ORIGIN}{one.url}" if one.url else "") for one in claim.notifications[:MOST_LINES]]
        more = len(claim.notifications) - len(lines)
        context = {
            "lines": [(" ".join(words.split()), url) for words, url in lines],
            "more": ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more} if more else "",
            "count": len(claim.notifications),
            "only": " ".join(lines[0][0].split()) if len(claim.notifications) == 1 else "",
        }
        send_mail("team/mail/notifications.txt", claim.member.email, context, language=claim.member.language)


def _due(kept: NotificationSettings, waiting: Sequence[Notification], here: dt.datetime) -> list[Notification]:
    if kept.is_quiet_at(here.time()):
        return []
    slots = {Mailing.NOW: None, Mailing.DAILY: kept.daily_slot(here), Mailing.WEEKLY: kept.weekly_slot(here)}
    due = {mailing for mailing, slot in slots.items() if any(_waits(one, mailing, slot) for one in waiting)}
    return [one for one in waiting if one.mailing in due]


def _waits(one: Notification, mailing: str, slot: dt.datetime | None) -> bool:
    return one.mailing == mailing and (slot is None or one.at < slot)


def _zone_of(member: Member) -> dt.tzinfo:
    return clock.zone_named(member.time_zone or Workspace.current().time_zone)
