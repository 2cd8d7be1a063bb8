"""Finding customers: every script, every misspelling, and never an error."""

import string
from typing import Any

import pytest

from perennial.people.actions import add_identity, create_party, delete_party, edit_party, erase_party, note_view
from perennial.people.models import Party, SearchTerm
from perennial.people.queries import find_parties, recent_parties, searching
from perennial.search.models import Word, WordKey
from perennial.team.choices import Reach
from perennial.team.models import Member


def known(by: Member, *names: str) -> list[Party]:
    return [create_party(by=by, name=name) for name in names]


def names_found(by: Any, text: str) -> list[str]:
    return [found.party.name for found in find_parties(by, text)]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Anna Kowalski", "kowalzki"),  # another letter
        ("Anna Kowalski", "kowlaski"),  # swapped
        ("Anna Kowalski", "kowaski"),  # missing
        ("Anna Kowalski", "kowallski"),  # one too many
        ("Anna Kowalski", "kovalsky"),  # heard
        ("Anna Kowalski", "kowalzk"),  # misspelt and not yet at its end
        ("Anna Kowalski", "kowalski anna"),  # the other way round
        ("Anna Kowalski", "ana kowalsky"),  # both misspelt
        ("Ben Meier", "meyer"),
        ("Ben Maier", "meyer"),
        ("Ben Meyer", "mayr"),
        ("Jan Schmidt", "shmit"),
        ("Christopher Lee", "kristofer"),
        ("Eva Müller", "mueller"),
        ("Eva Müller", "muller"),
        ("Eva Mueller", "müller"),
        ("Eva Weiß", "weiss"),
        ("Søren Ødegård", "odegard"),
        ("Seán O’Brien", "obrien"),
        ("Seán O’Brien", "o'brien"),
        ("Jean-Luc Roy", "jeanluc"),
        ("Ian MacDonald", "mac donald"),
        ("Иван Щербаков", "щербаков"),
        ("Иван Щербаков", "shcherbakov"),
        ("Иван Щербаков", "щирбаков"),
        ("Пётр Чайковский", "tchaikovsky"),
        ("Γιώργος Παπαδόπουλος", "παπαδοπουλος"),
        ("Γιώργος Παπαδόπουλος", "papadopoulos"),
        ("محمد الأحمد", "محمد"),
        ("محمد الأحمد", "mohammed"),
        ("דוד כהן", "כהן"),
        ("דוד כהן", "cohen"),
        ("王小明", "小明"),
        ("王小明", "wang"),
        ("王小明", "xiaoming"),
        ("たなか はるか", "tanaka"),
        ("김민수", "민수"),
        ("김민수", "gim"),
        ("สมชาย ใจดี", "สมชาย"),
        ("अमित शर्मा", "शर्मा"),
        ("अमित शर्मा", "amit"),
    ],
)
def test_a_customer_is_found_however_the_name_is_typed(olive: Member, name: str, typed: str) -> None:
    known(olive, "Zoë Quill", name, "Bodo Ungar")
    assert name in names_found(olive, typed)


def test_what_is_written_so_comes_before_what_is_similar(olive: Member) -> None:
    known(olive, "Ann Meyer", "Ann Meier")
    found = find_parties(olive, "meier")
    assert [(hit.party.name, hit.meant) for hit in found] == [("Ann Meier", ""), ("Ann Meyer", "meyer")]


def test_what_was_opened_lately_and_often_comes_first(olive: Member) -> None:
    first, second, third = known(olive, "Ann Berg", "Bea Berg", "Cid Berg")
    for party in (third, second):
        note_view(party, by=olive)
    assert names_found(olive, "berg") == ["Bea Berg", "Cid Berg", "Ann Berg"]
    assert [party.pk for party in recent_parties(olive)] == [second.pk, third.pk]
    assert first not in recent_parties(olive)


def test_use_is_of_each_member(olive: Member, ana: Member) -> None:
    _first, second = known(olive, "Ann Berg", "Bea Berg")
    note_view(second, by=olive)
    assert names_found(ana, "berg") == ["Ann Berg", "Bea Berg"]


@pytest.mark.parametrize(
    "typed", ["+49 30 123456", "030 123456", "030/123456", "(030) 12 34 56", "004930123456", "030123", "٠٣٠١٢٣٤٥٦"]
)
def test_a_phone_number_is_found_in_any_form(olive: Member, typed: str) -> None:
    (party,) = known(olive, "Ann Berg")
    add_identity(party, "phone", "+49 30 123456", by=olive)
    assert names_found(olive, typed) == ["Ann Berg"]


