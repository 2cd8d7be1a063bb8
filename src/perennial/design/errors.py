"""Pages for requests that cannot be answered: what happened, and what to do. Trouble on our side: kernel.http.answers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from perennial.kernel.http.problems import problem, wants_problem

Words = tuple[str, str, str]


def _page(request: HttpRequest, status: int, words: Words) -> HttpResponse:
    title, text, advice = words
    if wants_problem(request):
        return problem(status, f"{text} {advice}", title=title)
    return render(request, "problem.html", {"status": status, "title": title, "text": text, "advice": advice}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    from django.core.exceptions import DisallowedHost, RequestDataTooBig

    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    if isinstance(exception, DisallowedHost):
        return wrong_name(request)
    return _page(
        request,
        400,
        (
            _("That request could not be read"),
            _("Something in it was not as it should be, so nothing was changed."),
            _("Go back, reload the page and try again."),
        ),
    )


def wrong_name(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        400,
        (
            _("Perennial does not know itself by this name"),
            _("It answers only to the address it was set up with."),
            _("Whoever runs it can set PERENNIAL_ORIGIN to the address in your browser and start it again."),
        ),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        403,
        (
            _("Your role does not open this"),
            _("You are signed in, but this part is for other roles. Nothing was changed."),
            _("The owner of the workspace can change your role under Settings, Team."),
        ),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        404,
        (
            _("There is nothing at this address"),
            _("It may have been removed, or the link is incomplete."),
            _("Search for it, or start from Today."),
        ),
    )


def too_large(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        413,
        (
            _("That was more than can be taken at once"),
            _("The text or file is larger than this form accepts. Nothing was saved."),
            _("Shorten it, or use the import for large files."),
        ),
    )


def csrf_failure(request: HttpRequest, reason: str = "", **_more: Any) -> HttpResponse:
    return _page(
        request,
        403,
        (
            _("This page was open for too long"),
            _("For your safety the form was not accepted, because its proof of origin is missing or old."),
            _("Go back, reload the page and send it again. Cookies must be allowed."),
        ),
    )
