"""What an input holds, in words."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _


def said_by(field: forms.Field, value: Any) -> str:
    """A value in the words of an input: its choices by their labels, a day as people write it."""
    if value is None or value in ("", []):
        return ""
    if isinstance(field, forms.ChoiceField):
        known = {str(key): str(label) for key, label in _flat(field.choices)}
        return ", ".join(known.get(str(key), str(key)) for key in (value if isinstance(value, list | tuple) else [value]))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dt.time):
        return time_format(value)
    if isinstance(field, forms.DateField) and (day := value if isinstance(value, dt.date) else parse_date(str(value))):
        return date_format(day, "DATE_FORMAT")
    return str(value)


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    pairs = []
    for key, label in choices:
        pairs += list(label) if isinstance(label, list | tuple) else [(key, label)]
    return pairs
