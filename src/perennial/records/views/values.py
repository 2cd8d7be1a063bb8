"""One field of a record, changed where it is read: in a cell of a list, on the record's page, or on a page of its own."""

import dataclasses
from typing import Any

from django.db import DataError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from perennial.design.answers import add_trigger, by_htmx, done, show_contest, show_form
from perennial.design.conflicts import Contested, Version, inputs_of, version_of
from perennial.kernel.http.back import came_from
from perennial.kernel.http.numbers import whole_number
from perennial.records.columns import cells_of, chosen_columns, may_change
from perennial.records.editing import Edited, Editing, NotEdited, Overtaken
from perennial.records.fields import Field
from perennial.records.forms.values import ValueForm
from perennial.records.gone import show_gone
from perennial.records.kinds import RecordKind
from perennial.records.queries import kind_for
from perennial.records.undoing import keep_value_for_undo, value_kept_for_undo
from perennial.team.guard import member_of, members_only
from perennial.team.histories import histories
from perennial.team.models import Member
from perennial.team.permissions import Permission
from perennial.team.queries import last_to_change

MOST_ROWS = 50


class Closed(Exception):  # noqa: N818
    """There is nothing to change here, with the status and the words that say why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Where a change happens: a field of a record of a kind, and who changes it."""

    kind: RecordKind
    record: Any
    field: Field
    editing: Editing
    member: Member

    @property
    def url(self) -> str:
        return reverse("records:value", args=[self.kind.key, self.record.pk, self.field.key])


@members_only(Permission.SEE_CUSTOMERS)
def edit(request: HttpRequest, kind: str, id: int, field: str) -> HttpResponse:
    """The form of one field. What somebody else changed in it meanwhile is shown beside; what changed in others stays."""
    known = kind_for(member_of(request), kind)
    try:
        place = _place(request, known, id, field)
    except Http404:
        return show_gone(request, known, id)
    except Closed as closed:
        return _closed(request, known, closed)
    form = ValueForm(
        request.POST if request.method == "POST" else None,
        editing=place.editing,
        record=place.record,
        by=place.member,
        label=place.field.label,
    )
    if form.is_bound and form.is_valid():
        try:
            value, was = form.cleaned_data["value"], form.cleaned_data["was"]
            edited = place.editing.set(place.record, value, by=place.member, before=was)
        except Overtaken as overtaken:
            return _contested(request, place, form, overtaken)
        except NotEdited as refusal:
            form.add_error("value", str(refusal))
        else:
            return _saved(request, place, edited)
    return _ask(request, place, form)


@require_GET
@members_only(Permission.SEE_CUSTOMERS)
def rows(request: HttpRequest, kind: str) -> HttpResponse:
    """Some rows of a list drawn anew (`id`), with the columns that are shown (`columns`)."""
    known = kind_for(member_of(request), kind)
    ids = [number for text in request.GET.getlist("id")[:MOST_ROWS] if (number := whole_number(text)) is not None]
    return _rows(request, known, list(known.visible(member_of(request)).filter(pk__in=ids).select_related(*known.related)))


@require_POST
@members_only(Permission.SEE_CUSTOMERS)
def undo(request: HttpRequest, kind: str, id: int, key: str) -> HttpResponse:
    """Take a change of one field back, as long as it is remembered and nobody changed the field since."""
    known = kind_for(member_of(request), kind)
    record = known.one_for(member_of(request), id)
    change = value_kept_for_undo(request, known, id, key)
    try:
        if change is None:
            raise NotEdited(_("This can no longer be taken back here; the change is in the history."))
        place = _place(request, known, id, change["field"])
        place.editing.set(record, change["before"], by=place.member, before=change["after"], kept=change["kept"])
    except Overtaken:
        return _answer(request, known, record, _("It was changed again since. Nothing was taken back."))
    except (NotEdited, Closed) as refusal:
        return _answer(request, known, record, str(refusal))
    return _answer(request, known, record, _("Taken back."))


def _place(request: HttpRequest, kind: RecordKind, id: int, key: str) -> Place:
    member = member_of(request)
    field = kind.fields_for(member).get(key)
    if field is None:
        raise Closed(404, _("This field was removed meanwhile, or is not yours to see. Nothing was changed."))
    record = kind.one_for(member, id)
    if field.edit is None:
        raise Closed(404, _("“%(field)s” is worked out; it cannot be written.") % {"field": field.label})
    if not may_change(field, record, member):
        raise Closed(403, _("You may not change “%(field)s”. Nothing was changed.") % {"field": field.label})
    return Place(kind, record, field, field.edit, member)


def _ask(request: HttpRequest, place: Place, form: ValueForm) -> HttpResponse:
    if "cell" in request.GET and by_htmx(request):
        status = 422 if form.is_bound else 200
        return render(request, "records/value.html", {"form": form, "place": place}, status=status)
    title = _("%(field)s of %(record)s") % {"field": place.field.label, "record": place.record}
    return show_form(request, form, title=title, action=place.url, back=came_from(request, reverse(place.kind.list_url)))


