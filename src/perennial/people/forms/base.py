"""What the forms of customers share: text without surprises, however much of it comes."""

from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from perennial.design.forms import Combobox
from perennial.design.markup import format_html, format_html_join
from perennial.people.normalise import clean_line, clean_text

_SHOWN_AGAIN = 1000  # of a text that is far too long, only its beginning is sent back
_FAR_TOO_LONG = 20_000


class PlainForm(forms.Form):
    """A form that answers any text with words: far too long values are cut before they are shown again, and said to be."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        self.cut: dict[str, int] = {}
        if data is not None and any(len(value) > _FAR_TOO_LONG for value in data.values() if isinstance(value, str)):
            data = data.copy()
            for name, value in list(data.items()):
                if isinstance(value, str) and len(value) > _FAR_TOO_LONG:
                    self.cut[name] = len(value)
                    data[name] = value[:_SHOWN_AGAIN]
        super().__init__(data, *args, **kwargs)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for name, length in self.cut.items():
            if name in self.fields:
                self.errors.pop(name, None)
                self.add_error(
                    name,
                    _("This is far too long: %(length)s characters.") % {"length": number_format(length, force_grouping=True)},
                )
        return values

    def fail(self, field: str, message: str) -> None:
        """Put an action's refusal beside the field that it is about, or on top."""
        self.add_error(field if field in self.fields else None, message)


class LineField(forms.CharField):
    """Text on one line: composed, without invisible characters."""

    def __init__(self, *, max_length: int = 200, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        return clean_line(str(value)) if value not in self.empty_values else ""


class TextField(forms.CharField):
    """Text of several lines."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return clean_text(str(value)) if value not in self.empty_values else ""


class ManyOptions(Combobox):
    """A combobox over hundreds of options: written at once, where Django would render a template for each."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = str(value or "")
        options = _options(tuple((str(key), str(label)) for key, label in self.choices), chosen)
        return format_html("<select{}>{}</select>", flatatt({**self.build_attrs(self.attrs, attrs), "name": name}), options)


@lru_cache(maxsize=64)
def _options(choices: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    rows = ((key, mark_safe(" selected") if key == chosen else "", label) for key, label in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)
