"""From the cells of a row to a record: each mapped cell is read by the shape of its field."""

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from perennial.connect.choices import BadCells
from perennial.connect.kinds.base import Field, Kind, Options, Record
from perennial.connect.kinds.custom import cell_reader
from perennial.connect.kinds.troubles import Trouble, bad_cell
from perennial.connect.reading import Format, Reading, cells
from perennial.connect.reading.cells import BadCell
from perennial.kernel.clock import zone_named
from perennial.kernel.money import LARGEST_MINOR, is_currency, precision
from perennial.people.normalise import LARGEST, NotAnIdentity, clean_line, clean_text, normal_identity
from perennial.team.models import Member

Parse = Callable[[str], Any]
LARGEST_MILLI = 10**15
_REMEMBERED, _SHORT = 4096, 200  # short cells of a column whose meaning is kept: the rows of an order say most things twice
MILLION = 10**6
_NOTHING = frozenset(
    {"-", "--", "–", "—", ".", "?", "n/a", "#n/a", "#nv", "n.a.", "na", "null", "none", "nan", "k.a.", "k. a.", "s/d", "n/d"}
)
_NEUTRALISED = ("'=", "'+", "'-", "'@", "'\t", "'\r", "''")


def row_parser(
    kind: Kind, mapping: Mapping[int, str], reading: Reading, options: Options, by: Member | None
) -> Callable[[list[str], int], tuple[Record, Sequence[Trouble]]]:
    """A function that makes a record of the cells of a row and its line, for the member who imports them, with what is wrong
    in those cells that the record does without."""
    makers = shapes(reading, options, by)
    steps = []
    may_be_neutralised = reading.format != Format.LINES
    needed = kind.needed_with(options)
    is_strict = options.bad_cells == BadCells.REFUSE
    for index, key in sorted(mapping.items()):
        field = kind.field(key)
        if field is not None:
            label = reading.names[index] if index < len(reading.names) else str(field.label)
            read = _reader(_plain(field.read) if field.read else makers[field.shape](field), may_be_neutralised)
            steps.append((index, field.key, read, lru_cache(_REMEMBERED)(read), field.many, label))

    def parse(row: list[str], line: int) -> tuple[Record, Sequence[Trouble]]:
        record: Record = {}
        troubles: list[Trouble] = []
        width = len(row)
        for index, key, read, known, many, label in steps:
            if index >= width or not (text := row[index]):
                continue
            try:
                value = known(text) if len(text) < _SHORT else read(text)
            except BadCell as bad:
                if key not in needed and text.strip().casefold() in _NOTHING:
                    continue
                troubles.append(bad_cell(line, label, key, text, bad, refuses=is_strict or key in needed))
                value = bad.kept
            if not value and value != 0:  # nothing was in it; “no” and 0 are something
                continue
            if many and key in record:
                record[key] = record[key] + [part for part in value if part not in record[key]]
            else:
                record[key] = value
        return record, troubles

    return parse


def _plain(read: Parse) -> Parse:
    return lambda text: read(clean_line(text))


def _reader(parse: Parse, may_be_neutralised: bool) -> Parse:
    """Reads the cells of one column, without the apostrophe that keeps a spreadsheet from running them."""

    def read(text: str) -> Any:
        return parse(text[1:] if may_be_neutralised and text.startswith(_NEUTRALISED) else text)

    return read


def shapes(reading: Reading, options: Options, by: Member | None) -> dict[str, Callable[[Field], Parse]]:
    """How cells of each shape are read, given how the file is written."""
    zone, order, decimal = zone_named(options.zone), reading.date_order, reading.decimal

    def money(text: str) -> int:
        # in millionths, exact for every currency; to_minor rounds once the row's currency is known
        return scaled(cells.number(text, decimal), MILLION, LARGEST_MINOR * MILLION, text)

    def quantity(text: str) -> int:
        return scaled(cells.number(text, decimal), 1000, LARGEST_MILLI, text)

    def moment(text: str) -> str:
        return cells.moment(text, order, zone).isoformat()

    return {
        "line": _line,
        "text": _text,
        "identities": lambda field: lambda text: _identities(field.key, text, options),
        "tags": lambda field: lambda text: _tags(field, text),
        "choice": lambda field: lambda text: clean_line(text).casefold()[:40],
        "money": lambda field: money,
        "quantity": lambda field: quantity,
        "moment": lambda field: moment,
        "day": lambda field: lambda text: cells.day(text, order).isoformat(),
        "birthday": lambda field: lambda text: birthday(text, order),
        "truth": lambda field: cells.truth,
        "currency": lambda field: _currency,
        "id": lambda field: _own_id,
        "json": lambda field: _json,
        "refunds": lambda field: _refunds,
        "custom": lambda field: cell_reader(field.key, reading, by),
    }


