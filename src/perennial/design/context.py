"""What every page is given: theme, direction, and for members the places, settings and commands that they may use."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language_bidi

from perennial.design.answers import by_htmx
from perennial.design.shellparts import shell_parts
from perennial.kernel import manifests
from perennial.kernel.http.addresses import address_of

THEMES = ("light", "dark")


def theme_of(request: HttpRequest) -> str:
    """light or dark when the visitor chose one, "" to follow the device."""
    chosen = request.COOKIES.get("theme", "")
    return chosen if chosen in THEMES else ""


def places(request: HttpRequest, *, counted: bool = True) -> list[dict[str, Any]]:
    """The navigation of a member, with what waits at each place unless `counted` says otherwise; the entry whose address begins
    the present one is the current place."""
    found: list[dict[str, Any]] = []
    for item in manifests.nav:
        if not item.may(request.user):
            continue
        try:
            url = address_of(item.url_name)
        except NoReverseMatch:
            continue
        here = request.path == url if url == "/" else request.path.startswith(url)
        count = item.count(request.user) if item.count and counted else 0
        found.append({"item": item, "url": url, "here": here, "count": count})
    longest = max((place for place in found if place["here"]), key=lambda place: len(str(place["url"])), default=None)
    for place in found:
        place["here"] = place is longest
    return found


def commands_for(member: Any) -> Iterator[dict[str, Any]]:
    """What a member may do by name, with its address."""
    for command in manifests.commands:
        if command.may(member):
            try:
                yield {"item": command, "url": address_of(command.url_name)}
            except NoReverseMatch:
                continue


def settings_for(member: Any) -> Iterator[dict[str, Any]]:
    """The settings pages that a member may open."""
    for page in manifests.settings_pages:
        if page.may(member):
            try:
                yield {"item": page, "url": address_of(page.url_name)}
            except NoReverseMatch:
                continue


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Everything that costs a query is lazy: a fragment asks for none of it."""
    common = {"theme": theme_of(request), "direction": "rtl" if get_language_bidi() else "ltr"}
    member = getattr(request, "user", None)
    if by_htmx(request) or member is None or not member.is_authenticated:
        return common
    nav = SimpleLazyObject(lambda: places(request))
    return {
        **common,
        "nav": nav,
        "phone_nav": SimpleLazyObject(lambda: [place for place in nav if place["item"].phone][:4]),
        "more_nav": SimpleLazyObject(lambda: [place for place in nav if not place["item"].phone]),
        "shell_parts": list(shell_parts),
        "in_settings": SimpleLazyObject(
            lambda: request.path.startswith(
                tuple({address_of("design:settings"), *(page["url"] for page in settings_for(member))})
            )
        ),
        "nav_settings": SimpleLazyObject(lambda: list(settings_for(member))),
        "nav_commands": SimpleLazyObject(lambda: list(commands_for(member))),
    }
