"""Template words of the team."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.utils.safestring import SafeString

from perennial.team.inbox import count_unread
from perennial.team.mail import has_mail_server
from perennial.team.mentions import with_chips
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


@register.simple_tag(takes_context=True)
def unread_count(context: dict[str, Any]) -> int:
    """How many notifications the member has not read; asked once for a page, however often it is shown."""
    request = context["request"]
    if "_unread" not in request.__dict__:
        request.__dict__["_unread"] = count_unread(request.user)
    return int(request.__dict__["_unread"])


@register.filter
def mentioned(text: str, kept: Mapping[str, str] | None) -> SafeString | str:
    """`{{ note.text|mentioned:note.mentions }}`: a text with a chip for everybody who is mentioned in it."""
    return with_chips(text, kept or {})
