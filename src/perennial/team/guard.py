"""The door of every staff view."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from perennial.kernel.once.forms import answer_form_once, has_key
from perennial.team.models import Member
from perennial.team.permissions import Permission
from perennial.team.rules import may

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def member_of(request: HttpRequest) -> Member:
    """The signed-in member; only inside a view that is guarded."""
    return cast(Member, request.user)


def members_only(permission: Permission | None = None) -> Callable[[View[P]], View[P]]:
    """Decorator of a staff view: strangers are sent to sign in, members without `permission` get a 403 page. A form that names
    itself (`{% once %}`) is done once, however often it is sent."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if permission is not None and not may(request.user, permission):
                raise PermissionDenied
            if has_key(request):
                return answer_form_once(f"member:{request.user.pk}", request, lambda: view(request, *args, **kwargs))
            return view(request, *args, **kwargs)

        marked = cast(Any, guarded)
        marked.guarded, marked.permission = True, permission
        return cast("View[P]", marked)

    return guard
