"""Forms that are sent twice: a double click, “back” and sent again, a page that is loaded anew. Each form that is drawn carries
a key of its own (`{% once %}`); the same form with the same content under the same key is done once and answered alike."""

import json
import secrets
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from perennial.kernel.http.answers import answer_problem
from perennial.kernel.once import InFlight, answer_once

FIELD = "once"
LONGEST = 40
DONE = (204, 302, 303)
_NOT_CONTENT = {FIELD, "csrfmiddlewaretoken"}
A = TypeVar("A", bound=HttpResponseBase)


def new_key() -> str:
    """For one form that is drawn."""
    return secrets.token_urlsafe(12)


def has_key(request: HttpRequest) -> bool:
    """Whether a form was sent that names itself."""
    return request.method == "POST" and 0 < len(request.POST.get(FIELD, "")) <= LONGEST


def answer_form_once(principal: str, request: HttpRequest, do: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Do what a form says, once. A form that is shown again was not done, and is not kept. Whoever sends it while it is being
    done waits for the same answer. A form that was changed meanwhile is another one."""
    content = _content(request)
    key = f"{request.POST[FIELD]}:{content[:32]}"
    try:
        return answer_once(principal, key, content, cast("Callable[[], HttpResponse]", do), keeps=_when_done, waits=True)
    except InFlight:
        told = _("What you sent first is still being done. Wait a moment, then look whether it is there.")
        return answer_problem(request, 409, _("This is being done already"), told)


def not_done(answer: A) -> A:
    """Mark an answer that leads elsewhere although nothing was done."""
    cast(Any, answer).instead = None
    return answer


def shown_once(answer: A, *, to: str) -> A:
    """Mark a page that must not be kept because it shows a secret: the second time leads to `to`."""
    redirect = HttpResponseRedirect(to)
    redirect.status_code = 303
    cast(Any, answer).instead = redirect
    return answer


def _content(request: HttpRequest) -> str:
    """What tells all that was sent, and where to, from anything else. With the installation's secret, because among it may be
    words that are guessed easily."""
    parts = [request.get_full_path()]
    for name in sorted(request.POST.keys() - _NOT_CONTENT):
        parts += [name, *request.POST.getlist(name), ""]
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            parts += [name, file.name or "", str(file.size)]
    return salted_hmac("perennial.once", "\x00".join(parts), algorithm="sha256").hexdigest()


def _when_done(answer: HttpResponse) -> HttpResponse | None:
    """What is told the second time: the same, but for words that name somebody."""
    if hasattr(answer, "instead"):
        return cast("HttpResponse | None", answer.instead)
    if answer.status_code not in DONE:
        return None
    kept = HttpResponse(status=answer.status_code)
    for name in ("Location", "HX-Redirect"):
        if name in answer:
            kept[name] = answer[name]
    if "HX-Trigger" in answer:
        events = json.loads(answer["HX-Trigger"])
        kept["HX-Trigger"] = json.dumps({name: detail for name, detail in events.items() if name != "toast"})
    return kept
