"""The invitation's link."""

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from perennial.team.actions import InvitationDeadError, invitation_behind, join_team
from perennial.team.forms import JoinForm
from perennial.team.freshness import remember_proof


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
@never_cache
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Shows who invites as what, and makes the member."""
    try:
        invitation = invitation_behind(token)
        form = JoinForm(request.POST or None, invitation=invitation)
        if form.is_valid() and not request.user.is_authenticated:
            values = form.cleaned_data
            language = get_language() or ""
            member = join_team(
                token, name=values["name"], password=values["password"], language=language, time_zone=values["time_zone"]
            )
            login(request, member, settings.AUTHENTICATION_BACKENDS[0])
            remember_proof(request, member)
            return redirect(settings.LOGIN_REDIRECT_URL)
    except InvitationDeadError as error:
        return render(request, "team/dead_invitation.html", {"message": error}, status=410)
    context = {"form": form, "invitation": invitation}
    return render(request, "team/join.html", context, status=422 if form.is_bound else 200)
