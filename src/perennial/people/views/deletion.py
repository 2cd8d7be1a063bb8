"""Deleting, restoring and erasing customers."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from perennial.design.answers import done, show_form
from perennial.kernel.http.numbers import whole_number
from perennial.people import actions, queries
from perennial.people.actions import Refused
from perennial.people.forms import ErasureForm
from perennial.team.guard import member_of, members_only
from perennial.team.models import Member
from perennial.team.permissions import Permission


@members_only(Permission.DELETE_CUSTOMERS)
def deleted(request: HttpRequest) -> HttpResponse:
    """Who was deleted, the last one first; found by name and by who did it."""
    words, by_id = request.GET.get("q", "").replace("\x00", "")[:100], whole_number(request.GET.get("by"))
    found = queries.deleted_parties_for(member_of(request), words=words, by_id=by_id)
    parties = Paginator(found, 50).get_page(request.GET.get("page"))
    asked = urlencode({name: value for name, value in (("q", words), ("by", by_id)) if value})
    members = Member.objects.order_by("name", "id")
    context = {"parties": parties, "words": words, "by_id": by_id, "asked": asked, "members": members}
    return render(request, "people/deleted.html", context)


@require_POST
@members_only(Permission.DELETE_CUSTOMERS)
def delete(request: HttpRequest, id: int) -> HttpResponse:
    """Put a customer away; the toast takes it back."""
    party = queries.party_for(member_of(request), id)
    actions.delete_party(party, by=member_of(request))
    text = _("%(name)s is deleted.") % {"name": party.name}
    return done(request, to=reverse("people:list"), text=text, undo=reverse("people:restore", args=[id]))


@require_POST
@members_only(Permission.DELETE_CUSTOMERS)
def restore(request: HttpRequest, id: int) -> HttpResponse:
    """Take a deleted customer back."""
    party = queries.deleted_party_for(member_of(request), id)
    actions.restore_party(party, by=member_of(request))
    return done(request, to=reverse("people:party", args=[id]), text=_("%(name)s is back.") % {"name": party.name})


@members_only(Permission.DELETE_CUSTOMERS)
def erase(request: HttpRequest, id: int) -> HttpResponse:
    """Erase a deleted customer for good, once the name is typed."""
    party = queries.deleted_party_for(member_of(request), id)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.erase_party(party, by=member_of(request), **form.cleaned_data)
        except Refused as refusal:
            form.fail(refusal.field, str(refusal))
        else:
            return done(request, to=reverse("people:deleted"), text=_("Erased for good."))
    return show_form(
        request,
        form,
        title=_("Erase %(name)s for good") % {"name": party.name},
        submit=_("Erase for good"),
        text=_(
            "Everything that is kept of %(name)s goes: contact details, purchases, the whole timeline. This cannot be undone."
        )
        % {"name": party.name},
        danger=True,
        back=reverse("people:deleted"),
    )
