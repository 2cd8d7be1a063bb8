"""The fields of the business when two customers become one: each takes the value of one side, and gives it back."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from perennial.people.merged_fields import suggested_custom
from perennial.people.models import Merge, Party
from perennial.records.custom.rules import may_fill_field
from perennial.records.custom.values import fields_for_writing, keep_picks, told
from perennial.records.models import CustomField
from perennial.team.models import Member

CUSTOM = "custom"  # its place in Merge.fields: {the field's place in the record: [before, after]}


def take_custom(
    merge: Merge, survivor: Party, absorbed: Party, choices: Mapping[str, str], *, by: Member | None
) -> dict[str, tuple[Any, Any]]:
    """Give the survivor the values of the side that was chosen, of fields that `by` may fill; of the others and without a
    choice what it does not know. Gives the changes as the log holds them. To be called once the absorbed one is put away: what
    must be unique is so among those who are kept."""
    changes: dict[str, tuple[Any, Any]] = {}
    kept: dict[str, list[Any]] = {}
    custom = dict(survivor.custom)
    for field in fields_for_writing("customers", survivor.kind):
        before, after = field.value_in(survivor.custom), field.value_in(absorbed.custom)
        if before != after and _side(field, survivor, absorbed, choices, by=by) == "absorbed":
            _put(custom, field.stored_as, after)
            kept[field.stored_as] = [before, after]
            changes[field.key] = (told(field, before), told(field, after))
    if kept:
        merge.fields[CUSTOM] = kept
        _save(survivor, custom)
    return changes


def _side(field: CustomField, survivor: Party, absorbed: Party, choices: Mapping[str, str], *, by: Member | None) -> str:
    chosen = choices.get(field.key) if may_fill_field(by, field) else None
    return chosen or suggested_custom(field, survivor, absorbed)


def give_back_custom(path: Sequence[Merge], parties: Mapping[int, Party]) -> list[str]:
    """Set the values that came with a merge back with whoever holds them now; gives which were changed since, in words. To be
    called before the absorbed one is in its lists again."""
    left = []
    for key, (before, after) in path[0].fields.get(CUSTOM, {}).items():
        for place, merge in enumerate(path):
            holder = parties[merge.survivor_id]
            if holder.custom.get(key) != after:
                left.append(_("A field of %(name)s was changed since and stays as it is.") % {"name": holder.name})
                break
            custom = dict(holder.custom)
            _put(custom, key, before)
            _save(holder, custom)
            above: dict[str, Any] = path[place + 1].fields.get(CUSTOM, {}) if place + 1 < len(path) else {}
            handed = above.get(key)
            if handed is None or handed[1] != after:
                break
            before = handed[0]
            del above[key]
            path[place + 1].save(update_fields=["fields"])
    return left


def _put(custom: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        custom.pop(key, None)
    else:
        custom[key] = value


def _save(party: Party, custom: dict[str, Any]) -> None:
    party.custom = custom
    party.save(update_fields=["custom"])
    keep_picks(party.pk, custom, [field for field in fields_for_writing("customers", party.kind) if field.type == "choices"])
