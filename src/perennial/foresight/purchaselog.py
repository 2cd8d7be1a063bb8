"""Reading a bare purchase log: a CSV file with customer, date and, if known, quantity and amount. Nothing is imported."""

import csv
import dataclasses
import datetime as dt
from array import array
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np

from perennial.foresight.science.histories import Log

_NEEDED, _KNOWN = ("customer", "date"), ("customer", "date", "quantity", "amount")
_EPOCH = dt.date(1970, 1, 1).toordinal()
_LONGEST_FIELD = 1_000_000


class PurchaseLogError(ValueError):
    """What is wrong with the file, where, and how to mend it."""


@dataclasses.dataclass(frozen=True, slots=True)
class PurchaseLog:
    """A log whose customers are numbers, the `names` they stand for in the file (sorted), and whether it has amounts."""

    log: Log
    names: list[str]
    has_amounts: bool


def read_purchase_log(path: Path) -> PurchaseLog:
    """UTF-8, separated by comma, semicolon or tab, with a first line that names the columns in any order. Dates as 2026-03-31
    or 20260331, with or without a time of day after them; numbers with a decimal point. Days count from 1970-01-01. A line with
    a negative amount (or quantity, where there are no amounts) gives something back."""
    codes: dict[str, int] = {}
    who, day, worth = array("q"), array("q"), array("d")  # 24 bytes a line: ten million lines are no burden
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = _rows(file, path)
            places = _places(next(rows, (1, []))[1], path)
            for line, row in rows:
                customer, when, amount = _purchase(row, places, line)
                who.append(codes.setdefault(customer, len(codes)))
                day.append(when)
                worth.append(amount)
    except UnicodeDecodeError as error:
        raise PurchaseLogError(f"{path} is not UTF-8 (byte {error.start}). Save it as “CSV UTF-8” and try again.") from None
    except OSError as error:
        raise PurchaseLogError(f"{path} cannot be read: {error.strerror}.") from None
    if not who:
        raise PurchaseLogError(f"{path} has no purchases: there is nothing after its first line.")
    names = sorted(codes)
    place = np.empty(len(names), np.int64)
    place[[codes[name] for name in names]] = np.arange(len(names))
    log = Log.of(place[np.frombuffer(who, np.int64)], np.frombuffer(day, np.int64), np.frombuffer(worth))
    return PurchaseLog(log, names, "amount" in places)


def _rows(file: Iterator[str], path: Path) -> Iterator[tuple[int, list[str]]]:
    """Every line that is not empty, with its number."""
    first = next(file, "")
    separator = max(",;\t", key=first.count)
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(_again(first, file), delimiter=separator, strict=True)
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise PurchaseLogError(f"{path}, line {reader.line_num}: {error}. Check the quotes there.") from None
        if row is None:
            return
        if any(row):
            yield reader.line_num, row


def _again(first: str, file: Iterator[str]) -> Iterator[str]:
    yield first
    yield from file


def _places(head: list[str], path: Path) -> dict[str, int]:
    heads = [name.strip().casefold() for name in head]
    places = {name: place for place, name in enumerate(heads)}
    missing = [name for name in _NEEDED if name not in places]
    if missing:
        raise PurchaseLogError(
            f"{path}, line 1: there is no column {' and no column '.join(missing)}. The first line must name the columns: "
            f"customer,date and, if known, quantity,amount."
        )
    twice = [name for name in _KNOWN if heads.count(name) > 1]
    if twice:
        raise PurchaseLogError(f"{path}, line 1: there is more than one column {twice[0]}. Rename those that are not meant.")
    return {name: places[name] for name in _KNOWN if name in places}


def _purchase(row: list[str], places: dict[str, int], line: int) -> tuple[str, int, float]:
    if len(row) <= max(places.values()):
        raise PurchaseLogError(f"Line {line} has {len(row)} columns, fewer than the first line names.")
    customer = row[places["customer"]].strip()
    if not customer:
        raise PurchaseLogError(f"Line {line}: the customer is empty.")
    worth = next((_number(row[places[name]], name, line) for name in ("amount", "quantity") if name in places), 1.0)
    return customer, _day(row[places["date"]].strip(), line), worth


def _day(text: str, line: int) -> int:
    try:
        return _day_of(text)
    except ValueError:
        raise PurchaseLogError(f"Line {line}: “{text[:40]}” is no date. Write it as 2026-03-31.") from None


@lru_cache(maxsize=100_000)
def _day_of(text: str) -> int:
    length = 10 if "-" in text[:10] else 8
    if text[length:].strip() and text[length] not in "T ":
        raise ValueError(text)
    return dt.date.fromisoformat(text[:length]).toordinal() - _EPOCH


def _number(text: str, column: str, line: int) -> float:
    try:
        number = float(text) if text.strip() else 0.0
    except ValueError:
        raise PurchaseLogError(f"Line {line}: “{text[:40]}” is no number ({column}). Write it as 1234.50.") from None
    if not np.isfinite(number) or abs(number) > 1e15:
        raise PurchaseLogError(f"Line {line}: “{text[:40]}” is out of range ({column}).")
    return number
