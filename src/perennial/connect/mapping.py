"""Which column is which field: guessed by names in many languages and by content, saved by name, written as TOML."""

import hashlib
import itertools
import json
import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from perennial.connect.errorfile import reason_column
from perennial.connect.kinds.base import Field, Kind
from perennial.connect.kinds.custom import PREFIX
from perennial.connect.models import Import, SavedMapping
from perennial.connect.reading import Format, Reading, read_rows
from perennial.people.names import folded

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[\d\s()/.\-]{7,20}")
_SAMPLE_ROWS = 200
_LOOKED_BACK, _ADDED_COLUMNS = 50, 4
CDNOW = {0: "external", 1: "placed", 2: "quantity", 3: "amount"}


class BadMapping(ValueError):  # noqa: N818 - said to people
    """A mapping file that cannot be used; the message says what and where."""


def guess_mapping(kind: Kind, path: Path, reading: Reading) -> dict[int, str]:
    """{column: field}, each field once unless several columns may go there: exact names first, then parts of names, then by
    what the cells look like."""
    if reading.format == Format.CDNOW and kind.key == "orders":
        return dict(CDNOW)
    names, fields = [_plain(name) for name in reading.names], kind.all_fields()
    known = {field.key: _names_of(kind, field) for field in fields}
    mapping: dict[int, str] = {}
    for exact in (True, False):
        for index, name in enumerate(names):
            if index in mapping:
                continue
            free = [field.key for field in fields if field.key not in mapping.values() or (field.many and exact)]
            if exact:
                own_first = sorted(free, key=lambda key: not key.startswith(PREFIX))
                best = next((key for key in own_first if name in known[key]), None)
            else:
                best = max(free, key=lambda key: _fit(name, known[key]), default=None)
                best = best if best and _fit(name, known[best]) > (0, 0) else None
            if best:
                mapping[index] = best
    return mapping | _by_content(kind, path, reading, mapping)


def _names_of(kind: Kind, field: Field) -> frozenset[str]:
    """What a column of a field may be called."""
    own = (str(field.label), f"{field.label} {field.key}") if field.shape == "custom" else ()
    return frozenset(map(_plain, (*(kind.words.get(field.key) or own), field.key)))


def _fit(name: str, known: Collection[str]) -> tuple[int, int]:
    """How well a name fits of which only a part is known: the longest part, then the last: “Kunde Telefon” is a phone."""
    padded = f" {name} "
    return max(
        ((len(word), padded.rfind(f" {word} ")) for word in known if len(word) > 4 and f" {word} " in padded), default=(0, 0)
    )


def _by_content(kind: Kind, path: Path, reading: Reading, mapping: Mapping[int, str]) -> dict[int, str]:
    rows = [row.cells for row in itertools.islice(read_rows(path, reading), _SAMPLE_ROWS)]
    found: dict[int, str] = {}
    for index, column in enumerate(itertools.zip_longest(*rows, fillvalue="")):
        filled = [cell.strip() for cell in column if cell.strip()]
        if index in mapping or not filled:
            continue
        for key, pattern in (("email", _EMAIL), ("phone", _PHONE)):
            taken = {*mapping.values(), *found.values()}
            plus = key != "phone" or sum(cell.startswith("+") for cell in filled) > len(filled) / 2
            if kind.field(key) and key not in taken and plus and all(pattern.fullmatch(cell) for cell in filled):
                found[index] = key
                break
    return found


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", folded(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text))).split())


def fingerprint(names: Sequence[str]) -> str:
    """The same for the same header, in any order of columns and in any case."""
    return hashlib.sha256("\n".join(sorted(_plain(name) for name in names)).encode()).hexdigest()


def remembered(kind: str, names: Sequence[str]) -> SavedMapping | None:
    """The mapping that was saved last for such a header."""
    return SavedMapping.objects.filter(kind=kind, header=fingerprint(names)).order_by("-at").first()


def mended_from(kind: str, names: Sequence[str]) -> Import | None:
    """The import whose rows a file gives back mended: its columns, then what we added to them (see `errorfile`)."""
    if len(names) < 2 or names[-1] != reason_column():
        return None
    for one in Import.objects.filter(kind=kind, started_at__isnull=False)[:_LOOKED_BACK]:
        theirs = one.reading.get("names", [])
        if list(names[: len(theirs)]) == theirs and len(names) - len(theirs) <= _ADDED_COLUMNS:
            return one
    return None


def to_toml(kind: str, names: Sequence[str], mapping: Mapping[str, str], reading: Reading, options: Mapping[str, Any]) -> str:
    """The decisions as a file for `perennial import --mapping`."""
    columns = {names[int(i)]: key for i, key in mapping.items() if int(i) < len(names)}
    read: dict[str, Any] = {k: v for k, v in reading.as_dict().items() if k not in ("names", "sheets") and v not in ("", [])}
    parts = [f"kind = {_quoted(kind)}", ""]
    for title, table in (("columns", columns), ("reading", read), ("options", dict(options))):
        parts += [f"[{title}]", *(f"{_quoted(key)} = {_quoted(value)}" for key, value in table.items()), ""]
    return "\n".join(parts)


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)  # strings, numbers, booleans and lists are written alike in TOML and JSON


def from_toml(text: str, kind: Kind) -> tuple[dict[str, str], dict[str, Any], dict[str, Any]]:
    """(columns by name, reading, options) of a mapping file. Raises BadMapping."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as trouble:
        raise BadMapping(_("The mapping file is not TOML: %s") % trouble) from None
    columns = told.get("columns", {})
    for name, key in columns.items():
        if kind.field(key) is None:
            known = ", ".join(field.key for field in kind.all_fields())
            raise BadMapping(_("“%(key)s” for column “%(name)s” is not a field; there are %(known)s.")
                             % {"key": key, "name": name, "known": known})  # fmt: skip
    return columns, told.get("reading", {}), told.get("options", {})
