"""Excel workbooks: refused when they unpack to more than they say or than we hold, else read by calamine."""

import datetime as dt
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import python_calamine as calamine
from django.utils.translation import gettext as _

from perennial.connect.reading.formats import Limits, NotReadable, Row

_BLOCK = 1024 * 1024
_PARTS = 5_000


def sheet_names(path: Path) -> tuple[str, ...]:
    """The sheets that people see, in order. Raises NotReadable for what is not a sound workbook."""
    refuse_bomb(path)
    with _opened(path) as book:
        visible = [meta.name for meta in book.sheets_metadata if meta.visible == calamine.SheetVisibleEnum.Visible]
        return tuple(visible or book.sheet_names)


def workbook_rows(path: Path, sheet: str) -> Iterator[Row]:
    """The rows of one sheet as text. A formula gives the value that Excel saved; dates and numbers come as ISO text."""
    refuse_bomb(path)
    with _opened(path) as book:
        try:
            table = book.get_sheet_by_name(sheet or book.sheet_names[0])
        except (calamine.CalamineError, IndexError, ValueError) as error:
            raise NotReadable(_("The workbook has no sheet “%s” that can be read.") % sheet[:60]) from error
        first = (table.start or (0, 0))[0] + 1
        for offset, values in enumerate(table.iter_rows()):
            cells = [_text(value) for value in values]
            trouble = _("The row has a NUL character.") if any("\0" in cell for cell in cells) else ""
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield Row(first + offset, [cell.replace("\0", "") for cell in cells] if trouble else cells, trouble)


def refuse_bomb(path: Path) -> None:
    """Raise NotReadable when the archive unpacks to too much: first by its directory, then by unpacking it without keeping it,
    because a directory can lie."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > _PARTS or sum(part.file_size for part in parts) > Limits.WORKBOOK:
                raise _too_large()
            if not any(part.filename.startswith("xl/") for part in parts):
                raise NotReadable(_("This is a ZIP archive, not an Excel workbook. Unpack it and choose the table inside."))
            total = 0
            for part in parts:
                total = _unpacked(archive, part, total)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise NotReadable(
            _("The workbook is damaged or protected by a password. Open it in Excel and save it again.")
        ) from error


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, total: int) -> int:
    size = 0
    with archive.open(part) as file:
        while block := file.read(_BLOCK):
            size += len(block)
            if total + size > Limits.WORKBOOK or (
                size > 16 * _BLOCK and size > Limits.WORKBOOK_RATIO * max(part.compress_size, 1)
            ):
                raise _too_large()
    return total + size


def _too_large() -> NotReadable:
    message = _("The workbook unpacks to more than %(size)s MB or far more than its own size. Save the sheet as CSV instead.")
    return NotReadable(message % {"size": Limits.WORKBOOK // _BLOCK})


def _opened(path: Path) -> Any:
    try:
        return calamine.CalamineWorkbook.from_path(str(path))
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise NotReadable(_("The workbook cannot be read: %s.") % str(error)[:200]) from error


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(" ") if value.time() != dt.time.min else value.date().isoformat()
    return "" if value is None else str(value)
