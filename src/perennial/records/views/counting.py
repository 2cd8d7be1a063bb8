"""What is fetched once a list is there: how many records each view holds, and what a long list adds up to."""

import dataclasses

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from perennial.records.columns import chosen_columns
from perennial.records.counting import counts_for
from perennial.records.estimating import estimate_of
from perennial.records.listing import COUNTED, count_of
from perennial.records.page import tabs_context
from perennial.records.queries import kind_for
from perennial.records.reading import state_of
from perennial.records.state import ALL
from perennial.records.summing import sums_of
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


@require_GET
@members_only(Permission.SEE_CUSTOMERS)
def sums(request: HttpRequest, kind: str) -> HttpResponse:
    """What the list adds up to: exactly where that is cheap, about where it is long."""
    state = state_of(request, kind_for(member_of(request), kind))
    if state.is_broken:
        return HttpResponse()
    columns = chosen_columns(state.kind, state.fields, state.look.columns)
    if count_of(state.wanted) > COUNTED:
        return render(request, "records/sums.html", {"estimate": estimate_of(state.wanted, columns), "least": COUNTED})
    return render(request, "records/sums.html", {"sums": sums_of(state.wanted, columns, dense=False)})
