"""The look before an import promises what the import does: whatever a file says, and wherever its chunks end."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from perennial.connect.actions import begin_import, check_import, running, set_mapping, start_import
from perennial.connect.actions.running import Told, run_import
from perennial.connect.models import Import
from perennial.connect.tests.bringing import bring, counts
from perennial.people.actions import Known, create_party, delete_party
from perennial.records.models import CustomField
from perennial.records.tests.defining import Define
from perennial.team.models import Member

PERSONS = ("external", "name", "given_name", "family_name", "email", "phone", "city", "birthday", "tags")
ORDERS = ("number", "external", "email", "phone", "name", "placed", "sku", "amount", "currency")
IDS = st.sampled_from(("", "", "C-1", "C-2", "C-3", "C-8", "C-9", "till:9", "C-2; till:9"))
NAMES = st.sampled_from(("", "Ann Lee", "Bo Lee", "Cy Fox", "Dee"))
PARTS = st.sampled_from(("", "", "Ann", "Lee"))
EMAILS = st.sampled_from(("", "", "ann@x.example", "bo@x.example", "cy@x.example", "ann@x.example; new@x.example", "ann at x"))
PHONES = st.sampled_from(("", "", "+49 30 123456", "+49 30 999999", "call me"))
CITIES = st.sampled_from(("", "Bonn", "Köln"))
CARDS = st.sampled_from(("", "7", "8", "9"))
MESSY = st.tuples(
    IDS, NAMES, PARTS, PARTS, EMAILS, PHONES, CITIES, st.sampled_from(("", "1980-02-29", "31.31.2000")),
    st.sampled_from(("", "vip", "vip; new")), CARDS,
)  # fmt: skip
SALES = st.tuples(
    st.sampled_from(("", "A-1", "A-2", "A-3")), IDS, EMAILS, PHONES, NAMES,
    st.sampled_from(("2026-03-01", "2026-03-02", "2126-01-01", "")), st.sampled_from(("", "T1")),
    st.sampled_from(("10", "2.50", "lots", "-9")), st.sampled_from(("", "EUR", "USD")),
)  # fmt: skip
ANN = ("Ann", "", "", "ann@x.example", "", "", "", "", "")
RULES = st.sampled_from(("auto", "auto", "email", "name", "external", "phone"))
Row = tuple[str, ...]

anyhow = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def business(olive: Member, define: Define) -> CustomField:
    """Customers whom files name in several ways, one with two ids, one deleted, two who share a name; cards of one each."""
    card = define("Card", is_unique=True)
    rows = [
        ["C-1", "Ann Lee", "Ann", "Lee", "ann@x.example; work@x.example", "+49 30 123456", "Bonn", "", "", "7"],
        ["C-2; till:9", "Bo Lee", "", "", "bo@x.example", "", "Köln", "", "vip", "8"],
        ["", "Cy Fox", "", "", "cy@x.example", "", "", "1980-02-29", "", ""],
        ["", "Cy Fox", "", "", "", "+49 30 999999", "Bonn", "", "", ""],
    ]
    bring("persons", written(rows), mapping=dict(enumerate((*PERSONS, card.key))))
    gone = create_party(by=olive, name="Gone", identities=[Known("external", "C-3", "import")])
    delete_party(gone, by=olive)
    bring("orders", written([["A-1", "C-1", "", "", "", "2026-03-01", "T1", "10", "EUR"]]), mapping=dict(enumerate(ORDERS)))
    return card


def written(rows: Sequence[Sequence[str]]) -> str:
    """A file of columns that have no names that mean anything."""
    file = io.StringIO()
    csv.writer(file).writerows([[f"column {n}" for n in range(len(rows[0]))], *rows])
    return file.getvalue()


def looked_and_done(
    kind: str, rows: Sequence[Row], fields: Sequence[str], *, told: Told = lambda phase, done, total: None, **options: Any
) -> tuple[Any, Any]:
    """What a look says of a file, and what its import says then; `told` is what happens between the chunks."""
    one = begin_import([written(rows).encode()], by=None, kind=kind, name="a.csv", options=options)
    set_mapping(one, dict(enumerate(fields)))
    check_import(one, by=None, queue=False)
    looked = said_of(run_import(one.pk, told=told))
    start_import(one, by=None, queue=False)
    return looked, said_of(run_import(one.pk, told=told))


def said_of(one: Import) -> Any:
    told: Counter[tuple[bool, str]] = Counter()  # not in which words: somebody may be called otherwise after the import
    for reason in one.reasons.get("all", ()):
        told[reason["refuses"], reason["column"]] += reason["count"]
    return one.trouble, counts(one), one.partly, one.read, told


@anyhow
@given(
    rows=st.lists(MESSY, min_size=1, max_size=9),
    at_once=st.integers(1, 4),
    match=RULES,
    mode=st.sampled_from(("both", "update")),
)
@example([("C-9", *ANN), ("C-8", *ANN)], 1, "auto", "both")
def test_persons(
    business: CustomField, monkeypatch: pytest.MonkeyPatch, rows: list[Row], at_once: int, match: str, mode: str
) -> None:
    monkeypatch.setattr(running, "ROWS_AT_ONCE", at_once)
    with transaction.atomic():
        looked, done = looked_and_done("persons", rows, (*PERSONS, business.key), match=match, mode=mode)
        transaction.set_rollback(True)
    assert looked == done


@anyhow
@given(rows=st.lists(SALES, min_size=1, max_size=9), at_once=st.integers(1, 4), match=RULES, create=st.booleans())
def test_orders(
    business: CustomField, monkeypatch: pytest.MonkeyPatch, rows: list[Row], at_once: int, match: str, create: bool
) -> None:
    monkeypatch.setattr(running, "ROWS_AT_ONCE", at_once)
    with transaction.atomic():
        looked, done = looked_and_done("orders", rows, ORDERS, match=match, create_customers=create)
        transaction.set_rollback(True)
    assert looked == done
