"""Where a member came from, and where they may be sent: never away from here."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def came_from(request: HttpRequest, otherwise: str) -> str:
    """The path of the page that the request was sent from, if it is one of ours; else `otherwise`."""
    return path_here(request, request.headers.get("referer", "")) or otherwise


def path_here(request: HttpRequest, page: str) -> str:
    """The path and query of a page of ours, "" for anything else. Two slashes at its beginning would name another host, even
    behind our own one."""
    if not page or not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(page)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return path if path.startswith("/") and url_has_allowed_host_and_scheme(path, None) else ""
