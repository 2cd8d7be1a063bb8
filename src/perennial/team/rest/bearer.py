"""Who asks: the member of an API token, with no more rights than the token has. No cookie opens the API, so no foreign page can
make a browser write through it."""

from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security.base import AuthBase

from perennial.kernel import clock
from perennial.kernel.limits import Allowance, Limits
from perennial.team.actions import token_named
from perennial.team.deeds import token_of_request
from perennial.team.factors import must_set_up_second_factor
from perennial.team.permissions import Permission
from perennial.team.rest.problems import Problem
from perennial.team.rules import may

REQUESTS_A_MINUTE = 600
limits = Limits(REQUESTS_A_MINUTE)
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="perennial"'}


class Bearer(AuthBase):
    """The door of one operation: a token that works, within its limit, with the permission that the operation needs."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, permission: Permission | None) -> None:
        self.permission = permission
        super().__init__()

    def __call__(self, request: HttpRequest) -> Any:
        asked = cast(Any, request)
        if not hasattr(asked, "api_token"):  # a part of a bulk request came through the door with it
            asked.api_token = _token_of(request)
            asked.allowance = limits.count(f"token:{asked.api_token.pk}")
            if asked.allowance.is_over:
                raise _too_many(asked.allowance)
            asked.member = asked.api_token.member
            token_of_request.set(asked.api_token.pk)
            if asked.member.time_zone:
                timezone.activate(clock.zone_named(asked.member.time_zone))
            if must_set_up_second_factor(asked.member, asked.workspace):
                raise Problem(403, _("The token's member has to set up a second step first: sign in on the screens to do so."))
        if self.permission is not None and not may(asked.member, self.permission):
            raise _not_allowed(asked.api_token.scopes, self.permission)
        return asked.api_token


def _token_of(request: HttpRequest) -> Any:
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text:
        raise Problem(401, _("Send an API token in the header “Authorization: Bearer …”."), headers=_CHALLENGE)
    token = token_named(text.strip()) if len(text) < 200 else None
    if token is None:
        told = {"WWW-Authenticate": _CHALLENGE["WWW-Authenticate"] + ', error="invalid_token"'}
        raise Problem(401, _("This token does not work: it is unknown, has ended or was revoked."), headers=told)
    return token


def _not_allowed(scopes: list[str], permission: Permission) -> Problem:
    if permission in scopes:
        return Problem(403, _("The role of the token's member no longer grants “%(name)s”.") % {"name": permission})
    told = {"WWW-Authenticate": f'{_CHALLENGE["WWW-Authenticate"]}, error="insufficient_scope", scope="{permission}"'}
    return Problem(403, _("This needs the scope “%(name)s”, which the token lacks.") % {"name": permission}, headers=told)


def _too_many(allowance: Allowance) -> Problem:
    return Problem(
        429,
        _("More than %(count)s requests in a minute. Go on in %(seconds)s seconds.")
        % {"count": allowance.limit, "seconds": allowance.resets_in},
        headers=allowance.headers(),
    )
