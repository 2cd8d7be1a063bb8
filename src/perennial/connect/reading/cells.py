"""What a cell means: moments, days, numbers and yes or no, in the ways that people write them."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

EARLIEST, LATEST = 1900, 2100
MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "january jan januar jän jänner janvier janv enero ene gennaio gen janeiro januari januar",
            "february feb februar februari février févr febrero febbraio fevereiro fev",
            "march mar märz mär maerz mrz mars marzo março maart mrt",
            "april apr avril avr abril abr aprile",
            "may mai mayo mag maggio maio mei maj",
            "june jun juni juin junio giugno giu junho",
            "july jul juli juillet juil julio luglio lug julho",
            "august aug août aout agosto ago augustus augusti",
            "september sep sept septembre septiembre settembre set setembro",
            "october oct oktober okt octobre octubre ottobre ott outubro out",
            "november nov novembre noviembre novembro",
            "december dec dezember dez décembre déc diciembre dic dicembre dezembro",
        ),
        start=1,
    )
    for word in words.split()
}
_DATE = re.compile(r"(\d{1,4})\s*[./\-\s]\s*(\d{1,2})\s*[./\-\s]\s*(\d{1,4})\.?")
_COMPACT = re.compile(r"((?:19|20|21)\d\d)(\d\d)(\d\d)")
_NAMED = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?"
    r"(?:(\d{1,2})(?:st|nd|rd|th|er|º|\.)?[\s\-/.]*(?:de\s+)?([^\W\d]+)|([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?)"
    r"[.,]?[\s\-/.,]*(?:de\s+)?(\d{4}|\d{2})"
)
_TIME = re.compile(
    r"(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?\s*([ap]\.?m\.?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?", re.I
)
_NUMBER = re.compile(r"[+-]?\d[\d.,'’\s]*|[+-]?[.,]\d+")
_SIGNS = str.maketrans({"\u2212": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'"})
_YES = {"yes", "y", "true", "t", "1", "ja", "j", "oui", "o", "si", "sí", "sì", "sim", "x", "✓", "on", "wahr", "vrai"}
_NO = {"no", "n", "false", "f", "0", "nein", "non", "não", "off", "falsch", "faux", "-"}


class BadCell(ValueError):  # noqa: N818 - said to people
    """A cell that is not what its column holds; the message says why. `kept` is what of it could be read."""

    def __init__(self, message: str, kept: Any = None) -> None:
        super().__init__(message)
        self.kept = kept


@lru_cache(maxsize=4096)
def day(text: str, order: str) -> dt.date:
    """A calendar day. `order` ("dmy", "mdy", "ymd") says how 03/04/2026 is meant. Raises BadCell."""
    parts = text.strip().split("T")[0] if "T" in text[8:12] else text.strip()
    found = _day_of(parts, order)
    if found is None:
        match = _TIME.search(text)
        found = _day_of(text[: match.start()].strip(" ,T"), order) if match else None
    if found is None:
        raise BadCell(_("“%s” is not a date") % text[:40])
    return found


@lru_cache(maxsize=4096)
def moment(text: str, order: str, zone: dt.tzinfo) -> dt.datetime:
    """A moment in UTC; without a time it is the day's noon in `zone`, so that it stays on its day everywhere nearby."""
    text = text.strip()
    plain = _day_of(text, order)
    if plain is not None:
        return dt.datetime.combine(plain, dt.time(12), tzinfo=zone).astimezone(dt.UTC)
    if len(text) in (10, 13) and text.isascii() and text.isdigit():  # Unix seconds or milliseconds
        return dt.datetime.fromtimestamp(int(text) / (1 if len(text) == 10 else 1000), tz=dt.UTC)
    match = _TIME.search(text, 6)
    found = _day_of(text[: match.start()].rstrip(" ,T"), order) if match else None
    if match is None or found is None:
        raise BadCell(_("“%s” is not a date") % text[:40])
    return _combined(found, match, zone, text)


def _combined(day_: dt.date, match: re.Match[str], zone: dt.tzinfo, text: str) -> dt.datetime:
    hour, minute, second, fraction, half, offset = match.groups()
    hours = int(hour)
    if half:
        hours = hours % 12 + (12 if half[0] in "pP" else 0)
    try:
        time = dt.time(hours, int(minute), int(second or 0), int((fraction or "0").ljust(6, "0")[:6]))
    except ValueError:
        raise BadCell(_("“%s” is not a time of day") % text[:40]) from None
    if offset:
        plain = offset.replace(":", "")
        shift = (
            dt.timedelta() if plain[0] not in "+-" else dt.timedelta(hours=int(plain[:3]), minutes=int(plain[0] + plain[3:]))
        )
        if abs(shift) >= dt.timedelta(hours=24):
            raise BadCell(_("“%s” is not a time of day") % text[:40])
        zone = dt.timezone(shift)
    return dt.datetime.combine(day_, time, tzinfo=zone).astimezone(dt.UTC)


