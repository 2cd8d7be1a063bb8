"""What looks like agreement and is none: a birthday that a file gives to everybody, and names that share a particle."""

from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from perennial.people.actions import Known, create_party
from perennial.people.actions.bulk import PartyRow, write_parties
from perennial.people.actions.suspecting import compare_changed, compare_everybody
from perennial.people.matching.comparing import evidence_of
from perennial.people.matching.crowds import FEWEST, USUAL, crowd_among, tenths_told
from perennial.people.matching.finding import LIKELY, weighed
from perennial.people.matching.names import words_in
from perennial.people.matching.reasons import fields_of, said_for
from perennial.people.matching.records import Record, record_of
from perennial.people.matching.weights import confidence_of
from perennial.people.models import Anniversary, Party, Suspicion, Uncompared
from perennial.team.models import Member

DEFAULT, OWN = (1, 1, 1980), (5, 17, 1962)


def named(id_: int, given: str, family: str) -> Record:
    record = record_of(id_, "person", f"{given} {family}", given, family, city="Zürich")
    record.birthday = DEFAULT
    return record


@pytest.mark.parametrize("customers", [1_000, 1_000_000])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Ayşe", "O’Neill"), ("Ayşe", "Öztürk")),
        (("Дмитрий", "O’Neill"), ("D’Arcy", "O’Neill")),
        (("Дмитрий", "O'Neill"), ("Дмитрий", "Öztürk")),
        (("John Q.", "Neill"), ("John", "Quint")),
        (("Maria", "Keller"), ("Martha", "Keller")),
    ],
)
def test_two_whose_names_differ_are_never_certain_by_birthday_and_city(
    one: tuple[str, str], other: tuple[str, str], customers: int
) -> None:
    evidence = evidence_of(named(1, *one), named(2, *other))
    assert {"birthday:same~", "place:city~"} < set(evidence)
    assert confidence_of(evidence, customers) < LIKELY


def test_an_apostrophe_parts_no_word() -> None:
    assert words_in("Ayşe O’Neill")[0] == words_in("AYSE O'NEILL")[0] == ["ayse", "oneill"]
    assert words_in("Мар’яна")[0] == words_in("Марʼяна")[0]
    assert words_in("’Abd al-Malik’")[0] == ["abd", "al", "malik"]


@pytest.fixture
def shared(olive: Member) -> None:
    """As many as may share a day do, the two who are compared not counted."""
    write_parties(PartyRow(f"Stranger {n}", birthday=DEFAULT) for n in range(FEWEST - 1))


def twice(by: Member, name: str, day: tuple[int, int, int]) -> tuple[Party, Party]:
    found = [
        create_party(by=by, name=name, city=city, identities=[Known("email", mail)])
        for city, mail in (("Bremen", "a.first@one.example"), ("Bremen", "z.second@two.example"))
    ]
    for party in found:
        Anniversary.objects.create(party=party, month=day[0], day=day[1], year=day[2])
    return found[0], found[1]


@pytest.mark.parametrize("look", [compare_changed, compare_everybody])
def test_a_birthday_that_very_many_have_tells_nothing(olive: Member, shared: None, look: Any) -> None:
    rare, common = twice(olive, "Robert Falk", OWN), twice(olive, "Ida Kessler", DEFAULT)
    look()
    assert Suspicion.objects.get(confidence__gte=LIKELY).first_id == rare[0].pk
    for confidence, evidence, crowd in (
        (*weighed(*(party.pk for party in rare)), False),
        (*weighed(*(party.pk for party in common)), True),
    ):
        assert ("birthday:crowded" in evidence) == crowd
        assert ("birthday:same" in evidence) != crowd
        assert (confidence < LIKELY) == crowd


def test_the_more_have_a_birthday_the_less_it_tells(olive: Member, shared: None) -> None:
    """From a day that is usual to one that tells nothing there is no step."""
    common = [party.pk for party in twice(olive, "Ida Kessler", DEFAULT)]
    told = []
    for number in range(FEWEST - 1):
        told.append(weighed(*common))
        Anniversary.objects.filter(party__name=f"Stranger {number}").delete()
    told.append(weighed(*common))
    confidences = [confidence for confidence, _evidence in told]
    assert confidences == sorted(confidences)
    assert max(later - earlier for earlier, later in pairwise(confidences)) < 0.25
    assert (confidences[0] < LIKELY, confidences[-1] >= LIKELY) == (True, True)
    assert "birthday:crowded" in told[0][1]
    assert any(word.startswith("birthday:same/") for word in told[3][1])
    assert "birthday:same" in told[-1][1]
    assert "Same birthday" in said_for(told[3][1])
    assert fields_of(told[3][1]) == fields_of(told[-1][1])


@pytest.mark.parametrize("customers", [100, 50_000, 1_000_000])
def test_what_a_day_tells_falls_evenly(customers: int) -> None:
    most = crowd_among(customers)
    tenths = [tenths_told(count, customers) for count in range(1, most + 2)]
    assert (tenths[0], tenths[int(most * USUAL) - 1], tenths[-2], tenths[-1]) == (10, 10, 1, 0)
    assert tenths == sorted(tenths, reverse=True)
    whole, part = (confidence_of([f"birthday:same{mark}"], customers) for mark in ("", "/5"))
    assert confidence_of([], customers) < part < whole


def test_crowds_are_counted_by_one_query_in_the_index(olive: Member, shared: None) -> None:
    def asked() -> list[str]:
        Uncompared.objects.bulk_create([Uncompared(party=party) for party in Party.objects.all()], ignore_conflicts=True)
        with CaptureQueriesContext(connection) as queries:
            compare_changed()
        return [query["sql"] for query in queries if "other.year" in query["sql"]]

    twice(olive, "Robert Falk", OWN)
    assert len(asked()) == 1
    twice(olive, "Ida Kessler", DEFAULT)
    assert len(asked()) == 1
