"""The fields of the business on a customer: filling them in, and the panel that shows them."""

from collections.abc import Mapping
from typing import Any, cast

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from perennial.design.answers import done, show_conflict, show_form
from perennial.people import actions, queries
from perennial.people.actions import Conflict, Refused
from perennial.people.forms import CustomForm
from perennial.people.models import Party
from perennial.people.undo import keep_for_undo
from perennial.records.custom.filling import given_in
from perennial.records.custom.types import Stored, said
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@members_only(Permission.EDIT_CUSTOMERS)
def fill(request: HttpRequest, id: int) -> HttpResponse:
    """The fields of the business of one customer; who was slower sees what the other one wrote."""
    member = member_of(request)
    party = queries.party_for(member, id)
    form = CustomForm(request.POST if request.method == "POST" else None, party=party, by=member)
    if form.is_bound and form.is_valid():
        given = given_in(form)
        try:
            kept = actions.edit_party(party, by=member, version=form.cleaned_data["version"], custom=given)
        except Conflict as conflict:
            return _show_conflict(request, form, conflict.theirs)
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


def _show_conflict(request: HttpRequest, form: CustomForm, theirs: Party) -> HttpResponse:
    data: Any = cast(Any, form.data).copy()
    data["version"] = str(theirs.version)
    mine = CustomForm(data, party=theirs, by=member_of(request))
    return show_conflict(request, mine, title=_("Two people edited this"), rows=rows_of_business(mine, given_in(form)))


def rows_of_business(form: Form, given: Mapping[str, Stored]) -> list[tuple[str, str, str]]:
    """The fields of the business in which what was `given` differs from what the form's record holds by now: (field, theirs,
    mine)."""
    fields: dict[str, Any] = {key: form.fields[key] for key in given if key in form.fields}
    return [
        (field.definition.name, said(field.definition, field.before), said(field.definition, given[key].value))
        for key, field in fields.items()
        if field.before != given[key].value
    ]
