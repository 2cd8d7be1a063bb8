"""How moments and days are written. Each day is spelt once in each language, because a list is full of them."""

import datetime as dt
import re
from functools import lru_cache

from django.utils import dateformat
from django.utils.formats import date_format, get_format
from django.utils.translation import get_language

_OF_TIME = frozenset("aABcefgGhHiIOPrsTuUZ")
_HOUR, _MINUTE = "\ue000", "\ue001"  # stand where the time will


def written(when: dt.date, form: str) -> str:
    """`date_format(when, form)`."""
    language = get_language() or ""
    day = _form_of_day(form, language)
    if day is None:
        return str(date_format(when, form))
    if not isinstance(when, dt.datetime):
        return _spelt(when, day, language)
    text = _spelt(when.date(), day, language)
    return text.replace(_HOUR, f"{when.hour:02}").replace(_MINUTE, f"{when.minute:02}") if _HOUR in text else text


@lru_cache(256)
def _form_of_day(form: str, language: str) -> str | None:
    """A form with places for hour and minute; None where it says more of the time than these."""
    spelt = str(get_format(form, lang=language or None))
    of_time = _OF_TIME.intersection(re.sub(r"\\.", "", spelt))
    if not of_time <= {"H", "i"} or ("i" in of_time and "H" not in of_time):
        return None
    return re.sub(r"\\.|[Hi]", lambda found: {"H": _HOUR, "i": _MINUTE}.get(found[0], found[0]), spelt)


@lru_cache(4096)
def _spelt(day: dt.date, form: str, language: str) -> str:
    return str(dateformat.format(day, form))
