"""The first visit."""

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from perennial.team import places
from perennial.team.actions import AlreadySetUpError, set_up_workspace
from perennial.team.addresses import is_from_this_machine
from perennial.team.forms import WelcomeForm
from perennial.team.freshness import remember_proof
from perennial.team.queries import nobody_is_here


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
@never_cache
def welcome(request: HttpRequest) -> HttpResponse:
    """Makes the owner and the workspace, as long as nobody is a member."""
    if not nobody_is_here():
        return redirect("account_login")
    needs_code = not is_from_this_machine(request)
    form = WelcomeForm(request.POST or None, needs_code=needs_code, initial=_guesses(request))
    if form.is_valid():
        try:
            owner = set_up_workspace(
                name=form.cleaned_data["name"],
                email=form.cleaned_data["email"],
                password=form.cleaned_data["password"],
                workspace=form.workspace(),
            )
        except AlreadySetUpError as error:
            return render(request, "team/taken.html", {"message": error}, status=409)
        login(request, owner, settings.AUTHENTICATION_BACKENDS[0])
        remember_proof(request, owner)
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "team/welcome.html", {"form": form}, status=422 if form.is_bound else 200)


def _guesses(request: HttpRequest) -> dict[str, str]:
    country = places.guessed_country(request)
    return {
        "country": country,
        "currency": places.currency_of(country),
        "time_zone": "UTC",  # the page's script sets the browser's
        "language": get_language() or settings.LANGUAGE_CODE,
    }
