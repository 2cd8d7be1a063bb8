"""Where a member came from, and where they may be sent: never away from here."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

FIELD = "back"  # the hidden input of a form that says from which page it was opened


def came_from(request: HttpRequest, otherwise: str) -> str:
    """The path of the page where a member was, if it is one of ours: from which the form was opened that they sent, else from
    which they sent the request; else `otherwise`. A page of its own that a form has is no place to go back to."""
    if opened := path_here(request, request.POST.get(FIELD, "")):
        return opened
    page = path_here(request, request.headers.get("referer", ""))
    return otherwise if not page or urlsplit(page).path == request.path else page


def path_here(request: HttpRequest, page: str) -> str:
    """The path and query of a page of ours, "" for anything else. Two slashes at its beginning would name another host, even
    behind our own one."""
    if not page or not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(page)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return path if path.startswith("/") and url_has_allowed_host_and_scheme(path, None) else ""
