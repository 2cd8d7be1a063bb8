"""A customer's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from perennial.people import actions, queries, rules
from perennial.people.dossier import dossier_of
from perennial.people.panels import panels_of
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@members_only(Permission.SEE_CUSTOMERS)
def show(request: HttpRequest, id: int) -> HttpResponse:
    """One customer with everything that the slices know; that it was opened is kept. The address of a record that was
    merged leads on to whoever holds its history."""
    member = member_of(request)
    if (heir := queries.heir_of(member, id)) is not None:
        return redirect("people:party", id=heir)
    party = queries.party_for(member, id)
    actions.note_view(party, by=member)
    context = {
        "party": party,
        "panels": panels_of(request, party),
        "known": dossier_of(party, member),
        "may_edit": rules.may_edit(member, party),
        "may_delete": rules.may_delete(member, party),
        "may_see_looks": rules.may_see_looks(member, party),
        "may_export": rules.may_export(member),
    }
    return render(request, "people/party.html", context)
