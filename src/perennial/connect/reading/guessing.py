"""Guessing how a file is to be read, from a sample of it."""

import codecs
import csv
import itertools
import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import charset_normalizer
from django.utils.translation import gettext as _

from perennial.connect.reading import cells
from perennial.connect.reading.formats import Format, Limits, NotReadable, Reading, Row
from perennial.connect.reading.rows import read_rows
from perennial.connect.reading.workbook import sheet_names

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Western (Windows-1252)",
    "iso8859_15": "Western (ISO 8859-15)",
    "mac_roman": "Western (Mac)",
    "cp437": "Western (DOS)",
    "cp1250": "Central European (Windows-1250)",
    "iso8859_2": "Central European (ISO 8859-2)",
    "cp1251": "Cyrillic (Windows-1251)",
    "koi8_r": "Cyrillic (KOI8-R)",
    "cp1253": "Greek (Windows-1253)",
    "cp1254": "Turkish (Windows-1254)",
    "cp1255": "Hebrew (Windows-1255)",
    "cp1256": "Arabic (Windows-1256)",
    "cp932": "Japanese (Shift JIS)",
    "euc_jp": "Japanese (EUC)",
    "gb18030": "Chinese (GB 18030)",
    "big5": "Chinese (Big5)",
    "cp949": "Korean (Windows-949)",
}
DELIMITERS = {",": ",", ";": ";", "\t": "Tab", "|": "|", ":": ":", "^": "^"}
_GUESSED = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "cp932", "gb18030", "big5", "cp949"]
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
    b"\xd0\xcf\x11\xe0": "Excel 97 (XLS)",
    b"SQLite format 3": "SQLite",
    b"\x7fELF": "program",
    b"MZ\x90": "program",
}
_CDNOW = re.compile(r"\s*\d+\s+(19|20)\d{6}\s+-?\d+\s+-?\d+(\.\d+)?\s*")
_SMALL, _LETTER = "[a-zß-öø-ÿ]", "[A-Za-zÀ-ÖØ-öø-ÿ]"
_SIGNS_AS_LETTERS = re.compile(rf"(?<!{_LETTER})[£¯]{_SMALL}{{2}}|{_LETTER}[£¥¹³¿¾]{_LETTER}|{_SMALL}Ÿ")
_AMOUNTS = re.compile(r"[£¥]\s?\d")
_SAMPLE_ROWS = 1000
_TITLE_ROWS = 20


def guess_reading(path: Path, *, format_: str = "") -> Reading:
    """How the file is most likely meant. Raises NotReadable for what is not a table."""
    sample = _sample(path)
    if sample.startswith(b"PK\x03\x04") or format_ == Format.WORKBOOK:
        sheets = sheet_names(path)
        reading = Reading(format=Format.WORKBOOK, sheets=sheets, sheet=sheets[0] if sheets else "", delimiter="", quote="")
        return with_cells_guessed(path, reading)
    _refuse_binary(sample)
    encoding = guess_encoding(sample)
    text = _text_of(sample, encoding)
    lines = [line for line in text.splitlines() if line.strip()][:_SAMPLE_ROWS]
    if not lines:
        raise NotReadable(_("The file is empty."))
    format_ = format_ or _format_of(lines)
    reading = Reading(format=format_, encoding=encoding, delimiter="", quote="")
    if format_ == Format.CDNOW:
        names = (_("Customer"), _("Date"), _("Quantity"), _("Amount"))
        return reading.but(has_header=not _CDNOW.fullmatch(lines[0]), names=names, date_order="ymd")
    if format_ == Format.LINES:
        return with_cells_guessed(path, reading.but(names=_names_of_objects(lines)))
    if format_ == Format.FIXED:
        return with_cells_guessed(path, reading.but(starts=column_starts(lines)))
    delimiter, quote = guess_delimiter(text)
    return with_cells_guessed(path, reading.but(delimiter=delimiter, quote=quote))


