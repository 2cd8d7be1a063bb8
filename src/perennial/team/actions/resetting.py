"""A forgotten password: the mail with the link."""

from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from perennial.team.addresses import link_to
from perennial.team.mail import send_mail
from perennial.team.models import Member
from perennial.team.tokens import ResetTokens


def mail_reset_link(email: str) -> bool:
    """Mail a reset link to the active member with this address, if there is one; gives whether there was. Runs in a job for
    known and unknown addresses alike, so that nobody can tell them apart from outside. Raises MailNotSentError."""
    members: list[Member] = filter_users_by_email(email, is_active=True, prefer_verified=True)
    for member in members[:1]:
        names = {"uidb36": user_pk_to_url_str(member), "key": ResetTokens().make_token(member)}
        link = link_to(reverse("account_reset_password_from_key", kwargs=names))
        send_mail(
            "account/email/password_reset_key.txt", member.email, {"member": member, "link": link}, language=member.language
        )
    return bool(members)
