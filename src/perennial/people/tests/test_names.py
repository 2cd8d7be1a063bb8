"""How names sort and are found."""

import pytest

from perennial.people.names import folded, full_name, sort_name, terms_of, words_of


@pytest.mark.parametrize(
    ("text", "fold"),
    [
        ("Ångström", "angstrom"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Łukasz", "lukasz"),
        ("ｆｕｌｌ", "full"),
        ("Ёлка", "елка"),
    ],
)
def test_case_accents_and_widths_fold_away(text: str, fold: str) -> None:
    assert folded(text) == fold


def test_the_family_name_sorts_first_where_it_is_known() -> None:
    assert sort_name("Ann Ångström", "Ann", "Ångström") == "angstrom ann"
    assert sort_name("Harbour & Vale") == "harbour vale"
    assert sort_name("😀") > sort_name("ÿ")


def test_parts_become_a_name_as_their_script_writes_it() -> None:
    assert full_name("Ann", "Ångström") == "Ann Ångström"
    assert full_name("千尋", "遠藤") == "遠藤千尋"
    assert full_name("도윤", "강") == "강도윤"
    assert full_name("Yoko", "佐藤") == "Yoko 佐藤"
    assert full_name("陽子", "") == "陽子"


def test_words_of_every_script() -> None:
    assert words_of("O’Neil-Smith") == ["o", "neil", "smith"]
    assert words_of("स्मिता पाटिल") == ["स्मिता", "पाटिल"]
    assert words_of("مُحَمَّد") == words_of("محمد")


def test_scripts_without_blanks_are_found_from_within() -> None:
    assert "太郎" in terms_of(["山田太郎"])
    assert "철수" in terms_of(["김철수"])


def test_terms_are_few_and_short() -> None:
    assert len(terms_of([" ".join(f"w{n}" for n in range(5000))])) <= 40
    assert all(len(term) <= 60 for term in terms_of(["x" * 5000]))


def test_phones_are_terms_as_they_are_dialled() -> None:
    assert "030123456" in terms_of(["Ann"], ["+4930123456"])
