"""Why an operation of the API is refused."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from perennial.kernel.http.problems import problem

T = TypeVar("T")


class Problem(Exception):  # noqa: N818 - it is named for what it becomes
    """Raised anywhere in an operation, it takes everything back and becomes the answer."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        kind: str = "",
        errors: Iterable[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.kind = status, detail, kind
        self.errors, self.headers = list(errors), dict(headers or {})

    def answer(self) -> HttpResponse:
        """What is sent."""
        return problem(self.status, self.detail, kind=self.kind, errors=self.errors, headers=self.headers)


def wrong(detail: str, *, pointer: str = "", parameter: str = "") -> Problem:
    """What was sent cannot be taken: where in the body, or which parameter."""
    place = {"pointer": pointer} if pointer else {"parameter": parameter} if parameter else {}
    return Problem(422, detail, errors=[{"detail": detail} | place] if place else [])


def not_found() -> Problem:
    """There is no such thing, or none that the asking member may see."""
    return Problem(404, _("There is nothing with this id that you may see."))


def named(field: str, find: Callable[[], T]) -> T:
    """What an id in the body names; refused in the same words whether there is none or one that may not be seen."""
    try:
        return find()
    except Http404:
        raise wrong(_("There is nothing with this id that you may see."), pointer=f"/{field}") from None
