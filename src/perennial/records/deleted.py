"""The page of what was deleted of a kind, each to be restored with one click."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from perennial.kernel.manifests import Label
from perennial.records.kinds import Gone, RecordKind


def words_asked(request: HttpRequest) -> str:
    """What is looked for among them."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:100]


def show_deleted(
    request: HttpRequest, kind: RecordKind, rows: "QuerySet[Any]", gone: Callable[[Any], Gone], *, title: Label, why: Label
) -> HttpResponse:
    """`rows`, the last deleted first, fifty a page; `gone` says of each what it was called and how it comes back."""
    words = words_asked(request)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {
        "kind": kind,
        "title": title,
        "why": why,
        "page": page,
        "gone": [gone(row) for row in page],
        "words": words,
        "asked": urlencode({"q": words}) if words else "",
        "list_url": reverse(kind.list_url),
        "here": request.path,
    }
    return render(request, "records/deleted.html", context)
