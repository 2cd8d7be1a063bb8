"""How a file is read: the settings, the limits, and the one exception."""

import dataclasses
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NotReadable(Exception):  # noqa: N818 - said to people
    """The file cannot be read as a table; the message says what it is, where, and how to mend it."""


class Format(TextChoices):
    DELIMITED = "csv", _("Text with separators (CSV, TSV)")
    WORKBOOK = "xlsx", _("Excel workbook (XLSX)")
    FIXED = "fixed", _("Columns of fixed width")
    CDNOW = "cdnow", _("CDNOW purchase history")
    LINES = "jsonl", _("One JSON object a line (JSONL)")


class DateOrder(TextChoices):
    DAY_FIRST = "dmy", _("day, month, year")
    MONTH_FIRST = "mdy", _("month, day, year")
    YEAR_FIRST = "ymd", _("year, month, day")


class Limits:
    """What a file may be. Beyond it reading stops or the row becomes an error row; memory never grows with the file."""

    RECORD = 16 * 1024 * 1024  # characters of one row
    CELL = 8 * 1024 * 1024
    COLUMNS = 500
    SAMPLE = 1024 * 1024  # bytes that guesses are made from
    WORKBOOK = 768 * 1024 * 1024  # bytes of a workbook when unpacked
    WORKBOOK_RATIO = 200  # unpacked to packed, for parts of more than 16 MB


class Row(NamedTuple):
    """One row: its line in the file (from 1), its cells as text, and what is wrong with it as a whole ("" when nothing is)."""

    line: int
    cells: list[str]
    trouble: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How one file is read. `starts` are the columns' first characters in a fixed-width file. `names` are the columns in order:
    the header row's, or made up. `begins` is the line of the table's first row; a title may stand above it."""

    format: str = Format.DELIMITED.value
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    begins: int = 1
    has_header: bool = True
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    starts: tuple[int, ...] = ()
    date_order: str = DateOrder.DAY_FIRST.value
    decimal: str = "."
    names: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return dataclasses.asdict(self) | {"sheets": list(self.sheets), "starts": list(self.starts), "names": list(self.names)}

    @classmethod
    def from_dict(cls, saved: Mapping[str, Any]) -> "Reading":
        """From plain values; unknown ones are left out."""
        known = {field.name for field in dataclasses.fields(cls)}
        plain: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in saved.items() if key in known
        }
        return cls(**plain)

    def but(self, **changes: Any) -> "Reading":
        """The same with corrections."""
        return dataclasses.replace(self, **changes)
