"""Logging: each line carries its request's id, and no secret."""

import logging
import re
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("perennial_request_id", default="-")

_SECRETS = re.compile(
    r"""(?ix)
      (?P<keep>\b(?:password|passwd|secret|token|api_?key|authorization|cookie|sessionid|csrftoken)\b["']?\s*[=:]\s*["']?(?:bearer\s+|basic\s+)?)
      [^\s&"';,)]+
    | (?P<scheme>\b\w+://[^\s/:@]+:)[^\s/@]+(?=@)
    | (?P<link>/(?:invitations?|join|reset|password/reset/key|confirm-email|accounts/email)/)[^\s/"']+
    """
)


def without_secrets(text: str) -> str:
    """`text` with what looks like a secret replaced."""
    return _SECRETS.sub(lambda m: f"{m['keep'] or m['scheme'] or m['link']}…", text)


class LineFormatter(logging.Formatter):
    """One line, or a traceback, without secrets and without line breaks that a request smuggled in."""

    def format(self, record: logging.LogRecord) -> str:
        record.request_id = request_id.get()
        if _is_a_refusal(record):
            record.exc_info = record.exc_text = None
        record.msg, record.args = record.getMessage().replace("\r", "\\r").replace("\n", "\\n"), None
        return without_secrets(super().format(record))


def _is_a_refusal(record: logging.LogRecord) -> bool:
    """Whether a record tells of a request that was refused. Where in our code that happened helps nobody, and would let anybody
    fill the disk with tracebacks."""
    return record.name.startswith("django.security") or (
        record.name == "django.request" and getattr(record, "status_code", 500) < 500
    )
