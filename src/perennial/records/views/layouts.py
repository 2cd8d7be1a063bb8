"""Boards, calendars and the side panel of a list."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from perennial.kernel.http.numbers import whole_number
from perennial.records.layouts.board import column_url, more_of
from perennial.records.layouts.choosing import field_of
from perennial.records.page import state_of
from perennial.records.queries import kind_for
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@members_only(Permission.SEE_CUSTOMERS)
def cards(request: HttpRequest, kind: str) -> HttpResponse:
    """The next cards of one column of a board."""
    state = state_of(request, kind_for(member_of(request), kind))
    field = field_of(state.look.layout, state.fields)
    key, after = request.GET.get("column", ""), whole_number(request.GET.get("after", ""))
    if field is None or after is None or state.is_broken:
        raise Http404(_("There is no such board."))
    found, more = more_of(state, field, key, after)
    context = {
        "cards": found,
        "more": more,
        "key": key,
        "kind": state.kind,
        "table_url": column_url(state, field, key),
        "cards_url": reverse("records:cards", args=[kind]) + state.address(),
    }
    return render(request, "records/cards.html", context)
