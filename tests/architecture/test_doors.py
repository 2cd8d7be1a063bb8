"""Every address is behind the door of the house, or is named here as open to strangers."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

# Addresses that somebody who is not signed in may call, and why.
OPEN = {
    "healthz": "answers whether the process lives",
    "welcome": "the first visit, while there is no member",
    "accounts/": "sign-in and password reset",
    "join/": "the invitation's single-use link",
    "live/": "checks the session itself, because it is a stream",
    "theme": "sets a cookie",
    "language/": "sets a cookie",
    "api/v1/": "asks each request for its token; tests/journeys/test_api_matrix.py",
}


def _addresses(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _addresses(entry, before + str(entry.pattern))
        else:
            yield before + str(entry.pattern), entry


def test_every_view_is_guarded_or_named_as_open() -> None:
    unguarded = [
        address
        for address, entry in _addresses(get_resolver())
        if not getattr(entry.callback, "guarded", False) and not address.startswith(tuple(OPEN))
    ]
    assert not unguarded
