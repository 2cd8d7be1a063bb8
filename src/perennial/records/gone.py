"""A record that somebody wanted to change is not there any more."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from perennial.design.answers import by_htmx
from perennial.records.kinds import RecordKind
from perennial.team.guard import member_of


def show_gone(request: HttpRequest, kind: RecordKind, id: int) -> HttpResponse:
    """The record was deleted meanwhile, or is out of the member's sight: said, with a way back for who may restore it. An
    editor in a page shows the answer to what it sent; to everybody else what they may not see is not found."""
    gone = kind.gone(member_of(request), id) if kind.gone else None
    if gone is None and request.method == "GET" and not by_htmx(request):
        raise Http404
    context = {"gone": gone, "kind": kind, "back": reverse(kind.list_url)}
    template = "records/gone_dialog.html" if by_htmx(request) else "records/gone.html"
    return render(request, template, context, status=410 if gone or (by_htmx(request) and request.method == "POST") else 404)
