"""A customer's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from perennial.people import actions, queries
from perennial.people.models import Party
from perennial.people.panels import panels_of
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@members_only(Permission.SEE_CUSTOMERS)
def index(request: HttpRequest) -> HttpResponse:
    """The first customers by name."""
    return render(request, "people/list.html", {"parties": Party.objects.kept().order_by("sort_name", "id")[:50]})


@members_only(Permission.SEE_CUSTOMERS)
def show(request: HttpRequest, id: int) -> HttpResponse:
    """One customer with everything that the slices know; that it was opened is kept."""
    party = queries.party_for(member_of(request), id)
    actions.note_view(party, by=member_of(request))
    return render(request, "people/party.html", {"party": party, "panels": panels_of(request, party)})
