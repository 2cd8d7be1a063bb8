"""The list of audiences, the ready-made ones, and those that were deleted."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from perennial.audiences.actions import AudienceRefusedError, create_audience, delete_audience, restore_audience
from perennial.audiences.asking import every_field
from perennial.audiences.listing import listed
from perennial.audiences.queries import (
    audience_for,
    audiences_for,
    count_and_sample,
    deleted_audience_for,
    deleted_audiences_for,
)
from perennial.audiences.reading import from_json
from perennial.audiences.ready import PATTERNS, Habits, pattern_named
from perennial.audiences.rules import may_edit_audiences
from perennial.audiences.saying import Wording
from perennial.design.answers import done
from perennial.lake.engines import EngineError
from perennial.people.links import around
from perennial.people.queries import visible_parties
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission

PAGE = 25


@members_only(Permission.SEE_CUSTOMERS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every audience, by name."""
    member = member_of(request)
    page = Paginator(audiences_for(member), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": listed(member, list(page)),
        **around(request, page),
        "may_edit": may_edit_audiences(member),
    }
    return render(request, "audiences/index.html", context)


@members_only(Permission.SEE_CUSTOMERS)
@require_GET
def ready(request: HttpRequest) -> HttpResponse:
    """What most businesses want to know, to be switched on; each is counted as soon as it is looked at."""
    member = member_of(request)
    wording, habits = Wording.of(member), Habits()
    standing = dict(audiences_for(member).exclude(ready_made="").values_list("ready_made", "pk"))
    shown = [(pattern, wording.rule(pattern.condition(habits)), standing.get(pattern.key)) for pattern in PATTERNS]
    context = {
        "parts": [
            (_("From the first order to the last"), [each for each in shown if each[0].part == "life"]),
            (_("By recency, frequency and money"), [each for each in shown if each[0].part == "rfm"]),
        ],
        "may_edit": may_edit_audiences(member),
        "anybody": visible_parties(member).exists(),
    }
    return render(request, "audiences/ready.html", context)


@members_only(Permission.SEE_CUSTOMERS)
@require_GET
def ready_count(request: HttpRequest, key: str) -> HttpResponse:
    """How many a ready-made one would have now, and some of them."""
    pattern = pattern_named(key)
    if pattern is None:
        raise Http404(_("There is no such audience."))
    try:
        tree = from_json(pattern.condition(Habits()), every_field())
        count, sample, _late = count_and_sample(tree, member_of(request), limit=3)
    except EngineError:
        count, sample = None, []
    return render(request, "audiences/ready_count.html", {"pattern": pattern, "count": count, "sample": sample})


@members_only(Permission.EDIT_AUDIENCES)
@require_POST
def switch_on(request: HttpRequest, key: str) -> HttpResponse:
    """Keep a ready-made one, with the numbers of the business as they are now."""
    pattern = pattern_named(key)
    if pattern is None:
        raise Http404(_("There is no such audience."))
    member = member_of(request)
    tree = from_json(pattern.condition(Habits()), every_field())
    try:
        audience = create_audience(
            by=member, name=str(pattern.label), description=str(pattern.text), condition=tree, ready_made=key
        )
    except AudienceRefusedError as refused:
        return done(request, to=reverse("audiences:ready"), text=str(refused))
    return done(
        request,
        to=reverse("audiences:ready"),
        text=_("“%(name)s” is on") % {"name": audience.name},
        undo=reverse("audiences:deletion", args=[audience.pk]),
    )


@members_only(Permission.EDIT_AUDIENCES)
@require_GET
def deleted(request: HttpRequest) -> HttpResponse:
    """What was deleted, the last one first."""
    page = Paginator(deleted_audiences_for(member_of(request)), PAGE).get_page(request.GET.get("page"))
    return render(request, "audiences/deleted.html", {"page": page, **around(request, page)})


@members_only(Permission.EDIT_AUDIENCES)
@require_http_methods(["POST"])
def deletion(request: HttpRequest, audience_id: int) -> HttpResponse:
    """Out of sight; the toast takes it back."""
    audience = audience_for(member_of(request), audience_id)
    try:
        delete_audience(audience, by=member_of(request))
    except AudienceRefusedError as refused:
        return done(request, to=reverse("audiences:page", args=[audience.pk]), text=str(refused))
    text = _("“%(name)s” deleted") % {"name": audience.name}
    return done(request, to=reverse("audiences:index"), text=text, undo=reverse("audiences:restoration", args=[audience.pk]))


@members_only(Permission.EDIT_AUDIENCES)
@require_POST
def restoration(request: HttpRequest, audience_id: int) -> HttpResponse:
    """There again, with its history."""
    gone = deleted_audience_for(member_of(request), audience_id)
    try:
        restore_audience(gone, by=member_of(request))
    except AudienceRefusedError as refused:
        return done(request, to=reverse("audiences:deleted"), text=str(refused))
    return done(
        request, to=reverse("audiences:page", args=[gone.pk]), text=_("“%(name)s” is there again") % {"name": gone.name}
    )
