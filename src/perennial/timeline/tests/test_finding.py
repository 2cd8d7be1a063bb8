"""Finding touchpoints by what was said in them."""

from typing import Any

import pytest

from perennial.people.actions import create_party, delete_party, erase_party
from perennial.people.models import Party
from perennial.team.models import Member
from perennial.timeline.actions import (
    correct_touchpoint,
    delete_touchpoints,
    log_touchpoint,
    reinstate_touchpoint,
    withdraw_touchpoint,
)
from perennial.timeline.actions.bulk import TouchpointRow, write_touchpoints
from perennial.timeline.models import Touchpoint
from perennial.timeline.queries import entry_hits
from perennial.timeline.words import ENTRIES


@pytest.fixture
def ann(olive: Member) -> Party:
    return create_party(by=olive, name="Ann Berg")


def note(party: Party, by: Member, text: str) -> Touchpoint:
    return log_touchpoint(party_id=party.pk, kind="note", by=by, text=text)


def marked(by: Any, typed: str) -> list[list[str]]:
    """The marked pieces of each hit."""
    return [[text for text, is_word in hit.snippet if is_word] for hit in entry_hits(by, typed, 10)]


@pytest.mark.parametrize(
    ("text", "typed", "words"),
    [
        ("Wants the blue glaze in spring", "glaze", ["glaze"]),
        ("Wants the blue glaze in spring", "spr bl", ["blue", "spring"]),
        ("Wants the blue glaze in spring", "galze", ["glaze"]),
        ("Fragt nach der Größe", "grosse", ["Größe"]),
        ("Заказал синюю глазурь", "глазур", ["глазурь"]),
        ("下周送到东京都的店里", "东京", ["下周送到东京都的店里"]),
        ("ส่งของที่ร้านใหม่", "ร้าน", ["ส่งของที่ร้านใหม่"]),
        ("नया ग्राहक मिला", "ग्राहक", ["ग्राहक"]),
        ("Invoice 2024-4711 is late", "4711", ["4711"]),
        ("Invoice 2024-4711 is late", "471", ["4711"]),
    ],
)
def test_an_entry_is_found_and_shows_where(olive: Member, ann: Party, text: str, typed: str, words: list[str]) -> None:
    note(ann, olive, "Something else altogether")
    note(ann, olive, text)
    assert marked(olive, typed) == [words]


def test_the_newest_come_first_and_lead_to_their_place(olive: Member, ann: Party, client: Any) -> None:
    first, second = note(ann, olive, "glaze, green"), note(ann, olive, "glaze, blue")
    hits = entry_hits(olive, "glaze", 10)
    assert [hit.url.rpartition("-")[2] for hit in hits] == [str(second.pk), str(first.pk)]
    client.force_login(olive)
    assert f'id="entry-{first.pk}"' in client.get(hits[1].url).content.decode()


def test_a_correction_is_found_by_its_new_words_only(olive: Member, ann: Party) -> None:
    entry = note(ann, olive, "Wants zinnias")
    corrected = correct_touchpoint(entry, by=olive, text="Wants dahlias")
    assert entry_hits(olive, "zinnias", 10) == []
    assert len(entry_hits(olive, "dahlias", 10)) == 1
    withdraw_touchpoint(corrected, by=olive)
    assert entry_hits(olive, "dahlias", 10) == []
    reinstate_touchpoint(corrected, by=olive)
    assert len(entry_hits(olive, "dahlias", 10)) == 1


def test_whoever_deletes_an_entry_takes_its_words_away(olive: Member, ann: Party) -> None:
    entry = note(ann, olive, "Wants zinnias")
    delete_touchpoints(Touchpoint.objects.filter(pk=entry.pk), because="undo")
    assert ENTRIES.held(["zinnias", "wants"]) == set()


def test_erasing_a_customer_takes_the_words_of_its_entries_away(olive: Member, ann: Party) -> None:
    note(ann, olive, "Wants zinnias")
    delete_party(ann, by=olive)
    assert entry_hits(olive, "zinnias", 10) == [], "a deleted customer is not found"
    ann.refresh_from_db()
    erase_party(ann, by=olive, typed_name="Ann Berg")
    assert ENTRIES.held(["zinnias"]) == set()


def test_what_was_brought_in_in_bulk_is_found_once(olive: Member, ann: Party) -> None:
    moment = note(ann, olive, "first").happened_at
    rows = [TouchpointRow(ann.pk, "note", moment, text="Wants zinnias", key="k1")]
    write_touchpoints(rows)
    write_touchpoints(rows)
    assert len(ENTRIES.find([["zinnias"]], 10)) == 1


def test_a_member_finds_only_entries_of_customers_within_reach(olive: Member, ana: Member, ann: Party) -> None:
    note(ann, olive, "Wants zinnias")
    ana.reach = "own"
    assert entry_hits(ana, "zinnias", 10) == []
    Party.objects.filter(pk=ann.pk).update(owner=ana)
    assert len(entry_hits(ana, "zinnias", 10)) == 1


def test_one_s_own_few_entries_are_found_among_many_of_others(olive: Member, ana: Member, ann: Party) -> None:
    mine = create_party(by=olive, name="Bo Lund", owner=ana)
    note(mine, olive, "Wants zinnias")
    moment = note(ann, olive, "first").happened_at
    write_touchpoints(TouchpointRow(ann.pk, "note", moment, text="More zinnias") for _ in range(600))
    ana.reach = "own"
    assert [hit.title for hit in entry_hits(ana, "zinnias", 5)] == ["Bo Lund"]


@pytest.mark.parametrize(
    "typed",
    [
        "x" * 10_000,
        "a " * 5000,
        "%",
        "*",
        '"',
        "''",
        "\x00",
        "\ud800",
        "NEAR(",
        "OR",
        "AND NOT",
        "🌱",
        "\u202e",
        "-",
        "^a",
        "a:b",
        "(",
        "1*",
        "***",
    ],
)
def test_no_text_is_an_error(olive: Member, ann: Party, typed: str) -> None:
    note(ann, olive, "Wants zinnias or dahlias and not roses 🌱 a:b")
    assert isinstance(entry_hits(olive, typed, 10), list)


def test_the_index_lets_nothing_stay_behind(db: None) -> None:
    """A migration that rebuilds a table on SQLite loses its triggers: then it must make them again."""
    from django.db import connection

    names = (
        "SELECT tgname FROM pg_trigger"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(names)
        triggers = {name for (name,) in cursor.fetchall()}
    for table in ("timeline_touchpoint", "promises_followup", "purchases_product", "purchases_order", "purchases_orderline"):
        assert f"{table}_words_forget" in triggers
