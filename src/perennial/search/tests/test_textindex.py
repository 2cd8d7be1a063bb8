"""Texts are found by the index, however often or seldom a word is in them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from perennial.search import textindex
from perennial.search.textindex import WALKED, TextIndex

NOTES = TextIndex("timeline_touchpoint")
MANY = 20_000


@pytest.fixture
def many_notes(db: None) -> None:
    """All hold a common word; one of the oldest, one of the middle and the newest a rare one."""
    NOTES.clear(0, 2**62)  # of records that other tests left without their trigger: a flush truncates
    rare = {2: "zinnias", MANY // 2: "zinnias", MANY: "zinnias"}
    NOTES.add((id_, f"{rare.get(id_, 'asked')} for an order") for id_ in range(1, MANY + 1))


@pytest.fixture
def swept(many_notes: None) -> None:
    """What PostgreSQL does by itself after so many rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT gin_clean_pending_list('{NOTES.table}_gin')")
        cursor.execute(f"ANALYZE {NOTES.table}")


def test_the_newest_come_first_and_each_once(many_notes: None) -> None:
    assert NOTES.find([["zinnias"]], 10) == [MANY, MANY // 2, 2]
    assert NOTES.find([["zinnias"]], 2) == [MANY, MANY // 2]
    assert NOTES.find([["zinnias"]], 10, before=MANY) == [MANY // 2, 2]
    assert NOTES.find([["zinnias"]], 10, before=2) == []
    assert NOTES.find([["order"]], 3) == [MANY, MANY - 1, MANY - 2]
    assert NOTES.find([["order"]], 3, before=3) == [2, 1]
    assert NOTES.held(["zinnias", "order", "nowhere"]) == {"zinnias", "order"}


@pytest.mark.postgres
@pytest.mark.parametrize(
    "groups",
    [
        [["zinnias"]],
        [["4711", "4711*"]],
        [["zinnias"], ["asked"]],
        [[f"golden{number}" for number in range(200)]],  # two letters are as many words of the vocabulary
    ],
)
def test_what_is_rare_or_nowhere_is_asked_of_the_index(swept: None, groups: list[list[str]]) -> None:
    plan = plan_of(groups, 20)
    [asked] = [line for line in plan if "Bitmap Index Scan" in line]
    assert f"{NOTES.table}_gin" in asked
    assert "never executed" not in asked
    assert walked(plan) == 20 * WALKED, "no more of the newest are looked through"


@pytest.mark.postgres
def test_what_is_common_is_found_among_the_newest(swept: None) -> None:
    plan = plan_of([["order"]], 20)
    [index] = [line for line in plan if "Bitmap Heap Scan" in line]
    assert "never executed" in index
    assert walked(plan) == 20


@pytest.mark.postgres
def test_what_was_common_until_lately_is_walked_to(swept: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index would name almost all."""
    monkeypatch.setattr(textindex, "LOOKED", 100)
    NOTES.clear(MANY - 20 * WALKED, MANY)
    NOTES.add((id_, "nothing else") for id_ in range(MANY - 20 * WALKED + 1, MANY + 1))
    plan = plan_of([["order"]], 20)
    [index] = [line for line in plan if "Bitmap Heap Scan" in line]
    assert "never executed" in index
    assert NOTES.find([["order"]], 3) == [MANY - 20 * WALKED - number for number in (0, 1, 2)]


def plan_of(groups: list[list[str]], limit: int) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        NOTES.find(groups, limit)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF) {asked[0]['sql']}")
        return [line for (line,) in cursor.fetchall()]


def walked(plan: list[str]) -> float:
    """How many rows were read from the newest on, before it was asked whether the words are common."""
    line = next(line for line in plan if "Index Scan Backward" in line)
    return float(line.split("rows=")[1].split()[0])
