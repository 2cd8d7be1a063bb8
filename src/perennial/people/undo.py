"""Undo for a while: what a change replaced is kept in the member's session, never in an address."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from perennial.people import actions
from perennial.people.models import Party, Tag
from perennial.people.queries import removed_relation_for
from perennial.records.custom.types import Stored
from perennial.team.models import Member
from perennial.team.reach import is_within_reach

_SESSION = "people.undo"
_KEPT = 10


def keep_for_undo(request: HttpRequest, party: Party, do: str, **values: Any) -> str:
    """Remember how to take a change back (`do` is one of the names in `take_back`); gives the address that does it."""
    key = secrets.token_urlsafe(8)
    kept = request.session.get(_SESSION, {})
    kept[key] = {"party": party.pk, "do": do, "values": values}
    request.session[_SESSION] = dict(list(kept.items())[-_KEPT:])
    return reverse("people:undo", args=[party.pk, key])


def kept_for_undo(request: HttpRequest, party_id: int, key: str) -> dict[str, Any] | None:
    """What was remembered under a key, once."""
    kept = request.session.get(_SESSION, {})
    if key not in kept or kept[key]["party"] != party_id:
        return None
    change: dict[str, Any] = kept.pop(key)
    request.session[_SESSION] = kept
    return change


def take_back(party: Party, change: dict[str, Any], *, by: Member) -> None:
    """Do the opposite of a change, with the same actions and the same rules."""
    values = change["values"]
    match change["do"]:
        case "edit":
            facts = {name: value for name, value in values.items() if name != "custom"}
            actions.edit_party(party, by=by, custom=_stored(values["custom"]), **facts)
        case "custom":
            actions.edit_party(party, by=by, custom=_stored(values))
        case "owner":
            _assign_again(party, values["owner"], by=by)
        case "stage":
            actions.change_stage(party, values["after"], by=by, because=values["because"])
        case "tag":
            actions.add_tag(party, values["name"], by=by)
        case "untag":
            actions.remove_tag(party, Tag.objects.filter(name=values["name"]).first() or Tag(), by=by)
        case "identities":
            actions.add_identity(party, by=by, **values)
        case "addresses":
            actions.keep_address(party, by=by, **values)
        case "remembrances":
            actions.keep_remembrance(party, by=by, **values)
        case "anniversaries":
            actions.keep_anniversary(party, by=by, **values)
        case "relations":
            _relate_again(values["relation"], by=by)


def _stored(kept: Mapping[str, Any]) -> dict[str, Stored]:
    return {key: Stored(*pair) for key, pair in kept.items()}


def _assign_again(party: Party, owner_id: int | None, *, by: Member) -> None:
    if not is_within_reach(by, owner_id):
        raise actions.Refused(_("You no longer see this member's customers. Ask whoever does to hand the customer back."))
    actions.assign_owner(party, Member.objects.filter(pk=owner_id or 0).first(), by=by)


def _relate_again(relation_id: int, *, by: Member) -> None:
    try:
        removed = removed_relation_for(by, relation_id)
    except Http404:
        raise actions.Refused(_("This was taken back already, or one of the two is no longer here.")) from None
    actions.restore_relation(removed, by=by)