def with_cells_guessed(path: Path, reading: Reading, *, keep_header: bool = False, keep_beginning: bool = False) -> Reading:
    """The reading with beginning, header, column names, date order and decimal mark guessed from its first rows."""
    if reading.format == Format.LINES:
        rows = _first(path, reading)
        return _with_values_guessed(reading.but(has_header=True), [row.cells for row in rows])
    reading = reading if keep_beginning else reading.but(begins=1)
    rows = _first(path, reading.but(has_header=False, names=()))
    if not rows and reading.begins > 1:
        raise NotReadable(_("Nothing stands in line %s or below it.") % reading.begins)
    if not rows:
        raise NotReadable(_("The file is empty."))
    if not keep_beginning and (begins := where_table_begins(rows)) > 1:
        reading, rows = reading.but(begins=begins), [row for row in rows if row.line >= begins]
    table = [row.cells for row in rows if row.cells]
    if not table:
        raise NotReadable(rows[0].trouble)
    has_header = reading.has_header if keep_header else looks_like_header(table)
    width = min(max(len(cells_) for cells_ in table[:100]), Limits.COLUMNS)
    return _with_values_guessed(
        reading.but(has_header=has_header, names=column_names(table[0] if has_header else [], width)), table[has_header:]
    )


def _with_values_guessed(reading: Reading, table: Sequence[Sequence[str]]) -> Reading:
    columns = list(itertools.zip_longest(*table, fillvalue=""))[: Limits.COLUMNS]
    return reading.but(date_order=cells.guess_date_order(columns), decimal=cells.guess_decimal(columns))


def column_names(header: Sequence[str], width: int) -> tuple[str, ...]:
    """One name for each column: the header's, made unique, or “Column 3”."""
    names: list[str] = []
    for index in range(max(width, len(header))):
        given = " ".join(header[index].split())[:80] if index < len(header) else ""
        name, count = given or _("Column %s") % (index + 1), 2
        while name in names:
            name, count = f"{given or name} ({count})", count + 1
        names.append(name)
    return tuple(names)


