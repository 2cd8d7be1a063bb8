"""The rows of a file, one after another, in memory that does not grow with it."""

import csv
import io
import itertools
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from perennial.connect.reading.formats import Format, Limits, NotReadable, Reading, Row
from perennial.connect.reading.workbook import workbook_rows

csv.field_size_limit(min(Limits.CELL, sys.maxsize))


def read_rows(path: Path, reading: Reading, *, told: Callable[[int], None] | None = None) -> Iterator[Row]:
    """The rows of the file without its header. `told(bytes)` hears how far reading has come. Raises NotReadable when the file
    as a whole cannot be read; a single bad row comes with its `trouble`."""
    rows = _raw_rows(path, reading, told)
    if reading.begins > 1:
        rows = itertools.dropwhile(lambda row: row.line < reading.begins, rows)
    if reading.has_header and reading.format != Format.LINES:
        next(rows, None)
    width = len(reading.names)
    for row in rows:
        cells = row.cells
        if len(cells) > Limits.COLUMNS:
            message = _("The row has %(count)s columns; at most %(most)s can be read. Is the separator right?")
            yield Row(row.line, cells[: Limits.COLUMNS], message % {"count": len(cells), "most": Limits.COLUMNS})
        elif row.trouble or (width and len(cells) > width and any(cells[width:])):
            extra = row.trouble or _("The row has %(count)s cells, but there are %(width)s columns.") % {
                "count": len(cells),
                "width": width,
            }
            yield Row(row.line, cells, extra)
        elif any(cells):
            yield row


def _raw_rows(path: Path, reading: Reading, told: Callable[[int], None] | None) -> Iterator[Row]:
    if reading.format == Format.WORKBOOK:
        yield from workbook_rows(path, reading.sheet)
        return
    with path.open("rb") as file:
        lines = Lines(file, reading.encoding, told)
        match reading.format:
            case Format.DELIMITED:
                yield from _delimited(lines, reading)
            case Format.CDNOW:
                yield from _by_line(lines, str.split)
            case Format.FIXED:
                starts, ends = reading.starts, (*reading.starts[1:], None)
                yield from _by_line(lines, lambda line: [line[a:b].strip() for a, b in zip(starts, ends, strict=True)])
            case _:
                yield from _by_line(lines, lambda line: _object_cells(line, reading.names))


class Lines:
    """The lines of a text file, each bounded. Notes in `trouble` what was wrong since it was last emptied."""

    def __init__(self, file: io.BufferedReader, encoding: str, told: Callable[[int], None] | None) -> None:
        self.file, self.told, self.trouble, self.number, self.size = file, told, "", 0, 0
        try:
            self.text = io.TextIOWrapper(file, encoding=encoding, errors="surrogateescape", newline="")
        except LookupError:
            raise NotReadable(_("“%s” is not an encoding that can be read.") % encoding[:40]) from None
        self.encoding = encoding

    def __iter__(self) -> Iterator[str]:
        most, readline = Limits.RECORD, self.text.readline
        while line := self._next(readline, most):
            self.number += 1
            self.size += len(line)
            if self.size >= most:
                message = _(
                    "Line %(line)s: the row is longer than %(size)s MB. Is a quotation mark not closed, or is this not a table?"
                )
                raise NotReadable(message % {"line": self.number, "size": most // 1024 // 1024})
            if not line.isascii() and not _is_sound(line):
                self.trouble = (
                    _("Some characters are not in the file’s encoding (%s). Is the file mixed from several?") % self.encoding
                )
            if "\0" in line:
                self.trouble = _("The row has a NUL character.")
                line = line.replace("\0", "")
            if self.told and self.number % 2000 == 0:
                self.told(self.file.tell())
            yield line

    def _next(self, readline: Callable[[int], str], most: int) -> str:
        try:
            return readline(most)
        except UnicodeError as error:
            message = _("After line %(line)s the file is not %(encoding)s: %(why)s.")
            raise NotReadable(
                message % {"line": self.number, "encoding": self.encoding, "why": getattr(error, "reason", "")}
            ) from None

    def record_ended(self) -> str:
        """What was wrong with the lines of the record that ended; starts a new one."""
        trouble, self.trouble, self.size = self.trouble, "", 0
        return trouble


def _is_sound(line: str) -> bool:
    """Whether a line could be decoded: no lone surrogates, no replacement marks of a broken two-byte encoding."""
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True


def _delimited(lines: Lines, reading: Reading) -> Iterator[Row]:
    quoting: Any = csv.QUOTE_MINIMAL if reading.quote else csv.QUOTE_NONE
    stream = iter(lines)
    reader = csv.reader(stream, delimiter=reading.delimiter, quotechar=reading.quote or None, quoting=quoting)
    line = 1
    while True:
        try:
            for cells in reader:
                if cells and not (line == 1 and cells[0].lower().startswith("sep=") and len(cells) <= 2):
                    yield Row(line, cells, lines.record_ended())
                else:
                    lines.record_ended()
                line = lines.number + 1
        except csv.Error as error:
            lines.record_ended()
            yield Row(line, [], _("The row cannot be read: %s.") % error)
            line = lines.number + 1
        else:
            return


def _by_line(lines: Lines, split: Callable[[str], list[str]]) -> Iterator[Row]:
    for line in lines:
        trouble = lines.record_ended()
        try:
            if line.strip():
                yield Row(lines.number, split(line.rstrip("\r\n")), trouble)
        except ValueError as error:
            yield Row(lines.number, [line[:200].strip()], _("The row cannot be read: %s.") % error)


def _object_cells(line: str, names: tuple[str, ...]) -> list[str]:
    try:
        values = json.loads(line)
    except RecursionError:
        raise ValueError(_("it is nested too deeply")) from None
    if not isinstance(values, dict):
        raise ValueError(_("it is not a JSON object"))
    if unknown := values.keys() - set(names) if names else None:
        raise ValueError(_("“%s” is no column of the first rows") % sorted(unknown)[0][:60])
    return [as_text(values.get(name)) for name in names or values]


def as_text(value: Any) -> str:
    """A JSON value as a cell's text."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case list() if all(isinstance(part, str) for part in value):
            return "; ".join(value)
        case _:
            return json.dumps(value, ensure_ascii=False)
