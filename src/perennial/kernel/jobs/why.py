"""Why a job failed, in words of whoever looks after the workspace; what the program said stands below them."""

import dataclasses
import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from perennial.kernel.manifests import Label
from perennial.kernel.registry import Registry

Words = Callable[[], str]
BURIED = "The worker that ran this job died or lost its lease each time it was tried."
_BY_THE_PROGRAM = re.compile(rf"Traceback\b|[\w.]*[a-z][A-Z]\w*: |{BURIED}")  # as `Run.fail` writes down what was not a refusal


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Cause:
    """What an error of a slice's own means: `key` is the name of its class; what happened, where, and how it is mended."""

    key: str
    words: Label
    order: int = 50


causes: Registry[Cause] = Registry("cause of failure")


def refusal(last_error: str) -> str:
    """The words for people with which a job refused to be done; "" when it ended by something else."""
    return "" if _BY_THE_PROGRAM.match(last_error) else last_error


def why(last_error: str) -> str:
    """What went wrong: the refusal, else by the last line of what was raised; "" when nothing did."""
    if told := refusal(last_error.strip()):
        return told
    lines = last_error.strip().splitlines()
    if not lines:
        return ""
    name, colon, text = lines[-1].partition(":")
    text = text if colon else name
    kind = name.rpartition(".")[2]
    if cause := causes.get(kind):
        return str(cause.words)
    for marks, words in _CAUSES:
        if any(mark in kind or (" " in mark and mark in text.casefold()) for mark in marks):
            return words()
    return _("Something happened that the program did not expect.")


_CAUSES: tuple[tuple[tuple[str, ...], Words], ...] = (
    (("no space left", "disk full", "disk is full"), lambda: _("The disk is full. Make room and try again.")),
    (("database is locked", "could not obtain lock", "deadlock detected"), lambda: _("The database was busy with other work.")),
    (("SMTPAuthentication",), lambda: _("The mail server did not accept the name or the password of the workspace’s mail.")),
    (("SMTPRecipientsRefused",), lambda: _("The mail server refused the address.")),
    (("SMTP", "gaierror"), lambda: _("The mail server could not be reached, or did not take the mail.")),
    (("ConnectionRefused", "ConnectionReset", "BrokenPipe"), lambda: _("The other side could not be reached.")),
    (("Timeout",), lambda: _("The other side did not answer in time.")),
    (("MemoryError",), lambda: _("The machine ran out of memory.")),
    (("PermissionError",), lambda: _("A file may not be read or written by the program.")),
    (("FileNotFound",), lambda: _("A file that it needs is not there any more.")),
    (("DoesNotExist",), lambda: _("What it was about is not there any more.")),
    (("OperationalError", "InterfaceError"), lambda: _("The database did not answer.")),
    (("ModuleNotFound", "ImportError"), lambda: _("This version of the program does not know this work any more.")),
    (
        ("its lease", "lost its lease"),
        lambda: _("The program was stopped each time while it worked on this, or ran out of memory."),
    ),
)
