"""Editing what somebody else may be editing: who does not say from which version they started is not let through."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext as _

from perennial.team.rest.problems import Problem, wrong


def expected_version(request: HttpRequest, told: int | None, current: int) -> int:
    """The version from which a change started: `If-Match: "3"`, or `version` in the body; `If-Match: *` takes what there is.
    Raises 412 or 409 when the record has moved on, and 428 when nothing was said."""
    header = request.headers.get("If-Match", "").strip()
    if not header and told is None:
        raise Problem(428, _("Say which version you change: send If-Match with the ETag that you read, or “version”."))
    if header and header != "*":
        versions = {tag.strip().removeprefix("W/").strip('"') for tag in header.split(",")}
        if str(current) not in versions:
            raise Problem(412, _("The record changed since you read it. Read it again, then change it."))
        if told is not None and told != current:
            raise wrong(_("If-Match and “version” name different versions."), pointer="/version")
        return current
    return current if told is None else told


def refuse_older(told: int, current: int) -> None:
    """For actions that do not look at versions themselves: 409 when the record has moved on."""
    if told != current:
        raise Problem(409, _("Somebody changed this meanwhile. Read it again, then change it."), kind="conflict")


def versioned(request: HttpRequest, held: Callable[[], int]) -> None:
    """For deeds that may be done without a version: if one was named in If-Match it must be the current one. `held` holds the
    record until the transaction ends and gives its version: nobody changes it between the look and the deed."""
    if request.headers.get("If-Match", ""):
        expected_version(request, None, held())
