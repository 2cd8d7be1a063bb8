"""Rows that look like a customer, like customers whom the file changes, and like each other: the look before says what becomes
of them, though the customers are compared anew while the import runs."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from perennial.connect.actions import running
from perennial.connect.tests.bringing import bring
from perennial.connect.tests.test_look_before import Row, looked_and_done
from perennial.people.actions.suspecting import compare_changed

FIELDS = ("external", "name", "email", "phone", "city", "birthday")
KNOWN = (
    ("C-1", "Robert Falk", "robert.falk@gmail.com", "+49 30 123456", "Bremen", "1980-02-29"),
    ("C-2", "Anna Berg", "anna.berg@gmail.com", "", "Köln", ""),
    ("", "Robert Falke", "", "", "Bremen", "1980-02-29"),
)
ALIKE = st.tuples(
    st.sampled_from(("", "", "", "C-1", "C-2", "C-7", "C-8")),
    st.sampled_from(("Robert Falk", "Bob Falk", "Falk Robert", "Robert Falke", "Anna Berg", "Ana Berg", "Anna Falk")),
    st.sampled_from(("", "robertfalk@googlemail.com", "robert.falk+a@gmail.com", "annaberg@gmail.com", "bob@falk.example")),
    st.sampled_from(("", "+49 30 123456", "+49 30 777777")),
    st.sampled_from(("", "Bremen", "Köln")),
    st.sampled_from(("", "1980-02-29", "1975-05-05")),
)
TWINS = [
    ("", "Bob Falk", "robertfalk@googlemail.com", "", "Bremen", ""),
    ("", "Bob Falk", "robert.falk+a@gmail.com", "", "Bremen", ""),
]
RENAMED = [
    ("C-1", "Anna Falk", "bob@falk.example", "+49 30 777777", "Köln", "1975-05-05"),
    ("", "Anna Falk", "", "", "Köln", "1975-05-05"),
    ("", "Bob Falk", "robertfalk@googlemail.com", "", "Bremen", ""),
]


def compare(_phase: str, _done: int, _total: int) -> None:
    """After each chunk another worker compares whoever changed."""
    compare_changed()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(ALIKE, min_size=1, max_size=9),
    at_once=st.integers(1, 4),
    alike=st.sampled_from(("skip", "update")),
    match=st.sampled_from(("auto", "auto", "email", "name")),
)
@example(TWINS, 1, "skip", "auto")
@example(TWINS, 1, "update", "auto")
@example(RENAMED, 1, "skip", "auto")
@example(RENAMED, 1, "update", "auto")
def test_they_become_what_the_look_before_says(
    workspace: object,
    monkeypatch: pytest.MonkeyPatch,
    rows: list[Row],
    at_once: int,
    alike: str,
    match: str,
) -> None:
    monkeypatch.setattr(running, "ROWS_AT_ONCE", at_once)
    with transaction.atomic():
        bring("persons", "\n".join(map(",".join, (FIELDS, *KNOWN))))
        compare_changed()
        looked, done = looked_and_done("persons", rows, FIELDS, told=compare, match=match, alike=alike)
        transaction.set_rollback(True)
    assert looked == done
