"""Countries, currencies, time zones and languages to choose from, in the reader's language, and a guess where a browser is."""

import zoneinfo
from functools import lru_cache

from babel.core import Locale, UnknownLocaleError
from babel.numbers import get_currency_name, get_territory_currencies
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

Choices = list[tuple[str, str]]
DEFAULT_CURRENCY = "EUR"


def countries() -> Choices:
    """Every country by its name; first, none."""
    return [("", _("Not said")), *_countries(get_language() or "en")]


def currencies() -> Choices:
    """Every currency that is legal tender somewhere, by its code."""
    return _currencies(get_language() or "en")


@lru_cache(maxsize=1)
def zones() -> Choices:
    """Every place that gives a time zone its name."""
    names = {name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith(("Etc/", "System"))}
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in sorted(names))]


def languages() -> Choices:
    """The languages of the product, each in its own words."""
    return [(code, Locale.parse(to_locale(code)).get_display_name() or str(name)) for code, name in settings.LANGUAGES]


def guessed_country(request: HttpRequest) -> str:
    """The country that the browser's first preferred language names ("de-AT" → AT), or where that language is at home."""
    first = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip()
    try:
        return Locale.parse(first, sep="-").territory or ""
    except (UnknownLocaleError, ValueError):
        return ""


def currency_of(country: str) -> str:
    """What people pay with in a country."""
    found = get_territory_currencies(country) if country else []
    return found[0] if found else DEFAULT_CURRENCY


@lru_cache(maxsize=8)
def _countries(language: str) -> Choices:
    names = {str(code): str(name) for code, name in Locale.parse(to_locale(language)).territories.items()}
    found = [(code, names[code]) for code in names if len(code) == 2 and get_territory_currencies(code)]
    return sorted(found, key=lambda pair: pair[1])


@lru_cache(maxsize=8)
def _currencies(language: str) -> Choices:
    locale = Locale.parse(to_locale(language))
    codes = {code for country, _name in _countries("en") for code in get_territory_currencies(country)}
    return [(code, f"{code}, {get_currency_name(code, locale=locale)}") for code in sorted(codes)]
