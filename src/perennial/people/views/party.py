"""A customer's page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from perennial.design.answers import done
from perennial.people import actions, queries, rules
from perennial.people.dossier import dossier_of
from perennial.people.facts import facts_of
from perennial.people.panels import panels_of
from perennial.team.guard import member_of, members_only
from perennial.team.mentions import colleagues_named
from perennial.team.permissions import Permission


@members_only(Permission.SEE_CUSTOMERS)
def show(request: HttpRequest, id: int) -> HttpResponse:
    """One customer with everything that the slices know; that it was opened is kept. The address of a record that was
    merged leads on to whoever holds its history."""
    member = member_of(request)
    try:
        party = queries.party_for(member, id)
    except Http404:
        if (heir := queries.heir_of(member, id)) is not None:
            return redirect("people:party", id=heir)
        return render(request, "people/gone.html", {"party": queries.deleted_party_for(member, id)}, status=410)
    actions.note_view(party, by=member)
    context = {
        "party": party,
        "panels": panels_of(request, party),
        "known": dossier_of(party, member),
        "facts": facts_of(member, party),
        "may_edit": rules.may_edit(member, party),
        "may_delete": rules.may_delete(member, party),
        "is_followed": queries.follows(member, party),
        "may_see_looks": rules.may_see_looks(member, party),
        "may_export": rules.may_export(member),
    }
    return render(request, "people/party.html", context)


@require_GET
@members_only(Permission.SEE_CUSTOMERS)
def colleagues(request: HttpRequest, id: int) -> HttpResponse:
    """Finding those who may be mentioned in a text about a customer: whoever may see them."""
    party = queries.party_for(member_of(request), id)
    options = colleagues_named(request.GET.get("q", ""), lambda member: rules.may_see(member, party))
    return render(request, "design/options.html", {"options": options})


@require_POST
@members_only(Permission.SEE_CUSTOMERS)
def following(request: HttpRequest, id: int) -> HttpResponse:
    """Follow a customer, or no longer."""
    member = member_of(request)
    party = queries.party_for(member, id)
    if request.POST.get("follow") == "no":
        actions.unfollow_party(party, by=member)
        text = _("You no longer follow %(name)s.")
    else:
        actions.follow_party(party, by=member)
        text = _("You follow %(name)s: you hear of orders, changes of stage and owner, and complaints.")
    to = reverse("people:party", args=[id])
    return done(request, to=to, text=text % {"name": party.name}, refresh="party", data={"id": str(id)})
