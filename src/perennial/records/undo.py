"""Undo for a while: what a change of a field replaced is kept in the member's session, never in an address."""

import secrets
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from perennial.records import actions
from perennial.records.actions import OptionRow
from perennial.records.custom.types import Stored
from perennial.records.models import CustomField
from perennial.team.models import Member

_SESSION = "records.undo"
_KEPT = 10
_FACTS = ("name", "help", "section", "only", "is_required", "is_unique", "is_searchable", "is_asked", "seen_by", "edited_by")


def keep_for_undo(request: HttpRequest, field: CustomField, do: str, **values: Any) -> str:
    """Remember how to take a change back ("removal" or "change"); gives the address that does it."""
    key = secrets.token_urlsafe(8)
    kept = request.session.get(_SESSION, {})
    kept[key] = {"field": field.pk, "do": do, "values": values}
    request.session[_SESSION] = dict(list(kept.items())[-_KEPT:])
    return reverse("records:undo", args=[field.pk, key])


def kept_for_undo(request: HttpRequest, field_id: int, key: str) -> dict[str, Any] | None:
    """What was remembered under a key, once."""
    kept = request.session.get(_SESSION, {})
    if key not in kept or kept[key]["field"] != field_id:
        return None
    change: dict[str, Any] = kept.pop(key)
    request.session[_SESSION] = kept
    return change


def told_of(field: CustomField) -> dict[str, Any]:
    """A field as it stands, to be able to say it again."""
    facts: dict[str, Any] = {name: getattr(field, name) for name in _FACTS}
    options = [[one.name, one.pk] for one in field.options_in_order() if not one.is_archived]
    return facts | {"default": [field.slot, field.default], "options": options}


def take_back(field: CustomField, change: dict[str, Any], *, by: Member) -> None:
    """Do the opposite of a change, with the same actions and the same rules."""
    if change["do"] == "removal":
        actions.remove_field(field, by=by)
        return
    values = dict(change["values"])
    slot, default = values.pop("default")
    known = {one.pk for one in field.options_in_order()}
    options = [OptionRow(name, pk if pk in known else None) for name, pk in values.pop("options")]
    actions.change_field(field, by=by, default=Stored(slot, default), options=options or None, **values)
