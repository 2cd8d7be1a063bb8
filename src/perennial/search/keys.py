"""Keys under which a misspelt word and the right one meet: both with letters left out, or both by their sound.

A word and a misspelling that differ by some letters (missing, added, other or swapped ones) become the same when the right
letters are left out of both. So the keys of every word of the vocabulary are stored once (Wolf Garbe's SymSpell: symmetric
deletions of the beginning), and a typed word is answered by looking up its own.
"""

import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

LONGEST = 30  # what is longer is no word that somebody misspells
COMPARED = 7  # letters of the beginning that the deletions are made of
TWO_EDITS_FROM = 6
_DIGIT = re.compile(r"\d")
_VOWELS = re.compile("[aeiouyj]+")
_DOUBLED = re.compile(r"([^a])\1+")
# what sounds alike, the longest spelling first
_SOUNDS = (
    *(
        ("tsch", "k"),
        ("tch", "k"),
        ("sch", "s"),
        ("chr", "kr"),
        ("ch", "k"),
        ("sh", "s"),
        ("ph", "f"),
        ("th", "t"),
        ("kh", "k"),
    ),
    *(("gh", "g"), ("ck", "k"), ("qu", "k"), ("q", "k"), ("dt", "t"), ("tz", "s"), ("ts", "s"), ("cz", "s"), ("zh", "s")),
    *(("z", "s"), ("x", "ks"), ("w", "f"), ("v", "f")),
)
_SOFT_C = re.compile("c(?=[eiy])")


def edits_allowed(word: str) -> int:
    """How many letters of a word may be wrong: none up to two letters, one up to five, two above."""
    return 0 if len(word) < 3 else 1 if len(word) < TWO_EDITS_FROM else 2


def is_comparable(word: str) -> bool:
    """Whether a word is one that can be misspelt: letters, not too few and not too many."""
    return 3 <= len(word) <= LONGEST and not _DIGIT.search(word)


def keys_of(vocabulary: int, word: str) -> set[int]:
    """The keys under which a word of a vocabulary is stored: its beginning with up to two letters left out, its sound, and its
    consonants if it is written without vowels but the first letter."""
    forms = {*_beginnings(word), f"~{sound_of(word)}"}
    if has_no_vowels(word):
        forms.add(f"={bones_of(word)}")
    return {_number(f"{vocabulary}{form}") for form in forms - {"~", "="}}


def has_no_vowels(word: str) -> bool:
    """Whether a word is as scripts that write no vowels leave it: none but perhaps the first letter."""
    return _VOWELS.search(word, 1) is None


def keys_for(vocabulary: int, word: str) -> set[int]:
    """The keys by which a typed word looks for what it may have meant."""
    forms = {*_beginnings(word), f"~{sound_of(word)}", f"={bones_of(word)}"}
    return {_number(f"{vocabulary}{form}") for form in forms - {"~", "="}}


@lru_cache(maxsize=4096)
def sound_of(word: str) -> str:
    """How a word in Latin letters sounds, roughly and in no language: “meier”, “meyer” and “mayr” are the same, “schmidt” and
    “shmit” too, and “christopher” and “kristofer”. Empty for other scripts and where too little is left."""
    if not word.isascii():
        return ""
    word = _plainly(word)
    word = word[0] + word[1:].replace("h", "")
    word = _DOUBLED.sub(r"\1", _VOWELS.sub("a", word))
    return word if len(word) >= 3 else ""


@lru_cache(maxsize=4096)
def bones_of(word: str) -> str:
    """The consonants of a word in Latin letters: what scripts that write no vowels tell of it. “mohammed” and “mhmd” are the
    same."""
    if not word.isascii():
        return ""
    word = _DOUBLED.sub(r"\1", _plainly(word))
    bones = word[0] + _VOWELS.sub("", word[1:]).replace("h", "")
    return bones if len(bones) >= 2 else ""


def _plainly(word: str) -> str:
    for spelling, sound in _SOUNDS:
        word = word.replace(spelling, sound)
    return _SOFT_C.sub("s", word).replace("c", "k")


def _beginnings(word: str) -> Iterator[str]:
    start = word[:COMPARED]
    for left_out in range(edits_allowed(word) + 1):
        for gone in combinations(range(len(start)), left_out):
            yield "".join(c for place, c in enumerate(start) if place not in gone)


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)