def _day_of(text: str, order: str) -> dt.date | None:
    """The day if `text` is one and nothing else; BadCell if it is one that cannot be."""
    if match := _COMPACT.fullmatch(text):
        year, month, day_ = map(int, match.groups())
    elif match := _DATE.fullmatch(text):
        first, second, third = match.groups()
        if len(first) > 2:
            year, month, day_ = int(first), int(second), int(third)
        elif order == "ymd" and len(third) < 3:
            year, month, day_ = _full_year(first), int(second), int(third)
        else:
            day_, month = (int(second), int(first)) if order == "mdy" else (int(first), int(second))
            year = _full_year(third)
    elif match := _NAMED.fullmatch(text):
        day_text, month_after, month_before, day_after, year_text = match.groups()
        month = MONTHS.get((month_after or month_before).casefold().rstrip("."), 0)
        if not month:
            return None
        day_, year = int(day_text or day_after), _full_year(year_text)
    else:
        return None
    try:
        found = dt.date(year, month, day_)
    except ValueError:
        raise BadCell(_("“%s” is not a day of the calendar") % text[:40]) from None
    if not EARLIEST <= year <= LATEST:
        raise BadCell(
            _("“%(text)s” is not between %(first)s and %(last)s") % {"text": text[:40], "first": EARLIEST, "last": LATEST}
        )
    return found


def _full_year(text: str) -> int:
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < 69 else 1900)


def number(text: str, decimal: str) -> Decimal:
    """A number without its currency signs, thousands' marks and brackets for minus. Raises BadCell."""
    if len(text) > 60:
        raise BadCell(_("“%s…” is too long for a number") % text[:40])
    try:
        if decimal == "." and text.isascii() and "_" not in text:
            found = Decimal(text)
            if found.is_finite():
                return found
    except InvalidOperation:
        pass
    plain = unicodedata.normalize("NFKC", text).translate(_SIGNS).strip()
    negative = plain.startswith("(") and plain.endswith(")")
    plain = "".join(c for c in plain.strip("()") if not (c.isalpha() or unicodedata.category(c) == "Sc")).strip()
    if plain.endswith("-") and not plain.startswith("-"):
        plain, negative = plain[:-1].strip(), True
    if plain[:1] in "+-" and plain[1:2] == " ":
        plain = plain[0] + plain[1:].strip()
    if not _NUMBER.fullmatch(plain) or re.search(r"\d\s+\d{1,2}(?!\d)", plain):
        raise BadCell(_("“%s” is not a number") % text[:40])
    marks = ",.' " if decimal == "." else ".,' "
    whole = plain
    for mark in marks:
        if mark != decimal:
            whole = whole.replace(mark, "")
    whole = whole.replace(decimal, ".")
    try:
        found = Decimal("".join(whole.split()))
    except InvalidOperation:
        raise BadCell(_("“%s” is not a number") % text[:40]) from None
    return -found if negative else found


def truth(text: str) -> bool:
    """Yes or no in several languages. Raises BadCell."""
    word = text.strip().casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise BadCell(_("“%s” is neither yes nor no") % text[:40])


def is_value(text: str) -> bool:
    """Whether a cell is a number, a date or an address: something that no column is called."""
    if "@" in text and "." in text:
        return True
    try:
        return _day_of(text.strip(), "dmy") is not None or _NUMBER.fullmatch(text.strip()) is not None
    except BadCell:
        return True


def guess_date_order(columns: Iterable[Sequence[str]]) -> str:
    """Whether days or months come first, decided by all cells of each column together: a 13 or more tells."""
    first = second = years = 0
    for column in columns:
        for text in column:
            if match := _DATE.match(text.strip()[:12].strip()):
                if len(match[1]) > 2:
                    years += 1
                else:
                    first += int(match[1]) > 12
                    second += int(match[2]) > 12
    if not first and not second and years:
        return "ymd"
    return "mdy" if second > first else "dmy"


def guess_decimal(columns: Iterable[Sequence[str]]) -> str:
    """Whether point or comma separates decimals, by what stands before one, two or more than three last digits."""
    point = comma = 0
    for column in columns:
        numbers = [
            plain for text in column if 2 < len(plain := text.translate(_SIGNS).strip("€$£ ()-+%")) < 30 and plain[0].isdigit()
        ]
        for plain in numbers:
            if re.fullmatch(r"\d{1,3}(,\d{3})*\.\d+|\d+\.\d{1,2}|\d{1,3}(,\d{3}){2,}|\d{1,3}(['’ ]\d{3})+\.\d+", plain):
                point += 1
            elif re.fullmatch(r"\d{1,3}([. ']\d{3})*,\d+|\d+,\d{1,2}|\d{1,3}(\.\d{3}){2,}", plain) and not re.fullmatch(
                r"\d{1,3},\d{3}", plain
            ):
                comma += 1
    return "," if comma > point else "."
