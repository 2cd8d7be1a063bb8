"""The fields of the business when two customers become one: the survivor gets what it does not know, and gives it back."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from perennial.people.models import Merge, Party
from perennial.records.custom.values import fields_for_writing, keep_picks

CUSTOM = "custom"  # its place in Merge.fields: {the field's place in the record: the value that came}


def take_custom(merge: Merge, survivor: Party, absorbed: Party) -> None:
    """Fill what the survivor does not know. To be called once the absorbed one is put away: what must be unique is so among
    those who are kept."""
    if not absorbed.custom:
        return
    fields = fields_for_writing("customers", survivor.kind)
    came = {
        field.stored_as: absorbed.custom[field.stored_as]
        for field in fields
        if absorbed.custom.get(field.stored_as) is not None and survivor.custom.get(field.stored_as) is None
    }
    if came:
        merge.fields[CUSTOM] = came
        _save(survivor, survivor.custom | came)


def give_back_custom(path: Sequence[Merge], parties: Mapping[int, Party]) -> list[str]:
    """Take from whoever holds them now the values that came with a merge; gives which were changed since, in words. To be
    called before the absorbed one is in its lists again."""
    left = []
    for key, value in path[0].fields.get(CUSTOM, {}).items():
        for place, merge in enumerate(path):
            holder = parties[merge.survivor_id]
            if holder.custom.get(key) != value:
                left.append(_("A field of %(name)s was changed since and stays as it is.") % {"name": holder.name})
                break
            _save(holder, {name: one for name, one in holder.custom.items() if name != key})
            above: dict[str, Any] = path[place + 1].fields.get(CUSTOM, {}) if place + 1 < len(path) else {}
            if above.get(key) != value:
                break
            del above[key]
            path[place + 1].save(update_fields=["fields"])
    return left


def _save(party: Party, custom: dict[str, Any]) -> None:
    party.custom = custom
    party.save(update_fields=["custom"])
    keep_picks(party.pk, custom, [field for field in fields_for_writing("customers", party.kind) if field.type == "choices"])