def _saved(request: HttpRequest, place: Place, edited: Edited) -> HttpResponse:
    """Done: a cell is answered with its row, drawn anew; everybody else goes on."""
    if not edited.is_changed:
        text, undo_url = "", ""
    else:
        said = place.editing.said(edited.after, edited.record, place.member)
        text = _("%(field)s: %(value)s") % {"field": place.field.label, "value": said[:80] or _("nothing")}
        undo_url = keep_value_for_undo(request, place.kind, place.field.key, edited)
    return _answer(request, place.kind, edited.record, text, undo_url, summed=place.field.sums)


def _answer(
    request: HttpRequest, kind: RecordKind, record: Any, text: str, undo_url: str = "", *, summed: bool = False
) -> HttpResponse:
    history = histories.get(kind.model._meta.label_lower)
    topic, topic_id = history.topic(record) if history else ("", record.pk)
    if by_htmx(request) and "columns" in request.GET:
        shown = list(kind.visible(member_of(request)).filter(pk=record.pk).select_related(*kind.related))
        answer = _rows(request, kind, shown)
        if text:
            add_trigger(answer, toast={"text": text, "undo": undo_url})
        if summed:
            add_trigger(answer, **{"records:summed": {}})
        return answer
    to = history.url(record) if history else reverse(kind.list_url)
    answer = done(
        request, to=came_from(request, to), text=text, undo=undo_url, refresh=topic or kind.key, data={"id": str(topic_id)}
    )
    if by_htmx(request):
        add_trigger(answer, **{"records:changed": {"id": str(record.pk)}})
    return answer


def _rows(request: HttpRequest, kind: RecordKind, records: list[Any]) -> HttpResponse:
    member = member_of(request)
    fields = kind.fields_for(member)
    columns = chosen_columns(kind, fields, request.GET.get("columns", "").split(","))
    first = fields.get(kind.first)
    drawn = [
        (record, kind.lead(record), cells, first is not None and may_change(first, record, member))
        for record, cells in cells_of(records, columns, member)
    ]
    return render(request, "records/rows.html", {"rows": drawn})


def _contested(request: HttpRequest, place: Place, form: ValueForm, overtaken: Overtaken) -> HttpResponse:
    """Theirs, mine and what stood before, of which one is chosen, or something else is written."""
    mine, before, theirs = form.cleaned_data["value"], form.cleaned_data["was"], overtaken.theirs
    if not _can_be_said(place, theirs, before):
        form.add_error("value", _("This form is not whole. Open it again."))
        return _ask(request, place, form)
    labels = {"theirs": _("Saved now"), "mine": _("Yours"), "before": _("Before")}
    values = {"theirs": overtaken.now, "mine": mine, "before": before}
    versions = [_version(place, theirs, key, labels[key], value) for key, value in values.items()]
    fresh = _showing(place, theirs, mine)
    who, at = last_to_change(theirs, {place.editing.logged or place.field.key})
    return show_contest(
        request,
        [Contested("value", place.field.label, versions, fresh["value"])],
        [("was", str(fresh["was"].value()))],
        title=_("%(field)s of %(record)s was changed meanwhile") % {"field": place.field.label, "record": theirs},
        action=place.url,
        back=came_from(request, reverse(place.kind.list_url)),
        who=who,
        at=at,
    )


def _version(place: Place, record: Any, key: str, label: str, value: Any) -> Version:
    shown = _showing(place, record, value)["value"]
    said = place.editing.said(value, record, place.member)
    return version_of(key, label, said, "value", inputs_of(shown.field.widget, shown.html_name, shown.value()))


def _showing(place: Place, record: Any, value: Any) -> ValueForm:
    form = ValueForm(editing=place.editing, record=record, by=place.member, label=place.field.label)
    form.initial["value"] = value
    form.fields["value"].initial = None
    return form


def _can_be_said(place: Place, record: Any, before: Any) -> bool:
    """Whether what stood there before, as the form tells it, is a value of this field at all: it may come from anywhere."""
    try:
        with transaction.atomic():
            _version(place, record, "before", "", before)
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, DataError):
        return False
    return True


def _closed(request: HttpRequest, kind: RecordKind, closed: Closed) -> HttpResponse:
    if by_htmx(request):
        answer = HttpResponse(status=closed.status)
        add_trigger(answer, toast={"text": str(closed), "undo": "", "tone": "poor"})
        return answer
    context = {
        "title": _("This cannot be changed"),
        "text": str(closed),
        "advice": _("Go back and reload the page."),
        "status": closed.status,
    }
    return render(request, "problem.html", context, status=closed.status)
