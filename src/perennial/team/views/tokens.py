"""API tokens: made, shown once, listed, revoked."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from perennial.design.answers import done, show_form
from perennial.kernel.once.forms import shown_once
from perennial.team import actions
from perennial.team.freshness import fresh_only
from perennial.team.guard import member_of, members_only
from perennial.team.queries import api_token_for, api_tokens_for
from perennial.team.tokenforms import TokenForm, TokenRevocationForm


@require_GET
@members_only()
def tokens(request: HttpRequest) -> HttpResponse:
    """Every token that the member may end."""
    return render(request, "team/tokens.html", {"tokens": api_tokens_for(member_of(request))})


@never_cache
@require_http_methods(["GET", "POST"])
@members_only()
@fresh_only()
def new_token(request: HttpRequest) -> HttpResponse:
    """Makes a token and shows its text, once."""
    member = member_of(request)
    form = TokenForm(member, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            token, text = actions.make_token(by=member, **form.cleaned())
        except actions.TokenRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            made = render(request, "team/token_made.html", {"token": token, "text": text, "origin": settings.ORIGIN})
            return shown_once(made, to=reverse("team:tokens"))
    return render(request, "team/new_token.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@members_only()
def token_revocation(request: HttpRequest, id: int) -> HttpResponse:
    """Ends a token for good, once its name is typed."""
    token = api_token_for(member_of(request), id)
    form = TokenRevocationForm(token, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        actions.revoke_token(token, by=member_of(request))
        return done(request, to=reverse("team:tokens"), text=_("The token “%(name)s” no longer works.") % {"name": token.name})
    return show_form(
        request,
        form,
        title=_("Revoke the token “%(name)s”") % {"name": token.name},
        submit=_("Revoke for good"),
        text=_("Whatever uses it is refused from the next request on. This cannot be undone; a new token can be made."),
        danger=True,
        back=reverse("team:tokens"),
    )
