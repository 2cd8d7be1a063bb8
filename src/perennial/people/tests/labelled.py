"""The labelled customers as records, and the pairs of them that meet."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path

from perennial.people.matching.records import Record, add_identity, place_of, record_of
from perennial.people.normalise import NotAnIdentity, normal_email, normal_phone
from perennial.people.tests.meeting import count_namesakes, pairs_that_meet

FOLDER = Path(__file__).parent
Labelled = list[tuple[Record, str, str]]  # each with its customer's number and the kind of case


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a file of labelled customers."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def records_in(rows: Iterable[Mapping[str, str]]) -> Labelled:
    """Rows as they are compared."""
    found = []
    for number, row in enumerate(rows, 1):
        record = record_of(number, row["kind"], row["name"], row["given"], row["family"], row["city"], row["website"])
        try:
            if row["email"]:
                add_identity(record, "email", "", normal_email(row["email"]))
            if row["phone"]:
                add_identity(record, "phone", "", normal_phone(row["phone"], "DE"))
        except NotAnIdentity:
            pass  # a slip of the finger; nobody could have kept it
        if row["street"]:
            record.places.append(place_of(row["street"], row["postcode"], row["city"]))
        if row["birthday"]:
            year, month, day = row["birthday"].split("-")
            record.birthday = (int(month), int(day), int(year) or None)
        found.append((record, row["customer"], row["case"]))
    count_namesakes(record for record, _customer, _case in found)
    return found


def labelled_pairs(labelled: Labelled) -> Iterator[tuple[Record, Record, bool]]:
    """The pairs that meet, and whether they are one customer."""
    customers = {record.id: customer for record, customer, _case in labelled}
    for one, other in pairs_that_meet(record for record, _customer, _case in labelled):
        yield one, other, customers[one.id] == customers[other.id]


def true_pairs(labelled: Labelled) -> set[tuple[int, int]]:
    """All pairs of one customer, whether they meet or not."""
    mine: defaultdict[str, list[int]] = defaultdict(list)
    for record, customer, _case in labelled:
        mine[customer].append(record.id)
    return {pair for ids in mine.values() for pair in combinations(sorted(ids), 2)}
