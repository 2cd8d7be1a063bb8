"""How the history of a record says the fields of the business."""

from collections.abc import Callable
from typing import Any

from perennial.kernel.http.numbers import whole_number
from perennial.records.custom.rules import may_see_field
from perennial.records.custom.types import parties_in, said
from perennial.records.models.customfield import CustomField
from perennial.team.histories import HistoryField


def field_of_business(key: str, edit: Callable[[Any, dict[str, Any], Any], Any]) -> HistoryField | None:
    """What is known of a field of the business by the key under which the audit log holds it; `edit(record, custom, by)` is the
    holder's. The log holds such values in words, which the field reads again when it is set back; two queries."""
    pk = whole_number(key.removeprefix("custom_")) if key.startswith("custom_") else None
    field = CustomField.objects.filter(pk=pk).prefetch_related("options").first() if pk else None
    if field is None:
        return None
    found: CustomField = field
    return HistoryField(
        label=found.name,
        put_back=lambda member, record, value: edit(record, {key: value or None}, member),
        now=lambda record: _now(found, record),
        may_see=lambda member: may_see_field(member, found),
    )


def _now(field: CustomField, record: Any) -> str:
    names = parties_in([field], (record.custom,))
    return said(field, field.value_in(record.custom), names)
