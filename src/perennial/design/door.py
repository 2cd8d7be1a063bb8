"""The door of the design's own views. It stands below the team, so it asks only whether somebody is signed in."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

View = Callable[..., HttpResponse]


def members_only(view: View) -> View:
    """Decorator: strangers are sent to sign in."""
    guarded: Any = login_required(view)
    guarded.guarded, guarded.permission = True, None
    return guarded  # type: ignore[no-any-return]
