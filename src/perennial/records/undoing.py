"""Undo of a change of one field: what it held before and after is kept in the member's session for a while."""

import secrets
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from perennial.records.editing import Edited, as_json
from perennial.records.kinds import RecordKind

_SESSION = "records.undo_value"
_KEPT = 20


def keep_value_for_undo(request: HttpRequest, kind: RecordKind, field: str, edited: Edited) -> str:
    """Remember how to take a change back; gives the address that does it."""
    key = secrets.token_urlsafe(8)
    kept = request.session.get(_SESSION, {})
    kept[key] = {
        "of": [kind.key, edited.record.pk, field],
        "before": as_json(edited.before),
        "after": as_json(edited.after),
        "kept": as_json(edited.kept),
    }
    request.session[_SESSION] = dict(list(kept.items())[-_KEPT:])
    return reverse("records:undo_value", args=[kind.key, edited.record.pk, key])


def value_kept_for_undo(request: HttpRequest, kind: RecordKind, record_id: int, key: str) -> dict[str, Any] | None:
    """What was remembered under a key, once: the key of the field, what it held before and after, and what was lost besides."""
    kept = request.session.get(_SESSION, {})
    if key not in kept or kept[key]["of"][:2] != [kind.key, record_id]:
        return None
    change = kept.pop(key)
    request.session[_SESSION] = kept
    return {"field": change["of"][2], "before": change["before"], "after": change["after"], "kept": change.get("kept")}
