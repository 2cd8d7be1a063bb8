"""What the forms of customers share: text without surprises, however much of it comes, and the world's countries."""

import zoneinfo
from functools import lru_cache
from typing import Any

from babel.core import Locale, get_global
from django import forms
from django.forms.utils import flatatt
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from perennial.design.forms import Combobox
from perennial.design.markup import format_html, format_html_join
from perennial.people.normalise import clean_line, clean_text

_SHOWN_AGAIN = 1000  # of a text that is far too long, only its beginning is sent back
_FAR_TOO_LONG = 20_000
_NO_COUNTRIES = {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"}


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


@lru_cache(maxsize=8)
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    territories = Locale.parse(to_locale(language), sep="_").territories
    known = {
        code: name for code, name in territories.items() if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    }
    return tuple(sorted(known.items(), key=lambda pair: pair[1]))


def countries() -> list[tuple[str, str]]:
    """Every country by its ISO code, named in the active language."""
    return [("", "–"), *_countries(get_language() or "en")]


def country_name(code: str) -> str:
    """A country's name in the active language, or its code."""
    return dict(_countries(get_language() or "en")).get(code, code)


def languages() -> list[tuple[str, str]]:
    """The languages that people speak, each named in the active one."""
    return [("", "–"), *_languages(get_language() or "en")]


def language_name(code: str) -> str:
    """A language in words of the active one, or its code when nobody names it."""
    return dict(_languages(get_language() or "en")).get(code, code)


@lru_cache(maxsize=8)
def _languages(language: str) -> tuple[tuple[str, str], ...]:
    named = Locale.parse(to_locale(language)).languages
    return tuple(sorted(((code, str(name)) for code, name in named.items() if len(code) == 2), key=lambda pair: pair[1]))


@lru_cache(maxsize=1)
def time_zones() -> tuple[tuple[str, str], ...]:
    """The world's time zones; asking the system for them reads hundreds of files."""
    zones = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return (("", "–"), *((zone, zone.replace("_", " ")) for zone in zones))


def time_zones_of(country: str) -> list[tuple[str, str]]:
    """The time zones of a country, by which a form asks for one of a few and not for one of six hundred."""
    territories = get_global("zone_territories")
    return [(zone, name) for zone, name in time_zones() if zone and territories.get(zone) == country]
