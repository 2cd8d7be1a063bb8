"""A list as CSV or XLSX, record by record, safe to open in a spreadsheet."""

import csv
import datetime as dt
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils import timezone
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from perennial.kernel.http.streaming import PIECE_BYTES
from perennial.kernel.money import Money, precision
from perennial.records.choices import Type
from perennial.records.columns import kept_elsewhere, labels_of, said_plainly
from perennial.records.fields import Field

_AT_ONCE = 1000
_MOST_ROWS = 1_000_000  # of one sheet; a spreadsheet takes a few more
_LONGEST = 32_000  # of one cell
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d[\d ]*(\.\d+)?")
_WIDTHS = {Type.TEXT: 26, Type.LONG_TEXT: 40, Type.LINK: 30, Type.NUMBER: 10, Type.MONEY: 14, Type.MOMENT: 18, Type.DAY: 12}


class _Line:
    def write(self, text: str) -> str:
        return text


def csv_of(records: Iterable[Any], columns: Sequence[Field]) -> Iterator[str]:
    """A head of keys and a line for each record, in words that programs read: codes of choices, ISO dates, plain decimals with
    their currency beside them."""
    writer: Any = csv.writer(_Line())
    head = ["id", *(name for field in columns for name in _names(field))]
    yield "\ufeff" + writer.writerow(head)
    for record, values in _valued(records, columns):
        cells = [text for field, value in zip(columns, values, strict=True) for text in _texts(field, value)]
        yield writer.writerow([str(record.pk), *map(neutral, cells)])


def neutral(value: str) -> str:
    """A value that no spreadsheet takes for a formula; numbers and phone numbers stay as they are."""
    return f"'{value}" if value.startswith(_FORMULA) and not _NUMBER.fullmatch(value) else value


def xlsx_of(records: Iterable[Any], columns: Sequence[Field], *, sheet: str) -> Iterator[bytes]:
    """A workbook in the reader's words, with days, numbers and amounts as such. It is written to a file with a row in memory at
    a time, and sent once it is whole. Text is never a formula or a link; what no sheet can hold goes on in the next one."""
    with tempfile.TemporaryFile() as file:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
        }
        with Workbook(file, options) as book:
            _Sheets(book, columns, sheet).write(records)
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            yield piece


class _Sheets:
    def __init__(self, book: Workbook, columns: Sequence[Field], name: str) -> None:
        self.book, self.columns = book, columns
        self.name = re.sub(r"[\[\]:*?/\\']", " ", name)[:25]
        self.head = book.add_format({"bold": True, "bottom": 1})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.money: dict[str, Any] = {}
        self.labels: dict[str, Mapping[str, str]] = {field.key: labels_of(field) for field in columns}

    def write(self, records: Iterable[Any]) -> None:
        sheet, row = self._begun(), 1
        for _record, values in _valued(records, self.columns):
            if row > _MOST_ROWS:
                sheet, row = self._begun(), 1
            for place, (field, value) in enumerate(zip(self.columns, values, strict=True)):
                self._cell(sheet, row, place, field, value)
            row += 1

    def _begun(self) -> Worksheet:
        number = len(self.book.worksheets()) + 1
        sheet: Worksheet = self.book.add_worksheet(self.name if number == 1 else f"{self.name} {number}")
        sheet.freeze_panes(1, 1)
        for place, field in enumerate(self.columns):
            sheet.set_column(place, place, _WIDTHS.get(field.type, 18))
            sheet.write_string(0, place, str(field.label), self.head)
        return sheet

    def _cell(self, sheet: Worksheet, row: int, place: int, field: Field, value: Any) -> None:
        match value:
            case None | "":
                return
            case Money():
                sheet.write_number(row, place, float(value.decimal()), self._money(value.currency))
            case dt.datetime():
                sheet.write_datetime(row, place, timezone.localtime(value).replace(tzinfo=None), self.moment)
            case dt.date():
                sheet.write_datetime(row, place, dt.datetime.combine(value, dt.time.min), self.day)
            case bool():
                sheet.write_string(row, place, said_plainly(value, {}))
            case int() | float() | Decimal():
                sheet.write_number(row, place, float(value))
            case _:
                sheet.write_string(row, place, said_plainly(value, self.labels[field.key])[:_LONGEST])

    def _money(self, currency: str) -> Any:
        if currency not in self.money:
            decimals = f".{'0' * precision(currency)}" if precision(currency) else ""
            self.money[currency] = self.book.add_format({"num_format": f'#,##0{decimals} "{currency}"'})
        return self.money[currency]


def _valued(records: Iterable[Any], columns: Sequence[Field]) -> Iterator[tuple[Any, list[Any]]]:
    """Each record with its values; a thousand at a time, one query for each column that is kept elsewhere."""
    rows = iter(records)
    while chunk := list(islice(rows, _AT_ONCE)):
        kept = kept_elsewhere(chunk, columns)
        for record in chunk:
            yield record, [_value(field, record, kept) for field in columns]


def _value(field: Field, record: Any, kept: Mapping[str, Mapping[int, Any]]) -> Any:
    value = kept[field.key].get(record.pk) if field.values else field.of(record)
    return field.plain(record, value) if field.plain else value


def _names(field: Field) -> list[str]:
    return [field.key, f"{field.key}_currency"] if field.type == Type.MONEY else [field.key]


def _texts(field: Field, value: Any) -> list[str]:
    if field.type == Type.MONEY:
        return [str(value.decimal()), value.currency] if isinstance(value, Money) else ["", ""]
    match value:
        case None:
            return [""]
        case bool():
            return ["yes" if value else "no"]
        case dt.datetime():
            return [value.isoformat(timespec="seconds")]
        case dt.date():
            return [value.isoformat()]
        case list() | tuple() | set():
            return [", ".join(map(str, value))]
    return [str(value)]
