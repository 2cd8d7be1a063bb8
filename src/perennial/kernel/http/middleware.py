"""Middleware: a request's id, security headers, and text that no database keeps."""

import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from perennial.kernel.http.answers import answer_problem
from perennial.kernel.http.problems import wants_problem
from perennial.kernel.http.recall import recalling
from perennial.kernel.logs import request_id

HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class HouseMiddleware:
    """The outermost one: gives each request an id that its log lines and its answer carry, and each answer its headers."""

    sync_capable = async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self.is_async:
            return self.answer_later(request)
        token = request_id.set(secrets.token_hex(6))
        try:
            with recalling(request.method):
                return self.mark(self.get_response(request))
        finally:
            request_id.reset(token)

    async def answer_later(self, request: HttpRequest) -> HttpResponseBase:
        token = request_id.set(secrets.token_hex(6))
        try:
            with recalling(request.method):
                return self.mark(await self.get_response(request))
        finally:
            request_id.reset(token)

    def mark(self, response: HttpResponseBase) -> HttpResponseBase:
        response["X-Request-ID"] = request_id.get()
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-cache"
        return response


class ReadableTextMiddleware:
    """Refuses NUL characters and halves of surrogate pairs, which PostgreSQL cannot keep, before a view meets them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (is_readable(request.path) and all(map(is_readable, _texts(request.GET)))):
            return refuse_unreadable(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Here and not before: the CSRF check read the form already. A program's JSON is looked at by the API."""
        if request.method == "POST" and not wants_problem(request) and not all(map(is_readable, _texts(request.POST))):
            return refuse_unreadable(request)
        return None


def is_readable(text: str) -> bool:
    """Whether a text can be kept: it has no NUL and can be written as UTF-8."""
    if "\x00" in text:
        return False
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def refuse_unreadable(request: HttpRequest) -> HttpResponse:
    return answer_problem(
        request,
        400,
        _("This text cannot be kept"),
        _("What was sent has a character that is no text (NUL or half a character). Remove it and send it again."),
    )


def _texts(values: Any) -> list[str]:
    return [text for key, texts in values.lists() for text in (key, *texts) if isinstance(text, str)]
