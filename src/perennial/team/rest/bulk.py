"""Many changes in one request: each is one of the other operations, under the same rules, with a result of its own."""

import json
from io import BytesIO
from typing import Annotated, Any, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from pydantic import Field

from perennial.kernel.http.problems import API_PATH
from perennial.team.rest.answers import answer
from perennial.team.rest.problems import Problem
from perennial.team.rest.routes import Routes
from perennial.team.rest.schemas import Flag, Given, OneOf, Shown

MOST_OPERATIONS = 1000
routes = Routes("Bulk", "Up to 1,000 changes in one request.")


class Part(Given):
    """One change, as it would be sent by itself."""

    method: Annotated[str, OneOf(["POST", "PATCH", "PUT", "DELETE"])]
    path: Annotated[
        str,
        Field(min_length=2, max_length=500, pattern="^/[^?#]*$", description="Below /api/v1, such as /people."),
    ]
    body: dict[str, Any] = {}
    if_match: Annotated[str, Field(max_length=100)] = ""


class Together(Given):
    """Changes in the order in which they are done."""

    operations: Annotated[list[Part], Field(min_length=1, max_length=MOST_OPERATIONS)]
    all_or_nothing: Annotated[Flag, Field(description="Take everything back when one fails, and do no more after it.")] = False


class Result(Shown):
    """What one change would have been answered by itself."""

    status: int
    body: dict[str, Any] | None


class Results(Shown):
    results: list[Result]
    done: int
    failed: int


@routes.makes("/bulk", may=None, tells=Results, status=200)
def bulk(request: HttpRequest, told: Together) -> HttpResponse:
    """Do up to 1,000 changes, each in a transaction of its own with its own result. With `all_or_nothing` the first that fails
    takes all back (422, and `errors` says which). Sent under an `Idempotency-Key` all are kept together with the answer."""
    results: list[dict[str, Any]] = []
    for at, part in enumerate(told.operations):
        answered = _done(request, part)
        body = json.loads(answered.content) if answered.content else None
        results.append({"status": answered.status_code, "body": body})
        if told.all_or_nothing and answered.status_code >= 400:
            words = _("Operation %(at)d failed, so nothing was done: %(why)s")
            why = words % {"at": at, "why": (body or {}).get("detail", "")}
            raise Problem(422, why, kind="all-or-nothing", errors=[{"pointer": f"/operations/{at}", "detail": why}])
    failed = sum(result["status"] >= 400 for result in results)
    return answer({"results": results, "done": len(results) - failed, "failed": failed})


def _done(request: HttpRequest, part: Part) -> HttpResponse:
    """One change, through the same door and the same checks as a request of its own."""
    try:
        found = resolve(f"{API_PATH}{part.path[1:]}")
        if found.url_name in ("bulk", "nowhere", "openapi"):
            raise Resolver404
    except Resolver404:
        return Problem(404, _("There is no such address for a change.")).answer()
    with transaction.atomic():  # within a transaction that is open already this is a point to go back to
        answered = cast(HttpResponse, found.func(_request_for(request, part), *found.args, **found.kwargs))
        if answered.status_code >= 400:
            transaction.set_rollback(True)
    return answered


def _request_for(request: HttpRequest, part: Part) -> HttpRequest:
    """The request that this part stands for, of the same token."""
    made: Any = HttpRequest()
    written = json.dumps(part.body).encode()
    made.method, made.path, made.path_info = part.method, f"{API_PATH}{part.path[1:]}", f"{API_PATH}{part.path[1:]}"
    made.META = {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(written))}
    if part.if_match:
        made.META["HTTP_IF_MATCH"] = part.if_match
    made.content_type = "application/json"
    made._body, made._stream = written, BytesIO(written)
    made.api_token, made.member, made.user = request.api_token, request.member, request.user  # type: ignore[attr-defined]
    return cast(HttpRequest, made)
