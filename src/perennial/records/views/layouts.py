"""Boards, calendars and the side panel of a list."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from perennial.design.answers import done, show_form
from perennial.kernel.http.back import came_from
from perennial.kernel.http.numbers import whole_number
from perennial.records.editing import NotEdited, Overtaken
from perennial.records.fields import Field
from perennial.records.layouts.board import column_url, more_of
from perennial.records.layouts.choosing import field_of
from perennial.records.layouts.moving import MoveForm, move, overtaken_words, words_of
from perennial.records.layouts.opened import opened_in
from perennial.records.page import here
from perennial.records.queries import kind_for
from perennial.records.reading import state_of
from perennial.records.state import State
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@members_only(Permission.SEE_CUSTOMERS)
def cards(request: HttpRequest, kind: str) -> HttpResponse:
    """The next cards of one column of a board."""
    state, field = _laid_out(request, kind)
    key, after = request.GET.get("column", ""), whole_number(request.GET.get("after", ""))
    if after is None or state.is_broken:
        raise Http404(_("There is no such column."))
    found, more = more_of(state, field, key, after)
    context = {
        "cards": found,
        "more": more,
        "key": key,
        "kind": state.kind,
        "query": state.address(),
        "table_url": column_url(state, field, key),
        "cards_url": reverse("records:cards", args=[kind]) + state.address(),
    }
    return render(request, "records/cards.html", context)


@members_only(Permission.SEE_CUSTOMERS)
def move_record(request: HttpRequest, kind: str, id: int) -> HttpResponse:
    """Another column of the board, or another day of the calendar, for a record that was taken up `from` one."""
    member = member_of(request)
    state, field = _laid_out(request, kind)
    record, start = state.kind.one_for(member, id), request.GET.get("from", "")
    given = request.POST if "to" in request.POST else request.GET  # an undo says it in its address
    form = MoveForm(given if request.method == "POST" else None, state=state, field=field, start=start)
    if form.is_valid():
        to = form.cleaned_data["to"]
        try:
            move(field, record, start=start, to=to, by=member)
        except NotEdited as refusal:
            return _refused(request, form, state, record, refusal)
        text = _("“%(name)s” stands in “%(column)s” now.") % {"name": record, "column": words_of(state, field, to)}
        undo = _moving(state, record, {"from": to, "to": start})
        topic = state.kind.topic or state.kind.key  # without one the browser would leave the page
        back = came_from(request, here(state) + state.address())  # it may be a calendar among other records
        return done(request, to=back, text=text, undo=undo, refresh=topic, data={"id": str(id)})
    return _asked(request, form, state, record)


@members_only(Permission.SEE_CUSTOMERS)
def panel(request: HttpRequest, kind: str, id: int) -> HttpResponse:
    """One record beside its list."""
    state = state_of(request, kind_for(member_of(request), kind))
    opened = opened_in(request, state, id)
    here_url = here(state) + state.address()
    if opened is None:
        return _gone(request, state, id, here_url)
    return render(request, "records/panel.html", {"opened": opened, "kind": state.kind, "here_url": here_url})


def _gone(request: HttpRequest, state: State, id: int, here_url: str) -> HttpResponse:
    """What was opened was deleted: said to who may restore it, to whom it is a part of the page like any other."""
    gone = state.kind.gone(state.member, id) if state.kind.gone else None
    if gone is None:
        raise Http404(_("There is no such record."))
    hears = state.kind.live or state.kind.topic
    return render(request, "records/panel_gone.html", {"gone": gone, "hears": hears, "here_url": here_url})


def _laid_out(request: HttpRequest, key: str) -> tuple[State, Field]:
    state = state_of(request, kind_for(member_of(request), key))
    field = field_of(state.look.layout, state.fields)
    if field is None:
        raise Http404(_("The records are not laid out by this field any more."))
    return state, field


def _moving(state: State, record: Any, said: dict[str, str]) -> str:
    query = QueryDict(mutable=True)
    query.update(said)
    address = reverse("records:move", args=[state.kind.key, record.pk])
    return f"{address}{state.address()}&{query.urlencode()}"


def _refused(request: HttpRequest, form: MoveForm, state: State, record: Any, refusal: NotEdited) -> HttpResponse:
    """Why it stays where it was: as JSON for the script of the board, which puts the card back."""
    overtaken = isinstance(refusal, Overtaken)
    why = overtaken_words(record, state.member) if overtaken else str(refusal)
    status = 409 if overtaken else 422
    if request.accepts("application/json") and not request.accepts("text/html"):
        return JsonResponse({"why": why}, status=status)
    form.add_error(None, why)
    return _asked(request, form, state, record, status=status)


def _asked(request: HttpRequest, form: MoveForm, state: State, record: Any, status: int | None = None) -> HttpResponse:
    back = came_from(request, here(state) + state.address())
    return show_form(request, form, title=_("Move “%(name)s”") % {"name": record}, submit=_("Move"), back=back, status=status)
