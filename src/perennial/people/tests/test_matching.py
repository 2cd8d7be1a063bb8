"""Finding records of one customer, measured on labelled customers: how many are found, how often it is right, and whether the
confidence is what it says."""

import pytest

from perennial.people.matching.comparing import evidence_of
from perennial.people.matching.finding import CERTAIN, RIGHT_OF_100
from perennial.people.matching.keys import keys_of
from perennial.people.matching.names import firm_words, latin, likeness, words_in
from perennial.people.matching.records import canonical_email, place_of, record_of
from perennial.people.matching.weights import confidence_of
from perennial.people.tests.labelled import Labelled, labelled_pairs, records_in, rows_of, true_pairs

SHOWN = 0.5


@pytest.fixture(scope="module")
def labelled() -> Labelled:
    return records_in(rows_of("labelled.csv"))


@pytest.fixture(scope="module")
def weighed(labelled: Labelled) -> list[tuple[float, bool]]:
    return [(confidence_of(evidence_of(one, other), len(labelled)), same) for one, other, same in labelled_pairs(labelled)]


def measured(weighed: list[tuple[float, bool]], true: int, least: float) -> tuple[float, float]:
    """Precision and recall of the pairs from a confidence on."""
    found = [same for confidence, same in weighed if confidence >= least]
    return sum(found) / len(found), sum(found) / true


def test_most_are_found_and_most_that_is_found_is_right(labelled: Labelled, weighed: list[tuple[float, bool]]) -> None:
    precision, recall = measured(weighed, len(true_pairs(labelled)), SHOWN)
    assert precision >= 0.9
    assert recall >= 0.73


def test_the_certain_ones_are(labelled: Labelled, weighed: list[tuple[float, bool]]) -> None:
    """As often as the screens say before they merge all of them."""
    precision, recall = measured(weighed, len(true_pairs(labelled)), CERTAIN)
    assert round(precision * 100) == RIGHT_OF_100
    assert recall >= 0.45


def test_records_of_one_customer_meet(labelled: Labelled, weighed: list[tuple[float, bool]]) -> None:
    assert sum(same for _confidence, same in weighed) / len(true_pairs(labelled)) >= 0.92
    assert len(weighed) < 4 * len(labelled)


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.1), (0.1, 0.5), (0.5, 0.9), (0.9, 0.97), (0.97, 1.0)])
def test_the_confidence_is_the_share_that_is_right(weighed: list[tuple[float, bool]], low: float, high: float) -> None:
    some = [(confidence, same) for confidence, same in weighed if low <= confidence < high]
    said = sum(confidence for confidence, _same in some) / len(some)
    right = sum(same for _confidence, same in some) / len(some)
    assert abs(said - right) < 0.12, (said, right, len(some))


def test_among_very_many_what_agrees_by_chance_is_worth_less() -> None:
    """Of a.smith at two providers there are ever more; one mailbox is one person's, however many customers there are."""
    by_chance, own = ("email:box~", "name:family"), ("email:same", "name:same_rare")
    few, many = (confidence_of(by_chance, customers) for customers in (1_000, 1_000_000))
    assert few == confidence_of(by_chance, 0) > 2 * many
    assert confidence_of(own, 1_000_000) > 0.97


def test_the_hard_ones_by_hand() -> None:
    labelled = records_in(rows_of("labelled_by_hand.csv"))
    cases = {record.id: case for record, _customer, case in labelled}
    missed = dict.fromkeys(true_pairs(labelled))
    wrong = []
    for one, other, same in labelled_pairs(labelled):
        confidence = confidence_of(evidence_of(one, other), len(labelled))
        if same and confidence >= SHOWN:
            missed.pop((one.id, other.id))
        if not same and confidence >= SHOWN:
            wrong.append((cases[one.id], round(confidence, 2), evidence_of(one, other)))
    assert not wrong
    assert not [cases[one] for one, _other in missed]


@pytest.mark.parametrize(
    ("one", "other"),
    [("müller", "mueller"), ("Ångström", "angstrom"), ("Екатерина", "ekaterina"), ("김", "gim"), ("Straße", "strasse")],
)
def test_words_are_compared_in_latin_letters(one: str, other: str) -> None:
    assert latin(one) == latin(other)


@pytest.mark.parametrize(
    ("one", "other"), [("robert", "bob"), ("katya", "ekaterina"), ("meier", "mayr"), ("mohamed", "muhammad"), ("j", "john")]
)
def test_words_are_alike_across_spellings_and_short_forms(one: str, other: str) -> None:
    assert likeness(one, other) >= 0.86


@pytest.mark.parametrize(("one", "other"), [("maria", "marta"), ("hans", "horst"), ("j", "anna"), ("kim", "lee")])
def test_other_names_are_not(one: str, other: str) -> None:
    assert likeness(one, other) < 0.86


def test_forms_of_address_and_of_law_are_no_part_of_a_name() -> None:
    assert words_in("Herr Dr. Max Hart jun.") == (["max", "hart"], frozenset({"ju"}))
    assert firm_words("Nordlicht Optik GmbH & Co. KG") == ["nordlicht", "optik"]
    assert firm_words("株式会社さくら印刷") == firm_words("さくら印刷")
    assert firm_words("The Company") == ["the", "company"]


def test_one_mailbox_has_one_form() -> None:
    assert canonical_email("j.o.e+shop@googlemail.com") == canonical_email("joe@gmial.com") == "joe@gmail.com"
    assert canonical_email("+@x.example") == "+@x.example"


def test_streets_are_compared_without_their_kind_of_spelling() -> None:
    assert place_of("Hauptstraße 5", "D-10115", "Berlin") == place_of("Hauptstr. 5\nHinterhaus", "d 10115", "berlin")


@pytest.mark.parametrize("name", ["", "🎈", "—", "א" * 200, "\u0e01" * 60, "1 2 3"])
def test_any_text_is_a_name(name: str) -> None:
    record = record_of(1, "person", name)
    assert isinstance(keys_of(record), set)
    assert evidence_of(record, record_of(2, "person", "Ann"))
