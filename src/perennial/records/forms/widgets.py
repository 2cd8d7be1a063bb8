"""How the values of conditions are typed and chosen, by the type of their field."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from perennial.design.forms import DatePicker, MultiCombobox
from perennial.records.choices import ME, NONE, Type
from perennial.records.fields import Field
from perennial.records.spans import relative
from perennial.records.values import LONGEST_TEXT

FEW = 12
_BACK = ("today", "yesterday", "last-7-days", "last-30-days", "last-90-days", "last-12-months")
_CALENDAR = ("this-week", "this-month", "this-quarter", "this-year", "previous-month", "previous-quarter", "previous-year")
_AHEAD = ("tomorrow", "next-7-days", "next-30-days", "coming-month")


def phrases(field: Field) -> list[tuple[str, str]]:
    """The spans that are offered for a field of days, in words."""
    offered = (
        ("today", *_AHEAD, "this-week", "this-month", "this-quarter")
        if field.type == Type.ANNIVERSARY
        else (*_BACK, *_CALENDAR, *_AHEAD)
    )
    return [(phrase, span.said()) for phrase in offered if (span := relative(phrase))]


def options_of(field: Field) -> list[tuple[str, Any]]:
    """The choices of a field, and none of them where it may be empty."""
    options = list(field.options()) if field.options else []
    options = [(ME, _("Whoever looks (me)")), *options] if field.mine else options
    return [*options, (NONE, format_lazy(_("Without {field}"), field=field.label))] if field.may_be_none else options


def choice_of(field: Field, *, combo: bool) -> forms.Field:
    """Some of its choices: ticked where they are few, searched for where they are many."""
    options = options_of(field)
    widget: Any = MultiCombobox if combo or len(options) > FEW else forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=field.label, choices=options, required=False, widget=widget)


def reference_of(field: Field, keys: Sequence[str]) -> forms.Field:
    """Some records of many: those that are chosen are there, the others are found while one types."""
    names = field.names_of(keys)
    choices = [(key, names.get(key, key)) for key in keys]
    url = field.leads_to.url() if field.leads_to else ""
    return forms.MultipleChoiceField(label=field.label, choices=choices, required=False, widget=MultiCombobox(url=url))


def named_of(field: Field) -> forms.Field:
    """The same by its name, for who has no script."""
    named = text_of(field, format_lazy(_("{field} by name"), field=field.label))
    named.without_script = True  # type: ignore[attr-defined]
    return named


def text_of(field: Field, label: Any = "") -> forms.Field:
    """A short text."""
    return forms.CharField(label=label or field.label, max_length=LONGEST_TEXT, required=False)


def number_of(label: Any) -> forms.Field:
    """A number, with decimals."""
    return forms.DecimalField(label=label, required=False, widget=forms.NumberInput({"step": "any", "inputmode": "decimal"}))


def day_of(label: Any) -> forms.Field:
    """A day."""
    return forms.DateField(label=label, required=False, widget=DatePicker)
