"""Changing the facts of a customer."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.people.actions.following import tell_of_owner
from perennial.people.actions.refusals import Conflict, Refused
from perennial.people.actions.writing import EDITABLE, NAMING, applied_custom, cleaned, id_of, index_words, named, tell
from perennial.people.events import OwnerChanged, PartyChanged
from perennial.people.models import Party
from perennial.records.custom.values import keep_picks
from perennial.team.deeds import record_deed
from perennial.team.models import Member


@transaction.atomic
def edit_party(
    party: Party, *, by: Member | None, version: int | None = None, custom: Mapping[str, Any] | None = None, **changes: Any
) -> Party:
    """Change facts of a party (the fields in EDITABLE) and, in `custom`, fields of the business by their keys. Tells
    PartyChanged with the fields that really changed, and nothing when none did. Refuses bad values; raises Conflict when
    `version` is older than the record: somebody was quicker."""
    if unknown := changes.keys() - set(EDITABLE):
        raise TypeError(f"not facts of a party: {sorted(unknown)}")
    kept = locked(party, version)
    values = cleaned(Party, changes)
    before = {name: getattr(kept, name) for name in EDITABLE}
    for name, value in values.items():
        setattr(kept, name, value)
    named(kept)
    changed = {name: (old, getattr(kept, name)) for name, old in before.items() if old != getattr(kept, name)}
    applied = applied_custom(kept, custom or {}, by=by)
    if changed or applied.changes:
        _save(kept, [*changed, "sort_name", *(["custom"] if applied.changes else [])])
        keep_picks(kept.pk, kept.custom, applied.picked)
        changed |= applied.changes
        if changed.keys() & NAMING or applied.changes:
            index_words(kept)
        record_deed("people.party.updated", by=by, on=kept, changes=changed)
        tell(PartyChanged(party_id=kept.pk, fields=tuple(changed), by_id=id_of(by)))
    return kept


@transaction.atomic
def assign_owner(party: Party, owner: Member | None, *, by: Member | None) -> Party:
    """Make `owner` (or nobody) responsible for a party. Tells OwnerChanged; does nothing when it is so already."""
    kept = locked(party)
    before = kept.owner
    if before != owner:
        kept.owner = owner
        _save(kept, ["owner"])
        record_deed("people.party.owner_changed", by=by, on=kept, changes={"owner": (before, owner)})
        tell_of_owner(kept, by=by)
        tell(OwnerChanged(party_id=kept.pk, before_id=id_of(before), after_id=id_of(owner), by_id=id_of(by)))
    return kept


def locked(party: Party, version: int | None = None) -> Party:
    """The party as it stands, held until the transaction ends; raises Conflict when it is newer than `version`, and refuses one
    that was merged into another meanwhile."""
    kept = Party.objects.select_for_update(of=("self",)).get(pk=party.pk)
    if kept.merged_into_id is not None:
        words = _("%(name)s was merged into another record meanwhile. Nothing was changed; open it again to go on there.")
        raise Refused(words % {"name": kept.name})
    if version is not None and kept.version != version:
        raise Conflict(_("Somebody changed this customer while you were editing. Nothing of yours was saved yet."), kept)
    return kept


def _save(party: Party, fields: list[str]) -> None:
    party.version += 1
    party.updated_at = clock.now()
    party.save(update_fields=[*fields, "version", "updated_at"])
