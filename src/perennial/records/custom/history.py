"""How the history of a record says the fields of the business by their names of today, and sets them to what they were.

The log holds {slot, value as it was stored}: whatever the field is called or holds by now, it is read as what it was then, and
of another person there is only an id.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from perennial.kernel.http.numbers import whole_number
from perennial.records.custom.converting import as_it_was
from perennial.records.custom.rules import may_see_field
from perennial.records.custom.types import Stored, parties_in, said
from perennial.records.custom.values import told
from perennial.records.models.customfield import CustomField
from perennial.team.deeds import LONGEST_VALUE
from perennial.team.histories import HistoryField, NotPutBack


def field_of_business(key: str, edit: Callable[[Any, dict[str, Any], Any], Any]) -> HistoryField | None:
    """What is known of a field of the business by the key under which the audit log holds it; `edit(record, custom, by)` is the
    holder's. Two queries."""
    pk = whole_number(key.removeprefix("custom_")) if key.startswith("custom_") else None
    field = CustomField.objects.filter(pk=pk).prefetch_related("options").first() if pk else None
    if field is None:
        return None
    found: CustomField = field
    return HistoryField(
        label=found.name,
        words_of=lambda values, member: words_of_told(found, values, member),
        put_back=lambda member, record, value: edit(record, {key: _stored(value)}, member),
        now=lambda record: told(found, found.value_in(record.custom)),
        may_see=lambda member: may_see_field(member, found),
    )


def words_of_told(field: CustomField, values: Sequence[Any], member: Any) -> list[str]:
    """Values of the log in words for a reader: each as what the field was when it was written."""
    known: dict[str, CustomField] = {}
    words = []
    for value in values:
        if not isinstance(value, Mapping) or "slot" not in value:
            words.append(str(value))
            continue
        slot = str(value["slot"])
        was = known.setdefault(slot, known.get(slot) or _as_of(field, slot))
        try:
            names = parties_in([was], [{was.stored_as: value["value"]}], member)
            words.append(said(was, value["value"], names))
        except (TypeError, ValueError):  # the log clipped it
            words.append(str(value["value"]))
    return words


def _as_of(field: CustomField, slot: str) -> CustomField:
    """The field as it was when its values lay under this slot."""
    if slot == field.stored_as:
        return field
    for conversion in field.conversions.order_by("-at"):
        for settings in (conversion.before, conversion.after):
            if str(settings["slot"]) == slot:
                return as_it_was(field, settings)
    return field


def _stored(value: Any) -> Any:
    if not isinstance(value, Mapping) or "slot" not in value:
        return value or None  # words, as the field reads them
    kept = value["value"]
    if isinstance(kept, str) and len(kept) >= LONGEST_VALUE and kept.endswith("…"):
        raise NotPutBack(_("The log holds only the beginning of this text."))
    return Stored(int(value["slot"]), kept)
