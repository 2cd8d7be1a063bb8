"""The list of customers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from perennial.people import queries, rules
from perennial.people.kind import CUSTOMERS
from perennial.people.models import Party
from perennial.records.page import show_list
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@members_only(Permission.SEE_CUSTOMERS)
def index(request: HttpRequest) -> HttpResponse:
    """The customers that are asked for, fifty a page."""
    member = member_of(request)
    return show_list(
        request,
        CUSTOMERS,
        "people/list.html",
        may_create=rules.may_create(member),
        may_delete=rules.may_delete(member),
        import_url=_import_url(),
    )


@members_only(Permission.SEE_CUSTOMERS)
def options(request: HttpRequest) -> HttpResponse:
    """Customers to choose from while a name is typed."""
    kind = request.GET.get("kind", "")  # only persons, or only organisations
    hits = queries.find_parties(member_of(request), request.GET.get("q", ""), 32 if kind else 8)
    found: list[Party] = [hit.party for hit in hits if kind in ("", hit.party.kind)][:8]
    offered = [{"value": party.pk, "label": party.name, "detail": party.city or party.get_kind_display()} for party in found]
    return render(request, "design/options.html", {"options": offered})


def _import_url() -> str:
    # the slice above that imports may not be there
    try:
        return reverse("connect:imports")
    except NoReverseMatch:
        return ""
