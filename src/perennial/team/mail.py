"""Mail of the team: sent through the server of EMAIL_URL, or laid into a folder when there is none."""

import logging
import os
import smtplib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from perennial.design.mail import as_html
from perennial.kernel import clock
from perennial.kernel.ids import new_id
from perennial.team.models import Workspace
from perennial.team.speaking import speaking

log = logging.getLogger(__name__)


class FolderBackend(BaseEmailBackend):
    """Writes each mail as one .eml file, readable by the owner of the installation only."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            name = f"{clock.now():%Y%m%d-%H%M%S}-{new_id()}.eml"
            descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(message.message().as_bytes())
            log.info("no mail server is set up (EMAIL_URL); a mail was written to %s", folder / name)
        return len(email_messages)


class MailNotSentError(Exception):
    """The mail server would not take a mail; the message says why."""


def has_mail_server() -> bool:
    """Whether mails leave this machine."""
    return not settings.EMAIL_BACKEND.endswith("FolderBackend")


def send_mail(template: str, to: str, context: Mapping[str, Any], *, language: str = "") -> None:
    """Send `template` (a text file: subject, empty line, text) to one address in `language` (default: the workspace's).
    Raises MailNotSentError when the server would not take it."""
    workspace = Workspace.current()
    with speaking(language):
        text = render_to_string(template, {**context, "workspace": workspace, "origin": settings.ORIGIN})
        subject, _, body = text.strip().partition("\n")
        html = as_html(" ".join(subject.split()), body, str(workspace))
    message = EmailMultiAlternatives(" ".join(subject.split()), body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [to])
    message.attach_alternative(html, "text/html")
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("a mail could not be sent: %s: %s", type(error).__name__, error)
        raise MailNotSentError(str(error)) from error
