"""The columns of a list stand in the order in which they were put."""

import pytest
from django.http import QueryDict

from perennial.records.columns import chosen_columns, columns_to_choose
from perennial.records.forms import LookForm
from perennial.records.state import read_look
from perennial.records.tests.kind import BY_KEY, MEMBERS

KEYS = ["zone", "role", "joined"]


@pytest.mark.parametrize(
    ("move", "order"),
    [
        ("", ("joined", "zone", "role")),
        ("-zone", ("zone", "joined", "role")),
        ("zone", ("joined", "role", "zone")),
        ("-joined", ("joined", "zone", "role")),
        ("role", ("joined", "zone", "role")),
        ("shoe", ("joined", "zone", "role")),
    ],
)
def test_columns_are_moved_one_place_at_a_time(move: str, order: tuple[str, ...]) -> None:
    form = LookForm(QueryDict(f"column=joined&column=zone&column=role&column=zone&move={move}"), columns=KEYS, groups=[])
    assert form.is_valid()
    assert form.columns() == order


def test_what_is_shown_is_offered_first_in_its_order() -> None:
    chosen = chosen_columns(MEMBERS, BY_KEY, ["joined", "zone", "name", "shoe"])
    assert [field.key for field in chosen] == ["joined", "zone"]
    offered = columns_to_choose(MEMBERS, BY_KEY, chosen)
    assert [field.key for field, is_on in offered if is_on] == ["joined", "zone"]
    assert [field.key for field, is_on in offered if not is_on] == ["role", "seen", "active", "sessions"]


def test_a_column_is_drawn_once_however_often_it_is_named() -> None:
    chosen = chosen_columns(MEMBERS, BY_KEY, ["joined", *["zone"] * 5000, "joined"])
    assert [field.key for field in chosen] == ["joined", "zone"]
    assert read_look(QueryDict(f"col={'zone,' * 5000}"), BY_KEY).columns == ("zone",)
