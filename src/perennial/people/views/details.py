"""Identities, addresses, remembrances, anniversaries, relations and tags of a customer."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from perennial.design.answers import done, settle, show_form
from perennial.design.conflicts import parts_of, picked, sent_by
from perennial.people import actions, queries
from perennial.people.actions import Refused, StaleRelation
from perennial.people.forms import TagForm
from perennial.people.models import Identity, Party, Tag
from perennial.people.parts import PARTS, Part
from perennial.people.undo import keep_for_undo
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@members_only(Permission.EDIT_CUSTOMERS)
def add(request: HttpRequest, id: int, part: str) -> HttpResponse:
    """One more detail."""
    party = queries.party_for(member_of(request), id)
    kind = _part(part)
    initial = request.GET.get("kind", "")
    form = kind.form(party, member_of(request), request.POST if request.method == "POST" else None)
    if initial and "kind" in form.fields:
        form.initial["kind"] = initial[:20]
    if form.is_bound and form.is_valid() and _kept(request, party, kind, None, form):
        return _done(request, party, _shared_with(request, party, part, form.cleaned_data) or _("Added."))
    return _ask(request, form, kind.new, party, part)


@members_only(Permission.EDIT_CUSTOMERS)
def change(request: HttpRequest, id: int, part: str, pk: int) -> HttpResponse:
    """A detail, corrected; where two changed the same of a relation, who was slower chooses."""
    return _change(request, id, part, pk, picked(request.POST) if request.method == "POST" else None)


def _change(request: HttpRequest, id: int, part: str, pk: int, data: QueryDict | None) -> HttpResponse:
    party = queries.party_for(member_of(request), id)
    kind = _part(part)
    one = _one(request, kind, party, pk)
    form = kind.form(party, member_of(request), data, one)
    try:
        if form.is_bound and form.is_valid() and _kept(request, party, kind, one, form):
            return _done(request, party, _("Saved."))
    except StaleRelation:
        return _conflict(request, party, pk, form)
    return _ask(request, form, kind.edit, party, part)


def _conflict(request: HttpRequest, party: Party, pk: int, form: Any) -> HttpResponse:
    kind, by = PARTS["relations"], member_of(request)
    theirs = _one(request, kind, party, pk)
    return settle(
        request,
        cast(QueryDict, form.data),
        sent_by(kind.form(party, by, None, theirs)),
        parts_of(form),
        again=lambda data: _change(request, party.pk, "relations", pk, data),
        last=lambda _fields: queries.last_to_relate(theirs),
        title=_("How they belong together was changed meanwhile"),
        back=reverse("people:party", args=[party.pk]),
    )


@require_POST
@members_only(Permission.EDIT_CUSTOMERS)
def remove(request: HttpRequest, id: int, part: str, pk: int) -> HttpResponse:
    """A detail, removed; the toast takes it back."""
    party = queries.party_for(member_of(request), id)
    kind = _part(part)
    one = _one(request, kind, party, pk)
    undo = keep_for_undo(request, party, part, **kind.values(one, party))
    kind.drop(one, member_of(request))
    return _done(request, party, _("Removed."), undo)


@require_POST
@members_only(Permission.EDIT_CUSTOMERS)
def primary(request: HttpRequest, id: int, pk: int) -> HttpResponse:
    """The identity that is used first."""
    party = queries.party_for(member_of(request), id)
    actions.make_primary(get_object_or_404(Identity, party=party, pk=pk), by=member_of(request))
    return _done(request, party, _("This one comes first now."))


@members_only(Permission.EDIT_CUSTOMERS)
def tags(request: HttpRequest, id: int) -> HttpResponse:
    """One more tag, known or new."""
    party = queries.party_for(member_of(request), id)
    form = TagForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            tag = actions.add_tag(party, form.cleaned_data["name"], by=member_of(request))
        except Refused as refusal:
            form.fail(refusal.field, str(refusal))
        else:
            undo = keep_for_undo(request, party, "untag", name=tag.name)
            return _done(request, party, _("Tagged %(tag)s.") % {"tag": tag.name}, undo)
    return show_form(
        request,
        form,
        title=_("Add a tag"),
        submit=_("Add tag"),
        template="people/forms/tag.html",
        back=reverse("people:party", args=[id]),
        known=queries.tags_in_use(),
    )


@require_POST
@members_only(Permission.EDIT_CUSTOMERS)
def untag(request: HttpRequest, id: int, tag_id: int) -> HttpResponse:
    """A tag, taken off; the toast puts it back."""
    party = queries.party_for(member_of(request), id)
    tag = get_object_or_404(Tag, taggings__party=party, pk=tag_id)
    undo = keep_for_undo(request, party, "tag", name=tag.name)
    actions.remove_tag(party, tag, by=member_of(request))
    return _done(request, party, _("No longer tagged %(tag)s.") % {"tag": tag.name}, undo)


def _part(name: str) -> Part:
    if name not in PARTS:
        raise Http404
    return PARTS[name]


def _one(request: HttpRequest, kind: Part, party: Party, pk: int) -> Any:
    one = kind.find(party, pk, member_of(request)) if pk < 2**63 else None
    if one is None:
        raise Http404
    return one


def _kept(request: HttpRequest, party: Party, kind: Part, one: Any, form: Any) -> bool:
    try:
        kind.keep(party, one, dict(form.cleaned_data), member_of(request))
    except StaleRelation:
        raise
    except Refused as refusal:
        form.fail(refusal.field, str(refusal))
        return False
    return True


def _shared_with(request: HttpRequest, party: Party, part: str, values: dict[str, Any]) -> str:
    """Families and shops share a phone; whoever adds one is told."""
    if part != "identities":
        return ""
    known = {"system": values["system"], "besides": party, "country": party.country}
    others, are_hidden = queries.holders_seen_by(member_of(request), values["kind"], values["value"], **known)
    if are_hidden:
        return _("Added. Somebody whom a colleague looks after has it too.")
    names = ", ".join(other.name for other in others)
    return _("Added. %(names)s has it too.") % {"names": names} if names else ""


def _ask(request: HttpRequest, form: Any, title: Any, party: Party, part: str) -> HttpResponse:
    template = "people/forms/relation.html" if part == "relations" else None
    return show_form(request, form, title=title, template=template, back=reverse("people:party", args=[party.pk]), party=party)


def _done(request: HttpRequest, party: Party, text: str, undo: str = "") -> HttpResponse:
    to = reverse("people:party", args=[party.pk])
    return done(request, to=to, text=text, undo=undo, refresh="party", data={"id": str(party.pk)})
