"""Template words of the team."""

from typing import Any

from django import template
from django.conf import settings

from perennial.team.mail import has_mail_server
from perennial.team.models import Invitation, Member
from perennial.team.reach import reach_in_words

register = template.Library()


@register.filter
def sees(one: Member | Invitation) -> str:
    """Which customers somebody sees, in words."""
    return reach_in_words(one)


@register.inclusion_tag("team/mail_notice.html")
def mail_notice() -> dict[str, Any]:
    """Says so when mails stay on this machine."""
    return {"has_mail_server": has_mail_server()}


@register.inclusion_tag("team/provider_buttons.html", takes_context=True)
def provider_buttons(context: Any, back: str = "") -> dict[str, Any]:
    """A button for each provider that signs members in; nothing where none is set up."""
    return {"providers": settings.OIDC_PROVIDERS, "back": back, "csrf_token": context.get("csrf_token")}
