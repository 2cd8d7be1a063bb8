"""The fields of the business in forms: an input for each type, cleaned to what is stored, in the sections of their page."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from babel.core import Locale
from babel.numbers import get_decimal_symbol
from django import forms
from django.utils.html import escape
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from perennial.design.forms import Combobox, DatePicker, MultiCombobox, Segmented
from perennial.design.saying import said_by
from perennial.kernel.money import Money
from perennial.records.custom.holders import directory
from perennial.records.custom.refusals import BadValue
from perennial.records.custom.rules import may_fill_field
from perennial.records.custom.types import Stored, exact_number, parties_in, read_value, said
from perennial.records.custom.values import refuse_closed
from perennial.records.models.customfield import CustomField, FieldType

_FEW = 8  # so many choices stand side by side


class ValueField(forms.Field):
    """The input of one field of the business. Cleans to `Stored`, so that nothing is read twice."""

    def __init__(self, field: CustomField, stored: Any, *, by: Any, names: Mapping[int, str]) -> None:
        self.definition, self.before, self.by = field, stored, by
        label = f"{field.name} ({field.currency})" if field.type == FieldType.MONEY else field.name
        super().__init__(
            label=label,
            help_text=escape(field.help),
            required=field.is_required and not field.only,
            initial=as_typed(field, stored),
            widget=_widget(field, stored, by, names),
        )

    def clean(self, value: Any) -> Stored:
        field = self.definition
        if field.type == FieldType.DATE and value:
            value = forms.DateField(required=False).clean(value)
        try:
            found = read_value(field, value, by=self.by)
            if found != self.before:
                refuse_closed(field, found, self.before, self.by)
        except BadValue as bad:
            raise forms.ValidationError(str(bad), code="invalid") from None
        if self.required and found is None:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return Stored(field.slot, found)

    def said(self, value: Any) -> str:
        """A value in words, with no name of somebody whom the member does not see; as it was typed where it is none."""
        if not isinstance(value, Stored):
            return said_by(self, value)
        held = {self.definition.stored_as: value.value}
        return said(self.definition, value.value, parties_in([self.definition], [held], self.by))


def _widget(field: CustomField, stored: Any, by: Any, names: Mapping[int, str]) -> forms.Widget:
    match field.type:
        case FieldType.LONG_TEXT:
            return forms.Textarea({"rows": 4})
        case FieldType.NUMBER | FieldType.MONEY:
            return forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        case FieldType.DATE:
            return DatePicker()
        case FieldType.CHOICE:
            choices = [("", "–"), *_offered(field, [stored] if stored else [])]
            return forms.Select(choices=choices) if len(choices) <= _FEW + 1 else Combobox(choices=choices)
        case FieldType.CHOICES:
            offered = _offered(field, stored or [])
            return forms.CheckboxSelectMultiple(choices=offered) if len(offered) <= _FEW else MultiCombobox(choices=offered)
        case FieldType.YES_NO:
            return Segmented(choices=[("", "–"), ("yes", _("Yes")), ("no", _("No"))])
        case FieldType.LINK:
            return forms.TextInput({"inputmode": "url", "autocomplete": "off"})
        case FieldType.PERSON | FieldType.ORGANISATION:
            mine = [(stored, names.get(int(stored), _("somebody")))] if stored else []
            near = [(str(pk), name) for pk, name in directory().newest(by, field.type) if str(pk) != stored]
            return Combobox(choices=[("", "–"), *mine, *near], url=directory().options_url(field.type))
    return forms.TextInput({"autocomplete": "off"})


def _offered(field: CustomField, chosen: Sequence[str]) -> list[tuple[str, str]]:
    """What can be chosen; an archived option only where it is chosen already."""
    options = field.options_in_order()
    return [(str(one.pk), one.name) for one in options if not one.is_archived or str(one.pk) in chosen]


def as_typed(field: CustomField, stored: Any) -> Any:
    """A stored value as its input shows it."""
    if stored is None:
        return None
    match field.type:
        case FieldType.NUMBER:
            return typed_number(exact_number(stored))
        case FieldType.MONEY:
            return typed_number(Money(int(stored), field.currency).decimal())
        case FieldType.YES_NO:
            return "yes" if stored else "no"
    return stored


def typed_number(number: Decimal) -> str:
    """A number as `plain_number` reads it again in the active language; three decimals alone would look like a thousand."""
    text = f"{number:f}"
    symbol = get_decimal_symbol(Locale.parse(to_locale(get_language() or "en")))
    if symbol == ",":
        return text.replace(".", ",")
    return f"{text}0" if symbol != "." and "." in text and len(text.rpartition(".")[2]) == 3 else text


def add_fields(form: forms.Form, fields: Iterable[CustomField], custom: Mapping[str, Any], *, by: Any) -> None:
    """Add an input for each field that `by` may fill to a form; `custom` is what the record holds."""
    mine = [field for field in fields if may_fill_field(by, field)]
    names = parties_in(mine, [custom], by)
    for field in mine:
        form.fields[field.key] = ValueField(field, field.value_in(dict(custom)), by=by, names=names)


def given_in(form: forms.Form) -> dict[str, Stored]:
    """What a valid form says of the fields of the business, for the `custom` of an action."""
    return {name: form.cleaned_data[name] for name, field in form.fields.items() if isinstance(field, ValueField)}


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """Inputs under one heading; each with the one variant that has it, "" for all."""

    name: str
    inputs: list[tuple[Any, str]]


def sections_of(form: forms.Form) -> list[Section]:
    """The inputs of the fields of the business by their sections, those without one first."""
    sections: dict[str, Section] = {"": Section("", [])}
    for name, field in form.fields.items():
        if isinstance(field, ValueField):
            section = sections.setdefault(field.definition.section, Section(field.definition.section, []))
            section.inputs.append((form[name], field.definition.only))
    return [section for section in sections.values() if section.inputs]
