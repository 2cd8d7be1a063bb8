"""What who manages the team may do for another member's sign-in, and of whom the second step is asked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from perennial.design.answers import done, show_form, toast
from perennial.team import actions
from perennial.team.access import providers_of, session_for, sessions_of
from perennial.team.factors import factors_of, needs_second_factor
from perennial.team.forms import SecondFactorForm
from perennial.team.freshness import fresh_only
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission
from perennial.team.queries import member_for


@require_GET
@never_cache
@members_only(Permission.MANAGE_TEAM)
def member_security(request: HttpRequest, id: int) -> HttpResponse:
    """A member's ways to sign in (never their secrets) and their devices."""
    person = member_for(member_of(request), id)
    context = {
        "person": person,
        "factors": factors_of(person),
        "is_needed": needs_second_factor(person),
        "has_password": person.has_usable_password(),
        "providers": [one for one in providers_of(person) if one.account],
        "sessions": sessions_of(person, request.session.session_key or ""),
    }
    return render(request, "team/member_security.html", context)


@require_http_methods(["GET", "POST"])
@members_only(Permission.MANAGE_TEAM)
@fresh_only()
def member_factors_removal(request: HttpRequest, id: int) -> HttpResponse:
    """For somebody who lost phone, passkey and codes: asks once more, then removes their second factors."""
    person = member_for(member_of(request), id)
    to = reverse("team:member_security", args=[id])
    if request.method == "POST":
        actions.reset_factors(person, by=member_of(request))
        return done(request, to=to, text=_("%(name)s signs in without a second step now.") % {"name": person.name})
    title = _("Remove the second step of %(name)s?") % {"name": person.name}
    text = _("Make sure that it is really them who asks. Passkeys, app and codes end; they are signed out and told by mail.")
    return show_form(request, None, title=title, text=text, submit=_("Remove"), danger=True, back=to)


@require_POST
@members_only(Permission.MANAGE_TEAM)
def member_sessions_ending(request: HttpRequest, id: int) -> HttpResponse:
    """Signs a member out everywhere."""
    person = member_for(member_of(request), id)
    actions.end_sessions(person, by=member_of(request))
    toast(request, _("%(name)s is signed out everywhere.") % {"name": person.name})
    return redirect("team:member_security", id=id)


@require_POST
@members_only(Permission.MANAGE_TEAM)
def member_session_ending(request: HttpRequest, id: int, session_id: int) -> HttpResponse:
    """Signs one device of a member out."""
    actor = member_of(request)
    actions.end_session(session_for(actor, session_id, of=member_for(actor, id)), by=actor)
    toast(request, _("That device is signed out."))
    return redirect("team:member_security", id=id)


@require_POST
@members_only(Permission.MANAGE_TEAM)
def second_factor_roles(request: HttpRequest) -> HttpResponse:
    """Whose role needs a second factor."""
    form = SecondFactorForm(request.POST)
    if not form.is_valid():
        toast(request, _("There is no such role. Nothing was changed."), tone="poor")
        return redirect("team:members")
    actions.require_second_factor(form.cleaned_data["roles"], by=member_of(request))
    toast(request, _("Saved. Who needs a second step and has none sets it up at the next click."))
    return redirect("team:members")
