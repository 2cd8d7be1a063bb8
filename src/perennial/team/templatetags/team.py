"""Template words of the team."""

from typing import Any

from django import template

from perennial.team.mail import has_mail_server

register = template.Library()


@register.inclusion_tag("team/mail_notice.html")
def mail_notice() -> dict[str, Any]:
    """Says so when mails stay on this machine."""
    return {"has_mail_server": has_mail_server()}
