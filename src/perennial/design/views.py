"""Screens of the design itself: the palette and search, the theme, settings by name, the style guide."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from perennial.design.answers import by_htmx, done, show_conflict, show_form
from perennial.design.context import THEMES, commands_for, places, settings_for
from perennial.design.door import members_only
from perennial.design.news import NEWS
from perennial.design.styleguide import SampleForm, samples
from perennial.kernel import manifests
from perennial.kernel.http.back import came_from, path_here

FOUND_AT_MOST = 6
log = logging.getLogger(__name__)


def _matches(text: str, *words: Any) -> bool:
    said = " ".join(str(word) for word in words).lower()
    return all(part in said for part in text.lower().split())


def found_for(request: HttpRequest, text: str, at_most: int) -> list[dict[str, Any]]:
    """Groups of results: what slices find, then what can be done, places and settings whose words match."""
    groups: list[dict[str, Any]] = []
    if text:
        for source in manifests.search_sources:
            try:
                hits = sorted(source.find(request.user, text, at_most), key=lambda hit: -hit.rank)[:at_most]
            except Exception:  # one source that fails must not take the search away; it is told, and in the log
                log.exception("the search source %s failed", source.key)
                groups.append({"label": source.label, "rows": [], "failed": True})
                continue
            if hits:
                groups.append({"label": source.label, "rows": [{"hit": hit, "icon": hit.icon, "url": hit.url} for hit in hits]})
    named = (
        (_("Do"), commands_for(request.user), lambda item: (item.label, item.words)),
        (_("Go to"), places(request), lambda item: (item.label,)),
        (_("Settings"), settings_for(request.user), lambda item: (item.label, item.help)),
    )
    for label, entries, words in named:
        rows = [
            {"entry": entry["item"], "icon": entry["item"].icon, "url": entry["url"]}
            for entry in entries
            if _matches(text, *words(entry["item"]))
        ]
        if rows:
            groups.append({"label": label, "rows": rows[: at_most if text else 12]})
    return groups


@members_only
@require_GET
def palette(request: HttpRequest) -> HttpResponse:
    """Search and commands: a list for the palette, a whole page at /search/ without it."""
    text = request.GET.get("q", "").strip()[:200]
    whole = not by_htmx(request)
    context = {"groups": found_for(request, text, 25 if whole else FOUND_AT_MOST), "q": text}
    return render(request, "design/search.html" if whole else "design/palette_results.html", context)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep light, dark or “as the device” for a year, then go back to where the visitor was."""
    chosen = request.POST.get("theme", "")
    response = HttpResponseRedirect(path_here(request, request.POST.get("back", "")) or came_from(request, "/"))
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=60 * 60 * 24 * 365, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


@members_only
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """All settings pages that the member may open."""
    return render(request, "design/settings.html", {"pages": list(settings_for(request.user))})


@members_only
@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """Where to begin, the keys, and where more is written."""
    return render(request, "design/help.html", {"latest": NEWS[0]})


@members_only
@require_GET
def whats_new(request: HttpRequest) -> HttpResponse:
    """What a member can do since a version that they could not do before."""
    return render(request, "design/news.html", {"versions": NEWS})


@members_only
@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    return render(request, "design/styleguide/page.html", samples(request))


@members_only
def sample_dialog(request: HttpRequest) -> HttpResponse:
    """A form in a dialog, for the style guide; it checks what is sent and saves nothing."""
    form = SampleForm(request.POST or None, prefix="dialog")
    if form.is_valid():
        return done(request, to=reverse("design:styleguide"), text=_("All of it is right; nothing was saved"), refresh="guide")
    return show_form(request, form, title=_("A form in a dialog"), submit=_("Check"), back=reverse("design:styleguide"))


@members_only
@require_GET
def sample_conflict(request: HttpRequest) -> HttpResponse:
    """The answer to two people who save the same record, for the style guide."""
    rows = [(_("Name"), "Alba Ceramics", "Alba Ceramics & Tiles"), (_("Town"), "Porto", "Lisbon")]
    form = SampleForm(prefix="conflict")
    action = reverse("design:sample_dialog")
    return show_conflict(request, form, title=_("Somebody was faster"), rows=rows, action=action, who="Magnus Berg")
