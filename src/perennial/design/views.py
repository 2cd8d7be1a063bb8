"""Screens of the design itself: the palette and search, the theme, settings by name, the style guide."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from perennial.design.answers import by_htmx, done, show_contest, show_form
from perennial.design.conflicts import Contested, version_of
from perennial.design.context import THEMES, settings_for
from perennial.design.door import members_only
from perennial.design.news import NEWS
from perennial.design.searching import IN_PALETTE, LAST_PAGE, ON_PAGE, Group, groups_for, is_nothing, page_of, typed_in
from perennial.design.styleguide import SampleForm, samples
from perennial.kernel import clock, manifests
from perennial.kernel.http.back import came_from
from perennial.kernel.http.numbers import whole_number


@members_only
@require_GET
def palette(request: HttpRequest) -> HttpResponse:
    """Search and commands: a list for the palette, a whole page at /search/ without it, and all of one kind page by page."""
    text, source = typed_in(request), manifests.search_sources.get(request.GET.get("kind", "")[:60])
    if by_htmx(request):
        groups = groups_for(request, text, IN_PALETTE)
        return render(request, "design/palette_results.html", _shown(groups, text))
    if source and text:
        return _all_of(request, source, text)
    return render(request, "design/search.html", _shown(groups_for(request, text, ON_PAGE), text))


def _all_of(request: HttpRequest, source: manifests.SearchSource, text: str) -> HttpResponse:
    number = min(whole_number(request.GET.get("page"), LAST_PAGE) or 1, LAST_PAGE)
    group, more = page_of(request, source, text, number)
    here = {"q": text, "kind": source.key}
    pages = {
        "previous": f"?{urlencode(here | {'page': number - 1})}" if number > 1 else "",
        "next": f"?{urlencode(here | {'page': number + 1})}" if more else "",
        "number": number,
    }
    context = {
        "groups": [group] if group.rows or group.failed else [],
        "nothing": not group.rows,
        "q": text,
        "source": source,
        "pages": pages,
    }
    return render(request, "design/search.html", context)


def _shown(groups: Sequence[Group], text: str) -> dict[str, object]:
    meant = [group.meant for group in groups if group.key in manifests.search_sources]
    return {
        "groups": groups,
        "q": text,
        "nothing": is_nothing(groups),
        "count": sum(len(group.rows) for group in groups),
        "meant": meant[0] if meant and all(meant) else "",
    }


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep light, dark or “as the device” for a year, then go back to where the visitor was."""
    chosen = request.POST.get("theme", "")
    response = HttpResponseRedirect(came_from(request, "/"))
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
    said = {"theirs": "Alba Ceramics", "mine": "Alba Ceramics & Tiles", "before": "Alba"}
    labels = {"theirs": _("Saved now"), "mine": _("Yours"), "before": _("Before")}
    versions = [version_of(key, labels[key], name, "name", [("name", name)]) for key, name in said.items()]
    contested = [Contested("name", _("Name"), versions, SampleForm()["name"])]
    action = reverse("design:sample_dialog")
    return show_contest(
        request, contested, [], title=_("Somebody was faster"), action=action, who="Magnus Berg", at=clock.now()
    )
