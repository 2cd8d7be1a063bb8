"""Creating a customer and changing what is known of one."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from perennial.design.answers import done, show_form
from perennial.design.conflicts import picked
from perennial.people import actions, queries
from perennial.people.actions import Conflict, Known, Refused
from perennial.people.forms import NewPartyForm, OwnerForm, PartyForm, StageForm
from perennial.people.matching.records import add_identity, record_of
from perennial.people.models import Party
from perennial.people.normalise import normal_identity
from perennial.people.queries.duplicates import Likeness, close_to
from perennial.people.undo import keep_for_undo, kept_for_undo, take_back
from perennial.people.views.custom import contested
from perennial.records.gone import show_gone
from perennial.records.queries import kind_for
from perennial.team.guard import member_of, members_only
from perennial.team.models import Workspace
from perennial.team.permissions import Permission

NOT_YET = 0  # the id of somebody who is not written down yet
WARNS = 0.5


@members_only(Permission.EDIT_CUSTOMERS)
def create(request: HttpRequest) -> HttpResponse:
    """A new customer; who has the same e-mail address or phone already, or is probably the same, is shown once, and saving
    again goes on."""
    form = NewPartyForm(request.POST or None, by=member_of(request), initial={"name": request.GET.get("name", "")[:200]})
    twins: list[Party] = []
    close: list[Likeness] = []
    has_hidden = False
    if form.is_valid():
        values = form.cleaned_data
        twins, has_hidden = _twins(request, values)
        close = [] if twins else _close(request, values)
        if not (twins or has_hidden or close) or "anyway" in request.POST:
            try:
                party = _create(request, values, form.custom())
            except Refused as refusal:
                form.fail(refusal.field, str(refusal))
            else:
                text = _("%(name)s is on the list.") % {"name": party.name}
                return done(request, to=reverse("people:party", args=[party.pk]), text=text)
    return show_form(
        request,
        form,
        title=_("New customer"),
        submit=_("Add anyway") if twins or has_hidden or close else _("Add customer"),
        action=reverse("people:create"),
        template="people/forms/new.html",
        back=reverse("people:list"),
        twins=twins,
        has_hidden=has_hidden,
        close=close,
        status=422 if twins or has_hidden or close else None,
    )


def _create(request: HttpRequest, values: dict[str, Any], custom: dict[str, Any]) -> Party:
    identities = [Known(kind, values[kind]) for kind in ("email", "phone") if values[kind]]
    return actions.create_party(
        by=member_of(request),
        owner=member_of(request),
        kind=values["kind"],
        name=values["name"],
        city=values["city"],
        identities=identities,
        tags=values["tags"],
        source="staff",
        custom=custom,
    )


def _twins(request: HttpRequest, values: dict[str, Any]) -> tuple[list[Party], bool]:
    """(customers within reach who are known by the same, whether there are others)."""
    told = [queries.holders_seen_by(member_of(request), kind, values[kind]) for kind in ("email", "phone") if values[kind]]
    seen = {party.pk: party for parties, _hidden in told for party in parties}
    return list(seen.values()), any(hidden for _parties, hidden in told)


def _close(request: HttpRequest, values: dict[str, Any]) -> list[Likeness]:
    """Customers who are probably the same, though nothing of theirs is written in the same way."""
    record = record_of(NOT_YET, values["kind"], values["name"], city=values["city"])
    for kind in ("email", "phone"):
        if values[kind]:
            add_identity(record, kind, "", normal_identity(kind, values[kind], Workspace.current().country))
    return close_to(member_of(request), record, least=WARNS)


@members_only(Permission.EDIT_CUSTOMERS)
def edit(request: HttpRequest, id: int) -> HttpResponse:
    """The facts of a customer; where two changed the same, who was slower chooses."""
    return _edit(request, id, picked(request.POST) if request.method == "POST" else None)


def _edit(request: HttpRequest, id: int, data: QueryDict | None) -> HttpResponse:
    member = member_of(request)
    try:
        party = queries.party_for(member, id)
    except Http404:
        if data is None:
            raise
        return show_gone(request, kind_for(member, "customers"), id)
    form = PartyForm(data, party=party, by=member)
    if form.is_bound and form.is_valid():
        try:
            kept = actions.edit_party(party, by=member, custom=form.custom(), **form.facts())
        except Conflict as conflict:
            theirs = PartyForm(party=conflict.theirs, by=member)
            return contested(request, form, theirs, conflict.theirs, again=lambda data: _edit(request, id, data))
        except Refused as refusal:
            form.fail(refusal.field, str(refusal))
        else:
            undo = _undo_of(request, form, party) if kept.version != party.version else ""
            return _changed(request, party, _("Saved."), undo)
    return show_form(
        request,
        form,
        title=_("Edit %(name)s") % {"name": party.name},
        template="people/forms/party.html",
        back=reverse("people:party", args=[id]),
        history=reverse("team:history", args=["people.party", id]),
        wide=True,
    )


def _undo_of(request: HttpRequest, form: PartyForm, before: Party) -> str:
    facts = {name: getattr(before, name) for name, value in form.facts().items() if getattr(before, name) != value}
    custom = {key: [value.slot, before.custom.get(str(value.slot))] for key, value in form.custom().items()}
    return keep_for_undo(request, before, "edit", **facts | {"custom": custom})


@members_only(Permission.EDIT_CUSTOMERS)
def owner(request: HttpRequest, id: int) -> HttpResponse:
    """Who is responsible for a customer."""
    party = queries.party_for(member_of(request), id)
    form = OwnerForm(
        request.POST if request.method == "POST" else None, by=member_of(request), initial={"owner": party.owner_id}
    )
    if form.is_bound and form.is_valid():
        undo = keep_for_undo(request, party, "owner", owner=party.owner_id)
        now = actions.assign_owner(party, form.cleaned_data["owner"], by=member_of(request))
        text = _("%(name)s belongs to %(owner)s now.") if now.owner else _("Nobody owns %(name)s now.")
        return _changed(request, party, text % {"name": party.name, "owner": now.owner}, undo)
    return show_form(request, form, title=_("Owner"), back=reverse("people:party", args=[id]))


@members_only(Permission.EDIT_CUSTOMERS)
def stage(request: HttpRequest, id: int) -> HttpResponse:
    """Another stage, set by hand."""
    party = queries.party_for(member_of(request), id)
    form = StageForm(request.POST if request.method == "POST" else None, initial={"after": party.stage})
    if form.is_bound and form.is_valid():
        before = party.stage
        try:
            change = actions.change_stage(party, by=member_of(request), **form.cleaned_data)
        except Refused as refusal:
            form.fail(refusal.field, str(refusal))
        else:
            undo = keep_for_undo(request, party, "stage", after=before, because=_("Taken back")) if change else ""
            return _changed(request, party, _("Stage: %(stage)s.") % {"stage": party.get_stage_display()}, undo)
    return show_form(request, form, title=_("Stage"), back=reverse("people:party", args=[id]))


@require_POST
@members_only(Permission.EDIT_CUSTOMERS)
def undo(request: HttpRequest, id: int, key: str) -> HttpResponse:
    """Take back the last change, as long as it is remembered."""
    party = queries.party_for(member_of(request), id)
    change = kept_for_undo(request, id, key)
    try:
        if change is None:
            raise Refused(_("This can no longer be taken back here; the change is in the audit log."))
        take_back(party, change, by=member_of(request))
    except Refused as refusal:
        return done(request, to=reverse("people:party", args=[id]), text=str(refusal))
    return done(request, to=reverse("people:party", args=[id]), text=_("Taken back."))


def _changed(request: HttpRequest, party: Party, text: str, undo: str) -> HttpResponse:
    to = reverse("people:party", args=[party.pk])
    return done(request, to=to, text=text, undo=undo, refresh="party", data={"id": str(party.pk)})
