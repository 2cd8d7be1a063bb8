"""Building an audience: rows in plain words, with who fits them beside."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from perennial.audiences.actions import AudienceRefusedError, change_audience, create_audience
from perennial.audiences.building import Typed, known_to, live, typed_in
from perennial.audiences.forms import Builder, NamingForm
from perennial.audiences.models import Audience
from perennial.audiences.queries import audience_for
from perennial.audiences.reading import from_json
from perennial.audiences.ready import Habits, pattern_named
from perennial.design.answers import by_htmx, done
from perennial.kernel.http.numbers import whole_number
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@members_only(Permission.EDIT_AUDIENCES)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Build an audience, step by step; the last one keeps it."""
    return _build(request, None)


@members_only(Permission.EDIT_AUDIENCES)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, audience_id: int) -> HttpResponse:
    """Change its condition or its name."""
    return _build(request, audience_for(member_of(request), audience_id))


def _build(request: HttpRequest, audience: Audience | None) -> HttpResponse:
    member = member_of(request)
    known = known_to(member, audience)
    form = NamingForm(request.POST if request.POST.get("act") == "keep" else None, initial=_named(request, audience))
    if request.method == "POST":
        typed = typed_in(request.POST, known, member)
        if request.POST.get("act") == "keep" and form.is_valid() and not typed.is_wrong:
            return _kept(request, audience, form, typed)
    else:
        typed = Typed(Builder.of(audience.condition if audience else _begun(request), known))
        form.begin_with_name(not audience)
    return _shown(request, audience, form, typed)


def _begun(request: HttpRequest) -> Any:
    """What a new one begins with: the condition of a ready-made one that is only looked at so far."""
    pattern = pattern_named(request.GET.get("ready", ""))
    return pattern.condition(Habits()) if pattern else None


def _named(request: HttpRequest, audience: Audience | None) -> dict[str, Any]:
    """What stands in the form: what was typed so far, or what the audience has."""
    if request.method == "POST":
        return {"name": request.POST.get("name", ""), "description": request.POST.get("description", "")}
    if pattern := None if audience else pattern_named(request.GET.get("ready", "")):
        return {"name": pattern.label, "description": pattern.text}
    return {"name": audience.name, "description": audience.description} if audience else {}


def _kept(request: HttpRequest, audience: Audience | None, form: NamingForm, typed: Typed) -> HttpResponse:
    said = {"condition": from_json(typed.builder.json(), typed.builder.known.fields), **form.cleaned_data}
    pattern = pattern_named(request.GET.get("ready", ""))
    try:
        if audience is None:
            audience = create_audience(by=member_of(request), ready_made=pattern.key if pattern else "", **said)
        else:
            version = whole_number(request.POST.get("version")) or 0
            change_audience(audience, by=member_of(request), version=version, **said)
    except AudienceRefusedError as refused:
        return _shown(request, audience, form, typed, problem=str(refused))
    return done(request, to=reverse("audiences:page", args=[audience.pk]), text=_("Kept. It fills by itself."))


def _shown(
    request: HttpRequest, audience: Audience | None, form: NamingForm, typed: Typed, *, problem: str = ""
) -> HttpResponse:
    builder = typed.builder
    tree = from_json(builder.json(), builder.known.fields)
    context = {
        "audience": audience,
        "title": _("Edit the audience") if audience else _("New audience"),
        "form": form,
        "typed": typed,
        "builder": builder,
        "live": live(member_of(request), builder.known, tree, incomplete=typed.is_wrong),
        "action": request.get_full_path(),
        "back": reverse("audiences:page", args=[audience.pk]) if audience else reverse("audiences:index"),
        "version": request.POST.get("version") or (audience.version if audience else 0),
        "problem": problem,
    }
    act = request.POST.get("act", "")
    part = ("#live" if act == "count" else "#builder") if by_htmx(request) and act != "keep" else ""
    return render(request, f"audiences/edit.html{part}", context, status=422 if act == "keep" else 200)
