"""Answers for when something is wrong: what, and what to do."""

import errno
import sys

from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _

from perennial.kernel.http.problems import problem, wants_problem
from perennial.kernel.logs import request_id

RETRY_AFTER_SECONDS = 10
FULL = ("database or disk is full", "no space left", "could not extend file", "disk full")


def answer_problem(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    """A page that says what is wrong, in the house's dress if it can be worn, else plainly; for a program, in JSON."""
    if wants_problem(request):
        return problem(status, text, title=title)
    context = {"title": title, "text": text, "status": status, "request_id": request_id.get()}
    try:
        body: str = render_to_string("problem.html", context, request)
    except Exception:  # the page must come even when its template needs what is broken
        body = f"<!doctype html><meta charset=utf-8><title>{escape(title)}</title><h1>{escape(title)}</h1><p>{escape(text)}</p>"
    return HttpResponse(body, status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: trouble that passes is 503 with a time to come back, the rest is our fault."""
    error = sys.exc_info()[1]
    if error is not None and is_disk_full(error):
        answer = answer_problem(
            request,
            503,
            _("The disk is full"),
            _("Nothing of what you sent was saved. Free some space on the server and send it again."),
        )
    elif isinstance(error, OperationalError | InterfaceError):
        answer = answer_problem(
            request,
            503,
            _("The database does not answer just now"),
            _("Nothing of what you sent was saved. Wait a few seconds and send it again."),
        )
    else:
        return answer_problem(
            request,
            500,
            _("Something went wrong on our side"),
            _("It was written to the log under the number %(id)s. What you sent was not saved.") % {"id": request_id.get()},
        )
    answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


def is_disk_full(error: BaseException) -> bool:
    """Whether an error, or what caused it, says that there is no space."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if isinstance(seen, OperationalError) and any(words in str(seen).lower() for words in FULL):
            return True
        seen = seen.__cause__
    return False
