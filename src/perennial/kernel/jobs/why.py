"""Why a job failed, in words of whoever looks after the workspace; what the program said stands below them."""

import dataclasses
from collections.abc import Callable

from django.utils.translation import gettext as _

from perennial.kernel.manifests import Label
from perennial.kernel.registry import Registry

Words = Callable[[], str]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Cause:
    """What an error of a slice's own means: `key` is the name of its class; what happened, where, and how it is mended."""

    key: str
    words: Label
    order: int = 50


causes: Registry[Cause] = Registry("cause of failure")


def why(last_error: str) -> str:
    """What went wrong, by the last line of what was raised; "" when nothing did."""
    lines = last_error.strip().splitlines()
    if not lines:
        return ""
    name, _colon, text = lines[-1].partition(":")
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
