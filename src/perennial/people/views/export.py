"""Taking data out: everything of one person as JSON."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.text import slugify

from perennial.kernel.http.streaming import download
from perennial.people import actions, queries
from perennial.people.personal import told_of
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@members_only(Permission.EXPORT)
def person(request: HttpRequest, id: int) -> HttpResponseBase:
    """Everything that is kept of one customer."""
    party = queries.party_for(member_of(request), id)
    actions.note_export(party, by=member_of(request))
    name = f"{slugify(party.name) or party.pk}.json"
    return download(request, told_of(party, member_of(request)), name=name, content_type="application/json")
