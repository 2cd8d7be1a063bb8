"""The rows that could not be imported, as a file that can be mended and imported again."""

import csv
import secrets
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from perennial.connect.models import Import, RowError
from perennial.connect.reading import Reading, read_rows
from perennial.connect.writing import harmless


def write_error_file(one: Import) -> Path:
    """Write errors.csv beside the import's file: its header, its wrong rows as they stand, and why in a last column."""
    path = one.folder / "errors.csv"
    if not one.source.exists() and path.exists():  # it was written before the upload was taken away
        return path
    part = one.folder / f"errors-{secrets.token_hex(4)}.part"  # two may ask for it at once
    reading = Reading.from_dict(one.reading)
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*map(harmless, reading.names), _("Reason")])
        width = len(reading.names)
        for cells, why in wrong_rows(one, reading):
            padded = (cells + [""] * width)[: max(width, len(cells))]
            writer.writerow([harmless(_printable(cell)) for cell in padded[:width]] + [harmless(why)])
    return part.replace(path)


def wrong_rows(one: Import, reading: Reading) -> Iterator[tuple[list[str], str]]:
    """(cells, reason) in the order of the file: one pass over it beside one pass over the errors."""
    errors = RowError.objects.filter(of=one).order_by("line").values_list("line", "why").iterator(2000)
    wanted = next(errors, None)
    for row in read_rows(one.source, reading):
        if wanted is None:
            return
        if row.line == wanted[0]:
            yield row.cells, wanted[1]
            wanted = next(errors, None)


def _printable(cell: str) -> str:
    return cell.encode("utf-8", "replace").decode()
