"""The addresses of the pages around one."""

from typing import Any

from django.http import HttpRequest, QueryDict


def around(request: HttpRequest, page: Any) -> dict[str, str]:
    """The addresses of the pages before and after one of a paginator, with whatever else was asked for."""
    return {
        "previous": _on_page(request.GET, page.previous_page_number()) if page.has_previous() else "",
        "next": _on_page(request.GET, page.next_page_number()) if page.has_next() else "",
    }


def _on_page(asked: QueryDict, number: int) -> str:
    query = asked.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
