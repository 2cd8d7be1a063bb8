"""What happened to a record, field by field, who looked at it, and setting a field to what it was."""

from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from perennial.design.answers import by_htmx, done
from perennial.kernel.http.back import came_from
from perennial.kernel.http.numbers import whole_number
from perennial.team.deedwords import label_of
from perennial.team.guard import member_of, members_only
from perennial.team.histories import History, NotPutBack, field_of
from perennial.team.rules import may_see_audit_log
from perennial.team.tracing import deeds_of, entries_of, history_named, looks_at, may_read


@require_GET
@members_only()
def history(request: HttpRequest, kind: str, id: int) -> HttpResponse:
    """What happened to a record, or to one field of it, newest first, by pages."""
    known = history_named(kind)
    record = known.find(member_of(request), id)
    field = request.GET.get("field", "")[:60]
    if field and not may_read(known, field, by=member_of(request)):
        raise Http404
    before = whole_number(request.GET.get("before"))
    deeds, further = deeds_of(known, record, by=member_of(request), field=field, before=before)
    url = reverse("team:history", args=[kind, record.pk])
    context = {
        **_about(request, known, record),
        "field": field,
        "field_label": _label(kind, field),
        "deeds": deeds,
        "earlier": f"{url}?{urlencode({'field': field, 'before': further})}" if further else "",
        "is_first": before is None,
    }
    return _sheet(request, "team/history_rows.html" if before and by_htmx(request) else "team/history_body.html", context)


@require_GET
@members_only()
def looks(request: HttpRequest, kind: str, id: int) -> HttpResponse:
    """Who opened a record, and when last."""
    known = history_named(kind)
    record = known.find(member_of(request), id)
    context = _about(request, known, record)
    if not context["may_see_looks"]:
        raise Http404
    return _sheet(request, "team/looks_body.html", {**context, "looks": looks_at(known, record)})


@require_POST
@members_only()
def setting(request: HttpRequest, kind: str, id: int, entry: int) -> HttpResponse:
    """Set a field of a record to what it was before an entry."""
    known = history_named(kind)
    member = member_of(request)
    record = known.find(member, id)
    if not known.may_edit(member, record):
        raise Http404
    field = request.POST.get("field", "")
    told = get_object_or_404(entries_of(kind, record.pk), pk=min(entry, 2**63 - 1))
    found = field_of(kind, field)
    if field not in told.changes or found is None or found.put_back is None or not found.may_see(member):
        raise Http404
    refusals: tuple[type[Exception], ...] = (NotPutBack, *known.refusals)
    try:
        with transaction.atomic():
            found.put_back(member, record, told.changes[field][0])
        text = _("%(field)s is what it was.") % {"field": found.label}
    except refusals as refused:
        text = str(refused)
    topic, topic_id = known.topic(record)
    to = known.url(record) if topic else came_from(request, known.url(record))
    return done(request, to=to, text=text, refresh=topic, data={"id": str(topic_id)})


def _about(request: HttpRequest, known: History, record: Any) -> dict[str, Any]:
    may_see_looks = known.may_see_looks(member_of(request), record) if known.may_see_looks else False
    may_see_log = may_see_audit_log(member_of(request))
    return {
        "may_see_log": may_see_log,
        "history": known,
        "record": record,
        "record_url": known.url(record),
        "may_see_looks": may_see_looks,
    }


def _label(kind: str, field: str) -> str:
    return label_of(field_of(kind, field), field) if field else ""


def _sheet(request: HttpRequest, body: str, context: dict[str, Any]) -> HttpResponse:
    """A dialog for htmx, a page of its own without; more rows of one that is open as they are."""
    if body.endswith("rows.html"):
        return render(request, body, context)
    template = "team/sheet_dialog.html" if by_htmx(request) else "team/sheet_page.html"
    return render(request, template, {**context, "body": body})
