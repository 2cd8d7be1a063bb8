"""Taking data out: the list as CSV, and everything of one person as JSON."""

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.text import slugify

from perennial.kernel import clock
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
    return _download(lines_of(rows), "text/csv; charset=utf-8", f"customers-{clock.today():%Y-%m-%d}.csv")


@members_only(Permission.EXPORT)
def person(request: HttpRequest, id: int) -> HttpResponseBase:
    """Everything that is kept of one customer."""
    party = queries.party_for(member_of(request), id)
    actions.note_export(party, by=member_of(request))
    return _download(told_of(party), "application/json", f"{slugify(party.name) or party.pk}.json")


def _download(pieces: object, kind: str, name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(pieces, content_type=kind)  # type: ignore[arg-type]
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
