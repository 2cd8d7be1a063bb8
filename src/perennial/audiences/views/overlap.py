"""How two to four audiences overlap."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from perennial.audiences.forms.comparing import ComparingForm
from perennial.audiences.picture import lines_of, pairs_of
from perennial.audiences.queries import audiences_for, overlap
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@members_only(Permission.SEE_CUSTOMERS)
@require_GET
def compared(request: HttpRequest) -> HttpResponse:
    """The picture of those that are chosen; without any, the largest."""
    member = member_of(request)
    form = ComparingForm(request.GET if "a" in request.GET else None, audiences=list(audiences_for(member)))
    chosen = form.chosen()
    context = {"form": form, "chosen": chosen, "enough": len(form.audiences) > 1}
    if len(chosen) > 1:
        found = overlap(chosen, member)
        context |= {"lines": lines_of(chosen, found), "pairs": pairs_of(chosen, found), "total": sum(found.exactly.values())}
    return render(request, "audiences/overlap.html", context)
