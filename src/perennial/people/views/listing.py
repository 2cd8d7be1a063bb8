"""The list of customers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from perennial.design.answers import by_htmx
from perennial.people import queries, rules
from perennial.people.chips import chips_of
from perennial.people.columns import cells_of, chosen_columns, offered_columns
from perennial.people.forms import ColumnsForm, ListForm
from perennial.people.links import links_of
from perennial.people.models import Party
from perennial.people.queries.listing import page_for
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission

_COLUMNS = "people.columns"


@members_only(Permission.SEE_CUSTOMERS)
def index(request: HttpRequest) -> HttpResponse:
    """The customers that are asked for, fifty a page."""
    member = member_of(request)
    form = ListForm(request.GET)
    wanted = form.wanted()
    page = page_for(member, wanted, form.number())
    columns = chosen_columns(request.session.get(_COLUMNS))
    context = {
        **links_of(request, wanted, page, columns),
        "form": form,
        "wanted": wanted,
        "page": page,
        "columns": columns,
        "rows": cells_of(page.rows, columns),
        "chips": chips_of(request, form),
        "columns_form": ColumnsForm(choices=offered_columns(), initial={"column": [c.key for c in columns]}),
        "nobody_yet": wanted.is_everything and not page.rows and page.number == 1,
        "may_create": rules.may_create(member),
        "may_export": rules.may_export(member),
        "may_delete": rules.may_delete(member),
    }
    is_piece = (
        by_htmx(request) and request.headers.get("HX-Target") == "div#results"
    )  # typing into the filter changes nothing else
    return render(request, "people/list.html#results" if is_piece else "people/list.html", context)


@require_POST
@members_only(Permission.SEE_CUSTOMERS)
def columns(request: HttpRequest) -> HttpResponse:
    """Which columns this member sees from now on."""
    form = ColumnsForm(request.POST, choices=offered_columns())
    if form.is_valid():
        request.session[_COLUMNS] = form.cleaned_data["column"]
    answer = redirect("people:list")
    answer["Location"] += f"?{query}" if (query := request.GET.urlencode()) else ""
    return answer


@members_only(Permission.SEE_CUSTOMERS)
def options(request: HttpRequest) -> HttpResponse:
    """Customers to choose from while a name is typed."""
    kind = request.GET.get("kind", "")  # only persons, or only organisations
    hits = queries.find_parties(member_of(request), request.GET.get("q", ""), 32 if kind else 8)
    found: list[Party] = [hit.party for hit in hits if kind in ("", hit.party.kind)][:8]
    offered = [{"value": party.pk, "label": party.name, "detail": party.city or party.get_kind_display()} for party in found]
    return render(request, "design/options.html", {"options": offered})
