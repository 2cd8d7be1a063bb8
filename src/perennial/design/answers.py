"""Answers of views: a form in a dialog or on a page of its own, and “it is done”, with and without htmx."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from perennial.design.conflicts import Contested

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
            "back": back,
            "history": history,
            **context,
        },
        status=status or (422 if wrong else 200),
    )


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


def show_conflict(
    request: HttpRequest, form: BaseForm, *, title: Words, rows: list[tuple[str, Any, Any]], action: str = "", who: str = ""
) -> HttpResponse:
    """Somebody else saved first: theirs and mine side by side, nothing written. `rows` are (field, theirs, mine).

    The form that is shown again must already carry the newest `version`, so that saving it means to go over theirs.
    """
    return render(
        request,
        "design/conflict_dialog.html" if by_htmx(request) else "design/conflict_page.html",
        {"form": form, "title": title, "rows": rows, "action": action or request.get_full_path(), "who": who},
        status=409,
    )


def show_contest(
    request: HttpRequest,
    form: BaseForm,
    contested: Sequence[Contested],
    *,
    title: Words,
    action: str,
    back: str,
    who: str = "",
    at: dt.datetime | None = None,
) -> HttpResponse:
    """Two people changed the same fields: for each theirs, mine and what stood before are offered, or something else. Nothing
    is written. `form` holds the rest as it is to be saved, and already starts from what stands now; the view reads what comes
    back through `conflicts.picked`."""
    names = {each.name for each in contested}
    return render(
        request,
        "design/contest_dialog.html" if by_htmx(request) else "design/contest_page.html",
        {
            "contested": contested,
            "rest": [form[name] for name in form.fields if name not in names],
            "title": title,
            "action": action,
            "back": back,
            "who": who,
            "at": at,
        },
        status=409,
    )
