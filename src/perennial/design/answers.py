"""Answers of views: a form in a dialog or on a page of its own, and “it is done”, with and without htmx."""

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from perennial.design.conflicts import STOOD, VERSION, Contested, Pairs, Part, merge, sent_by
from perennial.kernel.http.back import came_from
from perennial.kernel.once.forms import FIELD

Words = Any  # str, or a lazy translation


def by_htmx(request: HttpRequest) -> bool:
    """Whether a piece of a page was asked for, not a whole page."""
    return bool(getattr(request, "htmx", False))


def add_trigger(response: HttpResponse, **events: Any) -> None:
    """Let the answer fire DOM events in the browser once it has arrived."""
    told = json.loads(response.headers.get("HX-Trigger", "{}"))
    response["HX-Trigger"] = json.dumps({**told, **events})


def toast(request: HttpRequest, text: Words, undo: str = "", *, tone: str = "good") -> None:
    """Say on the next page what happened; `undo` is an address that a POST goes to."""
    level = {"good": messages.SUCCESS, "poor": messages.ERROR}.get(tone, messages.INFO)
    messages.add_message(request, level, str(text), extra_tags=undo)


def show_form(
    request: HttpRequest,
    form: BaseForm | None,
    *,
    title: Words,
    action: str = "",
    submit: Words = "",
    template: str | None = None,
    text: Words = "",
    danger: bool = False,
    back: str = "",
    history: str = "",
    status: int | None = None,
    **context: Any,
) -> HttpResponse:
    """A form as a dialog for htmx, as a page of its own without; 422 when it has errors.

    `template` (a partial) draws the fields in its own way; it is given `form` and `context`; `history` is the address of what
    happened to the record. Without a form it asks only whether to go on, with `text` saying what will happen.
    """
    wrong = form is not None and form.is_bound and bool(form.errors)
    opened_from = came_from(request, "")
    return render(
        request,
        "design/form_dialog.html" if by_htmx(request) else "design/form_page.html",
        {
            "form": form,
            "title": title,
            "action": action or request.get_full_path(),
            "submit": submit or _("Save"),
            "fields": template,
            "text": text,
            "danger": danger,
            "back": back or opened_from,
            "opened_from": opened_from,
            "history": history,
            "stood": stood_in(form),
            **context,
        },
        status=status or (422 if wrong else 200),
    )


def stood_in(form: BaseForm | None, *more: Iterable[BoundField]) -> str:
    """What a form with a `version` held when it was opened, for its hidden input; `more` are the forms that go with it."""
    if form is None or VERSION not in form.fields:
        return ""
    return str(form.data.get(STOOD, "")) if form.is_bound else sent_by(form, *more).urlencode()


def done(
    request: HttpRequest, *, to: str, text: Words = "", undo: str = "", refresh: str = "", data: Mapping[str, Any] | None = None
) -> HttpResponse:
    """What was asked for is done. With htmx and a `refresh` topic the page stays, its dialog closes and the parts that listen
    to `live:<refresh>` fetch themselves anew; otherwise the browser goes on to `to`. `text` is said in a toast either way."""
    if by_htmx(request) and refresh:
        response = HttpResponse(status=204)
        add_trigger(response, **{"dialog:close": {}, f"live:{refresh}": dict(data or {})})
        if text:
            add_trigger(response, toast={"text": str(text), "undo": undo})
        return response
    if text:
        toast(request, text, undo)
    if by_htmx(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = to
        return response
    redirect = HttpResponseRedirect(to)
    redirect.status_code = 303
    return redirect


def settle(
    request: HttpRequest,
    mine: QueryDict,
    theirs: QueryDict,
    parts: Sequence[Part],
    *,
    again: Callable[[QueryDict], HttpResponse],
    last: Callable[[Collection[str]], tuple[str, dt.datetime | None]],
    **words: Any,
) -> HttpResponse:
    """Somebody else saved first. What only one of both changed is brought together and goes to `again`, which saves it; what
    both changed is asked (`words` are those of `show_contest`). `theirs` is what the form, opened now, would send untouched;
    `last` tells who changed one of some fields last, and when."""
    merged = merge(mine, theirs, parts)
    if not merged.contested:
        return again(merged.data)
    who, at = last([each.name for each in merged.contested])
    return show_contest(request, merged.contested, merged.rest, who=who, at=at, **words)


def show_contest(
    request: HttpRequest,
    contested: Sequence[Contested],
    rest: Pairs,
    *,
    title: Words,
    action: str = "",
    back: str = "",
    who: str = "",
    at: dt.datetime | None = None,
) -> HttpResponse:
    """Two people changed the same fields: for each theirs, mine and what stood before are offered, or something else. Nothing
    is written. `rest` is what goes along as it is to be saved; the view reads what comes back through `conflicts.picked`."""
    action = action or request.get_full_path()
    return render(
        request,
        "design/contest_dialog.html" if by_htmx(request) else "design/contest_page.html",
        {
            "contested": contested,
            "rest": [pair for pair in rest if pair[0] != FIELD],
            "title": title,
            "action": action,
            "back": back or action,
            "who": who,
            "at": at,
        },
        status=409,
    )
