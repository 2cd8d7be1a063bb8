"""Keys under which a misspelt word and the right one meet."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from perennial.search.keys import bones_of, edits_allowed, keys_for, keys_of, sound_of

WORDS = st.text(alphabet="abcdehimnorstuyzäж", min_size=3, max_size=7)


@given(WORDS, WORDS)
def test_words_within_the_allowed_edits_share_a_key(one: str, other: str) -> None:
    if OSA.distance(one, other) <= min(edits_allowed(one), edits_allowed(other)):
        assert keys_of(1, one) & keys_for(1, other)


@pytest.mark.parametrize(
    "same",
    [
        ("meier", "meyer", "maier", "mayer", "mayr"),
        ("schmidt", "schmitt", "shmit", "schmid"[:6] + "t"),
        ("christopher", "kristofer", "cristoffer"),
        ("philipp", "filip", "phillip"),
        ("kowalski", "kovalsky"),
    ],
)
def test_what_sounds_alike_has_one_sound(same: tuple[str, ...]) -> None:
    assert len({sound_of(word) for word in same}) == 1


def test_what_sounds_otherwise_has_another() -> None:
    names = ("meier", "miller", "moreno", "maria", "schulz", "schmidt", "berg", "bergman")
    assert all(sound_of(one) != sound_of(other) for one, other in itertools.combinations(names, 2))


def test_vowels_that_a_script_does_not_write_do_not_count() -> None:
    assert bones_of("mohammed") == bones_of("mhmd") == bones_of("muhammad")
    assert keys_of(1, "mhmd") & keys_for(1, "mohammed")
    assert bones_of("иванов") == ""


def test_vocabularies_are_kept_apart() -> None:
    assert not keys_of(1, "berg") & keys_for(2, "berg")
