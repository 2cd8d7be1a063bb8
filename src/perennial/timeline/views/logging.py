"""Logging a touchpoint from anywhere, and finding the customer for it."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from perennial.design.answers import done, show_form
from perennial.kernel import manifests
from perennial.kernel.manifests import LogPart
from perennial.people.queries import find_parties
from perennial.team.guard import member_of, members_only
from perennial.team.models import Member
from perennial.team.permissions import Permission
from perennial.timeline.actions import TouchpointError, log_touchpoint
from perennial.timeline.choosing import customer_at_hand
from perennial.timeline.forms import LogForm
from perennial.timeline.kinds import kind_named
from perennial.timeline.models import Touchpoint
from perennial.timeline.queries import touchpoint_for

Parts = list[tuple[LogPart, Form]]


@members_only(Permission.LOG_TOUCHPOINTS)
@require_http_methods(["GET", "POST"])
def log(request: HttpRequest, kind: str = "") -> HttpResponse:
    """The dialog in which something is logged, with what other slices add to it."""
    member = member_of(request)
    values = request.POST if request.method == "POST" else None
    initial = {
        "kind": kind or request.GET.get("kind") or "call",
        "customer": customer_at_hand(request),
        "outcome": "reached",
        "way": "out",
        "key": str(uuid.uuid4()),
    }
    form = LogForm(member, values, initial=initial)
    parts = _parts_for(member, values)
    if values is not None and form.is_valid() and all(part_form.is_valid() for _part, part_form in parts):
        try:
            touchpoint = _log(member, form, parts)
        except TouchpointError as refused:
            form.add_error(None, str(refused))
        else:
            return _logged(request, touchpoint)
    title = _("Log with %(name)s") % {"name": form.known.name} if form.known else _("Log what happened")
    action = reverse("timeline:log")
    forms = [part_form for _part, part_form in parts]
    return show_form(
        request, form, title=title, action=action, submit=_("Log"), template="timeline/log_fields.html", parts=forms
    )


@members_only(Permission.SEE_CUSTOMERS)
@require_GET
def customers(request: HttpRequest) -> HttpResponse:
    """Customers that match what is typed, for a combobox."""
    found = find_parties(member_of(request), request.GET.get("q", ""), 8)
    options = [
        {"value": str(hit.party.pk), "label": hit.party.name, "detail": hit.by.value if hit.by else hit.party.city}
        for hit in found
    ]
    return render(request, "design/options.html", {"options": options})


def _parts_for(member: Member, values: Mapping[str, Any] | None) -> Parts:
    return [(part, part.form(member, values)) for part in manifests.log_parts if part.may(member)]


@transaction.atomic
def _log(member: Member, form: LogForm, parts: Parts) -> Touchpoint:
    facts = form.facts()
    if facts["key"] and (told := Touchpoint.objects.filter(source="staff", key=facts["key"]).first()):
        return touchpoint_for(member, told.pk)  # sent twice
    touchpoint = log_touchpoint(by=member, **facts)
    for part, part_form in parts:
        part.keep(member, touchpoint, part_form.cleaned_data)
    return touchpoint


def _logged(request: HttpRequest, touchpoint: Touchpoint) -> HttpResponse:
    return done(
        request,
        to=reverse("people:party", args=[touchpoint.party_id]),
        text=_("%(kind)s logged") % {"kind": kind_named(touchpoint.kind).label},
        undo=reverse("timeline:withdrawal", args=[touchpoint.pk]),
        refresh="party",
        data={"id": str(touchpoint.party_id)},
    )
