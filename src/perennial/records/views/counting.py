"""The tabs over a list again, with how many records each view holds: fetched once the list is there."""

import dataclasses

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from perennial.records.counting import counts_for
from perennial.records.page import state_of, tabs_context
from perennial.records.queries import kind_for
from perennial.records.state import ALL
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@require_GET
@members_only(Permission.SEE_CUSTOMERS)
def tabs(request: HttpRequest, kind: str) -> HttpResponse:
    """The tabs with their counts."""
    member = member_of(request)
    state = state_of(request, kind_for(member, kind))
    context = tabs_context(request, state)
    counts = counts_for(member, state.kind, [tab.view for tab in context["tabs"]])
    counted = [dataclasses.replace(tab, count=counts.get(tab.view.place, "")) for tab in context["tabs"]]
    return render(request, "records/tabs.html#tabs", {**context, "tabs": counted, "all_count": counts[ALL]})