def scaled(value: Decimal, scale: int, largest: int, text: str) -> int:
    """A number in whole units of 1/scale, rounded half to even; refuses the enormous."""
    try:
        units = value * scale
        if abs(units) <= largest:
            return int(units.to_integral_value(ROUND_HALF_EVEN))
    except (InvalidOperation, OverflowError):
        pass
    raise BadCell(_("“%s” is larger than anything we can keep") % text[:40])


def to_minor(millionths: int, currency: str) -> int:
    """An amount in millionths as minor units of its currency, rounded half to even."""
    step: int = 10 ** (6 - precision(currency))
    whole, rest = divmod(millionths, step)
    return whole + int(rest * 2 > step or (rest * 2 == step and whole % 2 == 1))


def birthday(text: str, order: str) -> list[int | None]:
    """[month, day, year or None]; the year may be left out as in vCard: --03-31."""
    text = text.strip()
    if text.startswith("--") and len(text) in (6, 7):
        found = cells.day("2000" + (text[1:] if len(text) == 7 else f"-{text[2:4]}-{text[4:]}"), "ymd")
        return [found.month, found.day, None]
    found = cells.day(text, order)
    return [found.month, found.day, found.year]


def _line(field: Field) -> Parse:
    most = field.most

    def read(text: str) -> str:
        text = clean_line(text)
        if len(text) > most:
            raise BadCell(_("“%(text)s…” is longer than the %(most)s characters that fit") % {"text": text[:40], "most": most})
        return text

    return read


def _text(field: Field) -> Parse:
    def read(text: str) -> str:
        text = clean_text(text)
        if len(text) > field.most:
            raise BadCell(_("the text is longer than the %(most)s characters that fit") % {"most": field.most})
        return text

    return read


def _identities(kind: str, text: str, options: Options) -> list[list[str]]:
    """[[system, value, normal], …]. Several stand in one cell separated by ; — “system:value” names the system."""
    found, bad = [], ""
    for part in text.split(";") if ";" in text else (text,):
        if not (part := clean_line(part)):
            continue
        system, value = "", part
        if kind in ("external", "handle"):
            system, value = _with_system(kind, part, options)
        try:
            normal = normal_identity(kind, value, options.country)
        except NotAnIdentity as trouble:
            bad = f"“{value[:60]}” {trouble}"
            continue
        if len(value) > LARGEST:
            bad = _("“%s…” is too long") % value[:40]
            continue
        found.append([system, value, normal])
    if bad:
        raise BadCell(bad, kept=found)
    return found


def _with_system(kind: str, part: str, options: Options) -> tuple[str, str]:
    system, colon, value = part.partition(":")
    if colon and value and not value.startswith("//") and 0 < len(system) <= 40:
        return system.strip().casefold(), value.strip()
    return ("" if kind == "handle" else options.system), part


def _tags(field: Field, text: str) -> list[str]:
    separator = next((mark for mark in ";|," if mark in text), ";")
    read = _line(field)
    return list(dict.fromkeys(tag for part in text.split(separator) if (tag := read(part))))


def _currency(text: str) -> str:
    code = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "CHF.": "CHF"}.get(text.strip(), text.strip().upper())
    if not is_currency(code):
        raise BadCell(_("“%s” is not a currency") % text[:40])
    return code


def _own_id(text: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 19 and 0 < int(text) < 2**63):
        raise BadCell(_("“%s” is not an id of Perennial") % text[:40])
    return int(text)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise BadCell(_("“%s” is not JSON") % text[:40]) from None


def _refunds(text: str) -> Any:
    """[moment, minor units, reason, key] of each refund: what an export wrote, but anybody may have changed the file."""
    told = _json(text)
    try:
        sound = all(
            dt.datetime.fromisoformat(at).astimezone(dt.UTC).year >= cells.EARLIEST
            and type(minor) is int
            and 0 < minor <= LARGEST_MINOR
            and isinstance(reason, str)
            and len(reason) <= 200
            and (key is None or (isinstance(key, str) and len(key) <= 120))
            for at, minor, reason, key in told
        )
    except (TypeError, ValueError, OverflowError):
        sound = False
    if not (sound and isinstance(told, list)):
        raise BadCell(_("“%s” is not JSON") % text[:40])
    return [[dt.datetime.fromisoformat(at).astimezone(dt.UTC).isoformat(), *rest] for at, *rest in told]