def where_table_begins(rows: Sequence[Row]) -> int:
    """The line of the table's first row. Only rows that are narrow and stand above names of columns are a title, so that no row
    of data is ever taken for one."""
    filled = [sum(bool(cell.strip()) for cell in row.cells) for row in rows[:200]]
    usual = sorted(filled)[len(filled) // 2]
    first = next((index for index, count in enumerate(filled[:_TITLE_ROWS]) if count > usual / 2), 0)
    return rows[first].line if first and looks_like_header([row.cells for row in rows[first:]]) else 1


def looks_like_header(table: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: all cells different short words, and not of the shape of the rows below."""
    first = [cell.strip() for cell in table[0]]
    filled = [cell for cell in first if cell]
    if not filled or len(set(filled)) < len(filled) or any(len(cell) > 80 or cells.is_value(cell) for cell in filled):
        return False
    return len(table) > 1 or all(any(c.isalpha() for c in cell) for cell in filled)


def guess_encoding(sample: bytes) -> str:
    """By byte order mark, then UTF-8 if it is sound, then by statistics, then Windows-1252."""
    for bom, encoding in _BOMS:
        if sample.startswith(bom):
            return encoding
    if wide := _wide(sample):
        return wide
    if sample.isascii() or _mostly_utf8(sample):
        return "utf-8"
    telling = b"\n".join(line for line in sample.split(b"\n") if not line.isascii())[:20_000]
    found = list(charset_normalizer.from_bytes(telling, cp_isolation=_GUESSED, enable_fallback=False))
    best = found[0] if found else None
    if best is None or best.encoding not in _GUESSED:
        return "cp1252"
    western = next((match for match in found if match.encoding == "cp1252"), None)
    is_even = western is not None and (western.chaos, western.coherence) == (best.chaos, best.coherence)
    western_text = telling.decode("cp1252", "replace")
    if is_even or best.encoding == "cp1252" or western_text == telling.decode(best.encoding, "replace"):
        return "cp1250" if _is_central_european(western_text) else "cp1252"  # of the equally likely, what most files have
    return best.encoding


def _is_central_european(western_text: str) -> bool:
    """Whether a text that was read as Western has signs where only letters stand: “£ukasz”, “Wa³êsa”, “£ódŸ”."""
    return len(_SIGNS_AS_LETTERS.findall(western_text)) > len(_AMOUNTS.findall(western_text))


def _wide(sample: bytes) -> str:
    """UTF-16 without a mark: every other byte of plain text is zero."""
    even, odd = sample[:2000:2].count(0), sample[1:2000:2].count(0)
    half = len(sample[:2000]) // 2
    if half < 2 or max(even, odd) < 0.6 * half or min(even, odd) > 0.1 * half:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _mostly_utf8(sample: bytes) -> bool:
    """Whether the lines that are not plain ASCII are UTF-8, but for a few that then become error rows."""
    telling = [line for line in sample.split(b"\n")[:-1] or [sample] if not line.isascii()]
    broken = sum(1 for line in telling if not _decodes(line))
    return bool(telling) and broken <= len(telling) * 0.1


def _decodes(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def guess_delimiter(text: str) -> tuple[str, str]:
    """The separator and quotation mark under which the most rows have the same, largest number of columns."""
    best, best_score = (",", '"'), 0.0
    for delimiter, quote in itertools.product(DELIMITERS, ('"', "'")):
        widths: Counter[int] = Counter()
        try:
            lines = itertools.islice(text.splitlines(keepends=True), 300)
            for cells_ in csv.reader(lines, delimiter=delimiter, quotechar=quote):
                widths[len(cells_)] += bool(cells_)
        except csv.Error:
            continue
        if not widths.total():
            continue
        width, often = widths.most_common(1)[0]
        quoted = text.count(f"{delimiter}{quote}") + text.count(f"{quote}{delimiter}")
        score = (often / widths.total()) * (1 - 1 / width if width > 1 else 0) * (1 + 0.2 * (quoted > 0) + 0.1 * (quote == '"'))
        score *= 0.8 if delimiter in ":^" else 1
        if score > best_score + 1e-9:
            best, best_score = (delimiter, quote), score
    return best


def column_starts(lines: Sequence[str]) -> tuple[int, ...]:
    """Where columns of fixed width begin: after each stretch that is blank in every line."""
    width = max(len(line) for line in lines)
    filled = [any(index < len(line) and not line[index].isspace() for line in lines) for index in range(min(width, 5000))]
    return tuple(i for i, here in enumerate(filled) if here and (i == 0 or not filled[i - 1]))


def _format_of(lines: Sequence[str]) -> str:
    if len(lines) > 1 and all(_CDNOW.fullmatch(line) for line in lines[1:200]):
        return Format.CDNOW
    if lines[0].lstrip().startswith("{") and isinstance(_object(lines[0]), dict):
        return Format.LINES
    if not any(mark in lines[0] for mark in ",;\t|") and len(lines) > 2:
        starts = column_starts(lines[:200])
        if len(starts) > 1 and len({len(line) for line in lines[1:200]}) <= 2:
            return Format.FIXED
    return Format.DELIMITED


def _object(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _names_of_objects(lines: Sequence[str]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for line in lines:
        found = _object(line)
        if isinstance(found, dict):
            names.update(dict.fromkeys(str(name) for name in found))
    return tuple(names)[: Limits.COLUMNS]


def _sample(path: Path) -> bytes:
    """The file's beginning, and where it is long also lines from its middle: an accent may come late."""
    size = path.stat().st_size
    if size == 0:
        raise NotReadable(_("The file is empty."))
    with path.open("rb") as file:
        start = file.read(Limits.SAMPLE)
        if size <= 2 * Limits.SAMPLE:
            return start
        file.seek(size // 2)
        middle = file.read(Limits.SAMPLE // 4)
    if b"\0" in start or b"\n" not in middle:
        return start
    return start.rpartition(b"\n")[0] + b"\n" + middle.partition(b"\n")[2].rpartition(b"\n")[0]


def _text_of(sample: bytes, encoding: str) -> str:
    return sample.decode(encoding, errors="replace").lstrip("\ufeff")


def _refuse_binary(sample: bytes) -> None:
    for magic, name in _MAGIC.items():
        if sample.startswith(magic):
            raise NotReadable(_("This is a %s file, not a table. Save the table as CSV or XLSX and choose that.") % name)
    start = sample[:8000]
    if any(start.startswith(bom) for bom, _encoding in _BOMS) or _wide(start):
        return
    control = sum(start.count(bytes([code])) for code in (*range(9), *range(14, 32)) if code != 27)
    if control > max(4, len(start) * 0.05):
        raise NotReadable(_("This is not a text file: it has too many control characters. Save the table as CSV or XLSX."))


def _first(path: Path, reading: Reading) -> list[Row]:
    return list(itertools.islice(read_rows(path, reading), _SAMPLE_ROWS))
