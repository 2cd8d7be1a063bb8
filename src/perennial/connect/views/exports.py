"""Taking everything out."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from perennial.connect import queries
from perennial.connect.exporting import EXPORTS, export
from perennial.kernel import clock
from perennial.kernel.http import streaming
from perennial.team.deeds import record_deed
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@members_only(Permission.EXPORT)
def index(request: HttpRequest) -> HttpResponse:
    """What can be taken out."""
    return render(request, "connect/exports.html", {"kinds": queries.kinds()})


@members_only(Permission.EXPORT)
def download(request: HttpRequest, key: str) -> HttpResponseBase:
    """All records of a kind as CSV or JSONL; who took them is kept."""
    format_ = request.GET.get("format", "csv")
    if key not in EXPORTS or format_ not in ("csv", "jsonl"):
        raise Http404
    record_deed("connect.export.taken", by=member_of(request), name=key, changes={"format": ("", format_)})
    return streaming.download(
        request,
        export(key, format_, seen_by=member_of(request)),
        name=f"{key}-{clock.today():%Y-%m-%d}.{format_}",
        content_type="text/csv; charset=utf-8" if format_ == "csv" else "application/x-ndjson",
    )
