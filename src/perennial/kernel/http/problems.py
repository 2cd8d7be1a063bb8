"""What is wrong with a request of a program, as RFC 9457 has it: application/problem+json."""

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

API_PATH = "/api/v1/"
MEDIA_TYPE = "application/problem+json"
DOCS = "/api/docs/#problem-"


def wants_problem(request: HttpRequest) -> bool:
    """Whether a program asks: then it is told in JSON what is wrong, not in a page."""
    return request.path_info.startswith(API_PATH)


def problem(
    status: int,
    detail: str,
    *,
    title: str = "",
    kind: str = "",
    errors: Iterable[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The answer. `kind` names the problem where the status alone does not; `errors` say where: each has a `detail` and either
    a `pointer` into the body or the name of a `parameter` or `header`."""
    told = problem_body(status, detail, title=title, kind=kind, errors=errors)
    return HttpResponse(
        json.dumps(told, ensure_ascii=False), status=status, content_type=MEDIA_TYPE, headers=dict(headers or {})
    )


def problem_body(
    status: int, detail: str, *, title: str = "", kind: str = "", errors: Iterable[Mapping[str, str]] = ()
) -> dict[str, Any]:
    """The same as what JSON holds."""
    told: dict[str, Any] = {
        "type": DOCS + (kind or str(status)),
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if wrong := [dict(error) for error in errors]:
        told["errors"] = wrong
    return told
