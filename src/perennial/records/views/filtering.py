"""Setting the filters of a list: one field at a time, or conditions in groups."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from perennial.design.answers import by_htmx
from perennial.records.forms import Builder, FilterForm
from perennial.records.forms.builder import MATCHES
from perennial.records.listing import COUNTED, count_of
from perennial.records.page import here
from perennial.records.queries import kind_for
from perennial.records.reading import state_of
from perennial.records.state import State
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@members_only(Permission.SEE_CUSTOMERS)
def one(request: HttpRequest, kind: str, field: str) -> HttpResponse:
    """The form of one field; what it sends is the address of the list."""
    state = state_of(request, kind_for(member_of(request), kind))
    asked = state.fields.get(field)
    if asked is None or not asked.asks:
        raise Http404(_("There is no such field."))
    context = {
        "field": asked,
        "form": FilterForm(state, asked),
        "action": here(state),
        "carried": state.carried(field),
        "builder": f"{state.address()}&begin={asked.key}",
        "kind": state.kind,
        "in_menu": by_htmx(request),
    }
    return render(request, "records/filter.html#form" if by_htmx(request) else "records/filter.html", context)


@members_only(Permission.SEE_CUSTOMERS)
def conditions(request: HttpRequest, kind: str) -> HttpResponse:
    """The builder of conditions. Each step is sent and drawn anew; the last one leads to the list."""
    state = state_of(request, kind_for(member_of(request), kind))
    if request.method == "POST":
        builder = Builder.sent(request.POST, state.fields)
        if request.POST.get("act") == "show" and not builder.is_wrong:
            return redirect(here(state) + state.address(condition=builder.condition()))
    else:
        builder = Builder.of(state.condition, state.fields)
        builder.begin(request.GET.get("begin", ""))
    context = {
        "state": state,
        "kind": state.kind,
        "builder": builder,
        "matches": MATCHES,
        "list_url": here(state),
        **_counted(state, builder),
    }
    status = 422 if request.POST.get("act") == "show" else 200
    return render(
        request, "records/conditions.html#builder" if by_htmx(request) else "records/conditions.html", context, status=status
    )


def _counted(state: State, builder: Builder) -> dict[str, object]:
    """How many records fit what is complete so far."""
    state = State(kind=state.kind, member=state.member, fields=state.fields, condition=builder.condition())
    count = count_of(state.wanted)
    return {"count": min(count, COUNTED), "is_capped": count > COUNTED}
