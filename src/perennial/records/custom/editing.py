"""A field of the business, changed where it is read. Its value is {slot, value}, as the log holds it, so that a value which was
read before the field got another type is never taken for one of the new type."""

from collections.abc import Mapping
from typing import Any

from perennial.records.custom.filling import ValueField, as_typed
from perennial.records.custom.history import words_of_told
from perennial.records.custom.holders import Holder
from perennial.records.custom.rules import may_fill_field
from perennial.records.custom.together import many_of
from perennial.records.custom.types import Stored, parties_in
from perennial.records.custom.values import told
from perennial.records.editing import Editing
from perennial.records.models.customfield import CustomField


class ToldField(ValueField):
    """The input of one field of the business, cleaned to what the log would hold."""

    def prepare_value(self, value: Any) -> Any:
        return as_typed(self.definition, value["value"]) if isinstance(value, Mapping) else value

    def clean(self, value: Any) -> Any:
        return told(self.definition, super().clean(value).value)


def editing_of(field: CustomField, holder: Holder) -> Editing:
    """How a field of the business is changed on the records that have it."""

    def may(member: Any, record: Any) -> bool:
        is_its = not field.only or field.only == holder.variant_of(record)
        return is_its and may_fill_field(member, field) and holder.may_edit(member, record)

    def form_field(record: Any, by: Any) -> ToldField:
        custom = record.custom if record is not None else {}
        return ToldField(field, field.value_in(custom), by=by, names=parties_in([field], [custom], by))

    def act(record: Any, value: Any, by: Any) -> Any:
        given = Stored(int(value["slot"]), value["value"]) if isinstance(value, Mapping) else value
        return holder.edit(record, {field.key: given}, by)

    return Editing(
        may=may,
        form_field=form_field,
        initial=lambda record: told(field, field.value_in(record.custom)),
        act=act,
        refusals=holder.refusals,
        many=many_of(field),
        logged=field.key,
        words=lambda value, member: words_of_told(field, [value], member)[0] if value is not None else "",
    )
