"""What every page knows of the team."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from perennial.team.models import Workspace


def workspace(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the workspace, fetched when a page asks for it and nothing asked before."""
    return {"workspace": getattr(request, "workspace", None) or SimpleLazyObject(Workspace.current)}
