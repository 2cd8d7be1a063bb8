"""Signing in with another address: asked for, confirmed through a link that is mailed there."""

import datetime as dt

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from perennial.kernel.events import publish
from perennial.team.addresses import link_to
from perennial.team.deeds import record_deed
from perennial.team.events import EmailChanged
from perennial.team.mail import send_mail
from perennial.team.models import Member

LIFE = dt.timedelta(days=3)
SALT = "perennial.team.email"


class AddressLinkDeadError(Exception):
    """The link does not work (any more)."""

    def __str__(self) -> str:
        return _("This link does not work any more. Ask for a new one on your profile.")


def mail_address_link(member_id: int, email: str) -> bool:
    """Mail a link to the new address; gives whether it was sent. An address that belongs to somebody gets nothing, and who
    asked cannot tell: this runs in a job. Raises MailNotSentError."""
    member = Member.objects.active().filter(pk=member_id).first()
    if member is None or Member.objects.filter(email=email).exists():
        return False
    token = signing.dumps([member.pk, email, _fingerprint(member)], salt=SALT)
    link = link_to(reverse("team:confirm_email", args=[token]))
    send_mail("team/mail/new_address.txt", email, {"member": member, "link": link}, language=member.language)
    return True


def address_behind(token: str) -> tuple[Member, str]:
    """Whose address becomes what, as the link's token says. Dies after three days, with a change of password or address, and
    when the sessions are ended."""
    try:
        member_id, email, fingerprint = signing.loads(token, salt=SALT, max_age=LIFE)
        member = Member.objects.active().get(pk=member_id)
    except (signing.BadSignature, ValueError, TypeError, Member.DoesNotExist):
        raise AddressLinkDeadError from None
    if not constant_time_compare(fingerprint, _fingerprint(member)) or Member.objects.filter(email=email).exists():
        raise AddressLinkDeadError
    return member, email


@transaction.atomic
def change_email(token: str) -> tuple[Member, str]:
    """Let a member sign in with the address that they proved to read; tells EmailChanged. Gives the member and the former
    address. Refuses (AddressLinkDeadError) a link that was used or has expired, and an address that is taken by now."""
    found, email = address_behind(token)
    member = Member.objects.select_for_update(no_key=True).get(pk=found.pk)
    before, member.email = member.email, email
    member.save(update_fields=["email"])
    record_deed("team.member.email_changed", by=member, on=member, changes={"email": (before, email)})
    publish(EmailChanged(member_id=member.pk))
    return member, before


def _fingerprint(member: Member) -> str:
    return salted_hmac(SALT, f"{member.email}|{member.password}|{member.session_version}", algorithm="sha256").hexdigest()[:32]