@pytest.mark.parametrize("typed", ["ann.b", "ANN.B@", "ann.b@acme-tools.example", "acme-tools.ex", "@acme-tools", "acme"])
def test_an_address_is_found_by_its_beginning_and_by_its_domain(olive: Member, typed: str) -> None:
    (party,) = known(olive, "Susi Sorglos")
    add_identity(party, "email", "Ann.B@acme-tools.example", by=olive)
    assert names_found(olive, typed) == ["Susi Sorglos"]


def test_a_member_finds_only_what_is_within_reach(olive: Member, ana: Member) -> None:
    mine, others, _nobodys = known(olive, "Ann Berg", "Bea Berg", "Cid Berg")
    Party.objects.filter(pk=mine.pk).update(owner=ana)
    Party.objects.filter(pk=others.pk).update(owner=olive)
    note_view(others, by=ana)
    ana.reach = "own"
    for typed in ("berg", "bergg", "bea berg", "cid brg"):
        assert set(names_found(ana, typed)) <= {"Ann Berg"}
    assert names_found(ana, "berg") == ["Ann Berg"]
    assert recent_parties(ana) == []


def test_a_name_that_nobody_has_any_more_is_forgotten(olive: Member) -> None:
    party, _other = known(olive, "Xaver Unikat", "Xaver Gwinner")
    edit_party(party, by=olive, name="Xaver Gewohnt")
    assert not Word.objects.filter(term="unikat").exists()
    assert not WordKey.objects.filter(term="unikat").exists()
    delete_party(party, by=olive)
    assert "Xaver Gewohnt" not in names_found(olive, "gewohnt")
    party.refresh_from_db()
    erase_party(party, by=olive, typed_name="Xaver Gewohnt")
    assert not SearchTerm.objects.filter(term="gewohnt").exists()
    assert set(Word.objects.values_list("term", flat=True)) == {"xaver", "gwinner"}


NASTY = [
    "x" * 10_000,
    "a " * 5_000,
    "%",
    "_%_",
    "*",
    ".*",
    "(a+)+$",
    "[[[",
    "'; DROP TABLE people_party; --",
    '"',
    "''",
    "\\",
    "\x00",
    "ann\x00berg",
    "\ud800",
    "\u200f\u202e\u2066",
    "🧑‍🌾🌱",
    "﷽",
    "Z̷̡͝a̴l̵g̸o̶" * 50,
    "+",
    "@",
    "@@@",
    "+++---...",
    "0" * 400,
    "²³¼",
    "a" + "́" * 500,
    "OR AND NOT NEAR",
    "مرحبا\u200d",
    *string.punctuation,
]


@pytest.mark.parametrize("typed", NASTY)
def test_no_text_is_an_error(olive: Member, typed: str) -> None:
    known(olive, "Ann Berg")
    assert isinstance(find_parties(olive, typed), list)


def test_marks_of_direction_and_invisible_characters_hide_nothing(olive: Member) -> None:
    known(olive, "Ann Berg")
    assert names_found(olive, "\u200fann\u202c be\x00rg") == ["Ann Berg"]


@pytest.mark.parametrize("typed", ["berg", "ann berg", "anxn barg", "+49 30", "ann@x"])
def test_the_same_questions_are_asked_however_many_fit(olive: Member, typed: str, django_assert_max_num_queries: Any) -> None:
    known(olive, "Ann Berg", "Ann Berg", "Ann Berg")
    with django_assert_max_num_queries(14):
        find_parties(olive, typed)


@pytest.mark.parametrize("rare", [1, 5_000])
def test_two_words_find_those_within_reach_however_common_they_are(
    olive: Member, ana: Member, rare: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "_PROBE", rare)
    monkeypatch.setattr(searching, "_FEW", 0)
    known(olive, "Mara Stone", "Mara Berg", "Stefan Mahler")
    own = Party.objects.get(name="Mara Stone")
    Party.objects.filter(pk=own.pk).update(owner=ana)
    ana.reach = Reach.OWN
    assert names_found(olive, "ma s") == ["Mara Stone", "Stefan Mahler"]
    assert names_found(ana, "ma s") == ["Mara Stone"]
    assert names_found(ana, "ma b") == []
