"""The rows that could not be imported, or not whole, as files that can be mended and imported again."""

import csv
import secrets
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from perennial.connect.kinds import kind_of
from perennial.connect.kinds.base import Kind
from perennial.connect.models import Import, RowError
from perennial.connect.reading import Reading, read_rows
from perennial.connect.writing import harmless

_AT_ONCE = 500


def reason_column() -> str:
    """What the last column of such a file is called, by which it is known when it comes again."""
    return _("Reason")


def write_error_file(one: Import, *, brought: bool = False) -> Path:
    """Write errors.csv beside the import's file: its header, its wrong rows as they stand, and why in a last column. With
    `brought`, left-out.csv of the rows that were brought without some of their cells, which leads to their records."""
    path = one.folder / ("left-out.csv" if brought else "errors.csv")
    if not one.source.exists() and path.exists():  # it was written before the upload was taken away
        return path
    part = one.folder / f"errors-{secrets.token_hex(4)}.part"  # two may ask for it at once
    reading, kind = Reading.from_dict(one.reading), kind_of(one.kind)
    leading = _leading(one, kind) if brought else {}
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*map(harmless, reading.names), *leading.values(), reason_column()])
        width = len(reading.names)
        found = wrong_rows(one, reading, brought=brought)
        while rows := list(islice(found, _AT_ONCE)):
            known = kind.handles([handle for _cells, _why, handle in rows]) if leading else {}
            for cells, why, handle in rows:
                padded = [harmless(_printable(cell)) for cell in (cells + [""] * width)[:width]]
                writer.writerow([*padded, *(known.get(handle, {}).get(key, "") for key in leading), harmless(why)])
    return part.replace(path)


def _leading(one: Import, kind: Kind) -> Mapping[str, str]:
    """The columns that lead to the records: {field: what an import calls it}; those that the file has are not repeated."""
    return {key: name for key, name in kind.leading.items() if key not in one.mapping.values()}


def wrong_rows(one: Import, reading: Reading, *, brought: bool = False) -> Iterator[tuple[list[str], str, str]]:
    """(cells, reason, handle) in the order of the file: one pass over it beside one pass over the errors."""
    errors: Iterator[Any] = (
        RowError.objects.filter(of=one, is_brought=brought).order_by("line").values_list("line", "why", "handle").iterator(2000)
    )
    wanted = next(errors, None)
    for row in read_rows(one.source, reading):
        if wanted is None:
            return
        if row.line == wanted[0]:
            yield row.cells, wanted[1], wanted[2]
            wanted = next(errors, None)


def _printable(cell: str) -> str:
    return cell.encode("utf-8", "replace").decode()
