"""Writing answers: JSON as small and as fast as it gets."""

import datetime as dt
import json
from typing import Any

from django.http import HttpResponse

_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False, allow_nan=False).encode


def answer(told: Any, *, status: int = 200, version: int | None = None, location: str = "") -> HttpResponse:
    """The answer; `version` is that of the record that it shows, for `If-Match`."""
    made = HttpResponse(_written(told), status=status, content_type="application/json")
    if version is not None:
        made["ETag"] = f'"{version}"'
    if location:
        made["Location"] = location
    return made


def nothing() -> HttpResponse:
    """It is done, and there is nothing to tell."""
    return HttpResponse(status=204)


def moment(at: dt.datetime | None) -> str | None:
    """A moment as JSON has it, in UTC."""
    return at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z") if at is not None else None
