"""Taking data out: the list as CSV, and everything of one person as JSON."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.text import slugify

from perennial.kernel import clock
from perennial.kernel.http.streaming import download
from perennial.people import actions, queries
from perennial.people.forms import ListForm
from perennial.people.personal import told_of
from perennial.people.queries.listing import all_for
from perennial.people.spreadsheet import lines_of
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@members_only(Permission.EXPORT)
def customers(request: HttpRequest) -> HttpResponseBase:
    """The customers that the list shows, all of them, as CSV."""
    member = member_of(request)
    actions.note_list_export(request.GET.urlencode(), by=member)
    rows = all_for(member, ListForm(request.GET).wanted())
    name = f"customers-{clock.today():%Y-%m-%d}.csv"
    return download(request, lines_of(rows), name=name, content_type="text/csv; charset=utf-8")


@members_only(Permission.EXPORT)
def person(request: HttpRequest, id: int) -> HttpResponseBase:
    """Everything that is kept of one customer."""
    party = queries.party_for(member_of(request), id)
    actions.note_export(party, by=member_of(request))
    name = f"{slugify(party.name) or party.pk}.json"
    return download(request, told_of(party, member_of(request)), name=name, content_type="application/json")
