"""How the fields of the business are drawn inside other templates."""

from decimal import Decimal
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.safestring import SafeString

from perennial.kernel.money import Money
from perennial.records.choices import NONE
from perennial.records.custom.filling import Section, ValueField, sections_of
from perennial.records.fields import Field
from perennial.records.layouts.board import Column
from perennial.records.layouts.opened import Opened

register = template.Library()


@register.filter
def rounded(amount: Any) -> str:
    """An amount of money without its small change; anything else as it is."""
    return amount.shown(whole=True) if isinstance(amount, Money) else str(amount)


@register.simple_tag(takes_context=True)
def record_panel(context: dict[str, Any], opened: Opened) -> SafeString:
    """What the side panel says of a record, with its own values and the request, and nothing else of the page."""
    return render_to_string(opened.template, dict(opened.values), request=context["request"])


@register.simple_tag
def column_label(field: Field, column: Column) -> Any:
    """What stands over a column of a board: the choice as the cells of the list draw it, else in words."""
    return field.head(column.key) if field.head and column.key != NONE else column.label


@register.filter
def sections(form: forms.Form) -> list[Section]:
    """The inputs of the fields of the business in a form, by section."""
    return sections_of(form)


@register.filter
def built_in(form: forms.Form) -> list[BoundField]:
    """The other visible inputs of a form."""
    return [form[name] for name, field in form.fields.items() if not isinstance(field, ValueField) and not form[name].is_hidden]


@register.filter(name="number")
def in_digits(value: object) -> str:
    """A number with its thousands apart, a whole one without decimals; what is no number is as it is."""
    if isinstance(value, float):
        value = int(value) if value.is_integer() else Decimal(repr(round(value, 6)))
    return str(number_format(value, force_grouping=True)) if isinstance(value, int | Decimal) else str(value)
