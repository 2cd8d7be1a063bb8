"""The world's countries, languages and time zones, named in the active language."""

import zoneinfo
from functools import lru_cache

from babel.core import Locale, get_global
from django.utils.translation import get_language, to_locale

_WIDESPREAD = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "cs", "tr", "ar", "ru", "ja", "zh-hans")
_NO_COUNTRIES = {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"}


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


def country_code(text: str) -> str:
    """The ISO code of a country by its code of two or three letters or by its name in the active or in a widespread language;
    "" for anything else."""
    word = " ".join(text.casefold().split())
    if len(word) == 2 and word.isascii() and word.isalpha() and word != "uk":
        return word.upper()
    here = {name.casefold(): code for code, name in _countries(get_language() or "en")}
    return _codes().get(word) or here.get(word, "")


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """ISO codes by other codes and by the names that the world's widespread languages have for a country."""
    named = {name.casefold(): code for language in _WIDESPREAD for code, name in _countries(language)}
    aliases = get_global("territory_aliases")
    return named | {word.casefold(): codes[0] for word, codes in aliases.items() if len(codes) == 1 and len(codes[0]) == 2}


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
