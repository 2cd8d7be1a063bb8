"""Of one customer and any audience: whether they are in it, and why or why not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from perennial.audiences.queries import audience_for, audiences_for, stays_of
from perennial.audiences.telling import answer_for
from perennial.kernel.http.numbers import whole_number
from perennial.people.queries import party_for
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@members_only(Permission.SEE_CUSTOMERS)
@require_GET
def whys(request: HttpRequest, party_id: int) -> HttpResponse:
    """Every audience with whether the customer is in it; of the one that is asked, or else the first, what decides."""
    member = member_of(request)
    party = party_for(member, party_id)
    audiences = list(audiences_for(member))
    inside = set(stays_of(party, member).values_list("audience_id", flat=True))
    asked = whole_number(request.GET.get("audience", ""))
    first = next((each for each in audiences if each.pk in inside), next(iter(audiences), None))
    audience = audience_for(member, asked) if asked else first
    context = {
        "party": party,
        "audience": audience,
        "answer": answer_for(member, audience, party) if audience else None,
        "audiences": audiences,
        "inside": inside,
    }
    return render(request, "audiences/whys.html", context)
