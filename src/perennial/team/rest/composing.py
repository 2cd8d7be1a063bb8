"""Putting the parts of all slices together into one API, and what every request passes on its way in."""

import json
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from perennial import __version__
from perennial.kernel import manifests
from perennial.kernel.http.middleware import is_readable
from perennial.kernel.http.problems import API_PATH, MEDIA_TYPE
from perennial.team.deeds import token_of_request
from perennial.team.rest.problems import Problem, not_found

LARGEST_BODY_BYTES = 5 * 1024 * 1024
DEEPEST_JSON = 30
_NEVER_IN_ADDRESSES = {"token", "access_token", "api_key", "apikey", "key", "authorization", "bearer"}


class _Parser(Parser):
    """JSON as RFC 8259 has it: no NaN, no texts that cannot be kept, not deeper than anything we take."""

    def parse_body(self, request: HttpRequest) -> Any:
        told = json.loads(request.body.decode(), parse_constant=_no_number)
        _check_texts(told, DEEPEST_JSON)
        return told


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no JSON")


def _check_texts(told: Any, depth: int) -> None:
    if isinstance(told, str):
        if not is_readable(told):
            raise ValueError("a text holds NUL or half a character")
    elif isinstance(told, dict | list):
        if not depth:
            raise ValueError("nested too deeply")
        for part in told if isinstance(told, list) else (*told.keys(), *told.values()):
            _check_texts(part, depth - 1)


@cache
def the_api() -> NinjaAPI:
    """The API of all slices, put together once."""
    api = NinjaAPI(
        title="Perennial",
        version=__version__,
        description=_ABOUT,
        openapi_url=None,
        docs_url=None,
        urls_namespace="api",
        parser=_Parser(),
    )
    for part in manifests.api_routers:
        for routes in import_string(part.routes)():
            api.add_router("", routes.router)
        for kind in part.conflicts:
            api.add_exception_handler(kind, _conflicted)
        for kind in part.refusals:
            api.add_exception_handler(kind, _refused)
    api.add_exception_handler(Problem, lambda request, error: cast(Problem, error).answer())
    api.add_exception_handler(Http404, lambda request, error: not_found().answer())
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _unreadable)
    return api


def addresses() -> list[URLPattern]:
    """The API's addresses, each behind the checks that all share; what is no address of the API is a problem in JSON, too."""
    found: list[URLPattern] = []
    for bound in the_api()._get_bound_routers():
        for pattern in bound.urls_paths(bound.prefix):
            pattern.callback = _sheltered(pattern.callback)
            found.append(pattern)
    return [path("openapi.json", _openapi, name="openapi"), *found, path("<path:rest>", _nowhere, name="nowhere")]


def _sheltered(view: Any) -> Callable[..., HttpResponse]:
    """Before anything else: no token in the address, a body of JSON that is not too large. After: what is left of the limit."""

    @wraps(view)
    def sheltered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        before = token_of_request.set(token_of_request.get())
        try:
            check_request(request)
            answer = cast(HttpResponse, view(request, *args, **kwargs))
        except Problem as refused:
            return refused.answer()
        finally:
            token_of_request.reset(before)
        if answer.status_code == 405:
            told = _("This address answers only to %(methods)s.") % {"methods": answer["Allow"]}
            return Problem(405, told, headers={"Allow": answer["Allow"]}).answer()
        if allowance := getattr(request, "allowance", None):
            for name, value in allowance.headers().items():
                answer.setdefault(name, value)
        return answer

    cast(Any, sheltered).csrf_exempt = True  # no cookie opens anything here
    return sheltered


def check_request(request: HttpRequest) -> None:
    """Refuse what no operation takes."""
    if found := {name.lower() for name in request.GET} & _NEVER_IN_ADDRESSES:
        raise Problem(
            400,
            _("A token does not belong into an address, which is logged: revoke it. Send another in the Authorization header."),
            kind="token-in-address",
            errors=[{"parameter": name, "detail": _("Remove it.")} for name in sorted(found)],
        )
    if request.method not in ("POST", "PATCH", "PUT"):
        return
    if _length(request) > LARGEST_BODY_BYTES:  # asked before anything of it is read
        told = _("At most %(count)s MB are taken at once. Send it in smaller parts.")
        raise Problem(413, told % {"count": LARGEST_BODY_BYTES // 1024 // 1024})
    kind = request.content_type or ""
    if request.body and kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise Problem(415, _("Send JSON, with “Content-Type: application/json”."), headers={"Accept": "application/json"})


def _length(request: HttpRequest) -> int:
    told = str(request.META.get("CONTENT_LENGTH") or "")
    return int(told) if told.isdecimal() else len(request.body)


def _openapi(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_written(), content_type="application/json", headers={"Cache-Control": "public, max-age=300"})


@cache
def _written() -> bytes:
    return json.dumps(description(), ensure_ascii=False).encode()


@cache
def description() -> dict[str, Any]:
    """The OpenAPI 3.1 description, with problems told as such."""
    told: dict[str, Any] = dict(OpenAPISchema(the_api(), API_PATH))
    told["components"]["securitySchemes"]["Bearer"] |= {"description": "An API token, made under Settings, API."}
    told["tags"] = [
        {"name": r.tag, "description": r.about} for part in manifests.api_routers for r in import_string(part.routes)()
    ]
    told.pop("servers", None)
    for operation in (operation for methods in told["paths"].values() for operation in methods.values()):
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                response["content"] = {MEDIA_TYPE: response["content"].pop("application/json")}
    return told


def _nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    return Problem(404, _("There is no such address. The description lists all of them: /api/v1/openapi.json.")).answer()


_nowhere.csrf_exempt = True  # type: ignore[attr-defined]


def _conflicted(request: HttpRequest, error: Any) -> HttpResponse:
    return Problem(409, str(error), kind="conflict").answer()


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    field = getattr(error, "field", "")
    pointer = f"/custom/{field}" if field.startswith("custom_") else f"/{field}"  # a field of the business
    errors = [{"pointer": pointer, "detail": str(error)}] if field else []
    return Problem(422, str(error), errors=errors).answer()


def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    told = _("The body is no JSON that can be kept: look for a missing comma, NaN, a NUL character, or too many levels.")
    return Problem(error.status_code, told if error.status_code == 400 else str(error)).answer()


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    errors = []
    for one in error.errors[:100]:
        source, *place = one["loc"]
        said = str(one["msg"])[:300]
        if source == "body":
            errors.append({"pointer": "".join(f"/{_escaped(part)}" for part in place[1:]), "detail": said})
        else:
            errors.append(
                {"header" if source == "header" else "parameter": str(place[-1] if place else "")[:100], "detail": said}
            )
    return Problem(422, _("Some of what was sent cannot be taken; nothing was changed."), errors=errors).answer()


def _escaped(part: Any) -> str:
    return str(part)[:100].replace("~", "~0").replace("/", "~1")


_ABOUT = """Everything that the screens do with customers, orders, touchpoints and follow-ups, under the same rules.

- **Tokens**: `Authorization: Bearer prn_…`. A token speaks for the member who made it, within its scopes.
- **Ids** are texts of digits. **Moments** are RFC 3339 in UTC. **Money** is whole minor units (cents) beside a currency.
- **Lists** come in pages: go on with `cursor` = `next` until `next` is null.
- **Changes** name the version that they start from: `If-Match: "3"`, or `version` in the body.
- **`Idempotency-Key`** on any POST makes it happen once, however often it is sent.
- **Errors** are `application/problem+json` (RFC 9457).
"""
