"""A member's own page."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from perennial.design.answers import toast
from perennial.team.actions import edit_profile, end_sessions
from perennial.team.forms import ProfileForm
from perennial.team.guard import member_of, members_only
from perennial.team.models import Member
from perennial.team.seen import note_session


@require_http_methods(["GET", "POST"])
@members_only()
def profile(request: HttpRequest) -> HttpResponse:
    """Name, language, time zone, theme, shortcuts; the way to password and e-mail."""
    form = ProfileForm(request.POST or None, instance=Member.objects.get(pk=member_of(request).pk))
    if form.is_valid():
        edit_profile(form.cleaned_data, by=member_of(request))
        toast(request, _("Your profile is saved."))
        return redirect("team:profile")
    return render(request, "team/profile.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@members_only()
def sessions(request: HttpRequest) -> HttpResponse:
    """Signs the member out on every other device."""
    member = member_of(request)
    end_sessions(member, by=member, but=request.session.session_key or "")
    update_session_auth_hash(request, member)
    note_session(request)
    toast(request, _("You are signed out everywhere else."))
    return redirect("team:security")
