"""The fields of the business on a customer: filling them in, and the panel that shows them."""

from collections.abc import Callable
from typing import cast

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from perennial.design.answers import done, settle, show_form
from perennial.design.conflicts import parts_of, picked, sent_by
from perennial.people import actions, queries
from perennial.people.actions import Conflict, Refused
from perennial.people.forms import CustomForm
from perennial.people.models import Party
from perennial.people.undo import keep_for_undo
from perennial.records.custom.filling import given_in
from perennial.records.gone import show_gone
from perennial.records.queries import kind_for
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission
from perennial.team.queries import last_to_change


@members_only(Permission.EDIT_CUSTOMERS)
def fill(request: HttpRequest, id: int) -> HttpResponse:
    """The fields of the business of one customer; where two changed the same, who was slower chooses."""
    return _fill(request, id, picked(request.POST) if request.method == "POST" else None)


def _fill(request: HttpRequest, id: int, data: QueryDict | None) -> HttpResponse:
    member = member_of(request)
    try:
        party = queries.party_for(member, id)
    except Http404:
        if data is None:
            raise
        return show_gone(request, kind_for(member, "customers"), id)
    form = CustomForm(data, party=party, by=member)
    if form.is_bound and form.is_valid():
        given = given_in(form)
        try:
            kept = actions.edit_party(party, by=member, version=form.cleaned_data["version"], custom=given)
        except Conflict as conflict:
            theirs = CustomForm(party=conflict.theirs, by=member)
            return contested(request, form, theirs, conflict.theirs, again=lambda data: _fill(request, id, data))
        except Refused as refusal:
            form.fail(refusal.field, str(refusal))
        else:
            before = {key: [value.slot, party.custom.get(str(value.slot))] for key, value in given.items()}
            undo = keep_for_undo(request, party, "custom", **before) if kept.version != party.version else ""
            to = reverse("people:party", args=[id])
            return done(request, to=to, text=_("Saved."), undo=undo, refresh="party", data={"id": str(id)})
    title = _("Fields of %(name)s") % {"name": party.name}
    back = reverse("people:party", args=[id])
    return show_form(request, form, title=title, template="people/forms/custom.html", back=back)


def contested(
    request: HttpRequest, mine: Form, theirs: Form, party: Party, *, again: Callable[[QueryDict], HttpResponse]
) -> HttpResponse:
    """Two people edited a customer: brought together, and what both changed is asked."""
    return settle(
        request,
        cast(QueryDict, mine.data),
        sent_by(theirs),
        parts_of(mine),
        again=again,
        last=lambda fields: last_to_change(party, fields),
        title=_("%(name)s was changed meanwhile") % {"name": party.name},
        back=reverse("people:party", args=[party.pk]),
    )
