"""Where a member came from."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def came_from(request: HttpRequest, otherwise: str) -> str:
    """The path of the page that the request was sent from, if it is one of ours; else `otherwise`."""
    page = request.headers.get("referer", "")
    if not page or not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return otherwise
    parts = urlsplit(page)
    return parts.path + (f"?{parts.query}" if parts.query else "")
