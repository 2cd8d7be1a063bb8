"""Registering a slice's operations: each with its permission, with every status that it may answer, and each change in one
transaction that an `Idempotency-Key` makes happen once."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, TypeVar, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from perennial.kernel.once import LONGEST_KEY, AnotherRequest, InFlight, answer_once, fingerprint
from perennial.team.models import Member
from perennial.team.permissions import Permission
from perennial.team.rest.bearer import Bearer
from perennial.team.rest.problems import Problem
from perennial.team.rest.schemas import ProblemShown

F = TypeVar("F", bound=Callable[..., HttpResponse])
ALWAYS = (400, 401, 403, 422, 429, 500, 503)
WITH_BODY = (413, 415)
KEYED = {
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "required": False,
            "description": "Any text of at most 255 visible ASCII characters: a request that is sent again under it is not done"
            " again but answered as before, for seven days.",
            "schema": {"type": "string", "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"},
        }
    ]
}
MATCHING = {
    "parameters": [
        {
            "in": "header",
            "name": "If-Match",
            "required": False,
            "description": "The ETag of the record as it was read, or *.",
            "schema": {"type": "string", "maxLength": 100, "pattern": '^(\\*|"[0-9]{1,9}")$'},
        }
    ]
}


def member_of(request: HttpRequest) -> Member:
    """For whom the token speaks."""
    return cast(Member, cast(Any, request).member)


class Routes:
    """The operations of one noun of the API."""

    def __init__(self, tag: str, about: str) -> None:
        self.tag, self.about = tag, about
        self.router = Router()

    def reads(
        self, path: str, *, may: Permission | None, tells: Any, one: bool = False, moves: bool = False
    ) -> Callable[[F], F]:
        """A GET; of `one` record it may answer that there is none, and where it is now if such records `move`."""
        return self._operation("GET", path, may, {200: tells} | ({308: None} if moves else {}), (404,) if one else ())

    def makes(
        self, path: str, *, may: Permission | None, tells: Any, status: int = 201, finds: bool = False, keyed: bool = True
    ) -> Callable[[F], F]:
        """A POST, done once under its key; with `finds` what the path names may not be there."""
        may_be = (409, 410, *((404,) if finds else ()))
        return self._operation("POST", path, may, {status: tells}, may_be, extra=KEYED if keyed else {})

    def changes(self, path: str, *, may: Permission, tells: Any, matching: bool = True) -> Callable[[F], F]:
        """A PATCH of one record, `matching` a version."""
        also = (404, 409, 412, 428) if matching else (404, 409)
        return self._operation("PATCH", path, may, {200: tells}, also, extra=MATCHING if matching else {})

    def puts(self, path: str, *, may: Permission, tells: Any) -> Callable[[F], F]:
        """A PUT: as often as one likes, it is so afterwards."""
        return self._operation("PUT", path, may, {200: tells}, (404, 409))

    def removes(self, path: str, *, may: Permission, matching: bool = False) -> Callable[[F], F]:
        """A DELETE of one record."""
        return self._operation(
            "DELETE", path, may, {204: None}, (404, 409, *((412,) if matching else ())), extra=MATCHING if matching else {}
        )

    def _operation(
        self,
        method: str,
        path: str,
        permission: Permission | None,
        tells: dict[int, Any],
        also: tuple[int, ...],
        extra: dict[str, Any] | None = None,
    ) -> Callable[[F], F]:
        statuses = (*ALWAYS, *(WITH_BODY if method in ("POST", "PATCH", "PUT") else ()), *also)

        def register(view: F) -> F:
            words = (view.__doc__ or "").strip()
            if permission is not None:
                words += f"\n\nNeeds the scope `{permission}`."
            self.router.add_api_operation(
                path,
                [method],
                _asked_rightly(view if method == "GET" else _changing(view, method)),
                auth=[Bearer(permission)],
                response=tells | dict.fromkeys(sorted(statuses), ProblemShown),
                operation_id=view.__name__,
                summary=words.split("\n")[0].rstrip("."),
                description=words,
                tags=[self.tag],
                url_name=view.__name__,
                openapi_extra=dict(extra) if extra else None,
            )
            return view

        return register


def _asked_rightly(view: F) -> F:
    """A parameter that we do not know is refused: a filter that is misspelt would let everything through."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET and (unknown := request.GET.keys() - known()):
            told = _("There is no such parameter: %(names)s.") % {"names": ", ".join(sorted(unknown))[:200]}
            raise Problem(422, told, errors=[{"parameter": name[:100], "detail": told} for name in sorted(unknown)[:20]])
        return view(request, *args, **kwargs)

    @cache
    def known() -> frozenset[str]:
        operation = cast(Any, asked)._ninja_operation
        queries = [model for model in operation.models if model.__ninja_param_source__ == "query"]
        return frozenset(name for model in queries for name in model.__ninja_flatten_map__)

    return cast(F, asked)


def _changing(view: F, method: str) -> F:
    """In one transaction; what is raised takes it back."""

    @wraps(view)
    def changed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key") if method == "POST" else None
        if key is None:
            with transaction.atomic():
                return view(request, *args, **kwargs)
        _check_key(key)
        token = cast(Any, request).api_token
        asked = fingerprint(method, request.get_full_path(), request.body)
        try:
            return answer_once(f"token:{token.pk}", key, asked, lambda: view(request, *args, **kwargs))
        except InFlight:
            told = _("The first request with this Idempotency-Key is still being done. Ask again in a moment.")
            raise Problem(409, told, kind="in-flight", headers={"Retry-After": "1"}) from None
        except AnotherRequest:
            told = _("This Idempotency-Key was used for another request. Use a new key for a new request.")
            raise Problem(422, told, kind="key-reused", errors=[{"header": "Idempotency-Key", "detail": told}]) from None

    return cast(F, changed)


def _check_key(key: str) -> None:
    if not (0 < len(key) <= LONGEST_KEY and all("!" <= letter <= "~" for letter in key)):
        told = _("An Idempotency-Key is 1 to 255 visible ASCII characters without blanks.")
        raise Problem(422, told, errors=[{"header": "Idempotency-Key", "detail": told}])
