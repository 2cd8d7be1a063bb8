"""What a typed word may have meant."""

import dataclasses
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Length
from rapidfuzz.distance import OSA

from perennial.kernel.prepared import prepared
from perennial.search.fields import beginning
from perennial.search.keys import bones_of, edits_allowed, has_no_vowels, is_comparable, keys_for, sound_of
from perennial.search.models import Vocabulary, Word, WordKey
from perennial.search.words import is_unspaced, pairs_of, tokens_of, words_of

CANDIDATES = 2_000
LONGEST = 200  # characters of a text that are looked at
MOST_WORDS = 6


def similar_words(vocabulary: int, typed: str, limit: int = 8) -> list[str]:
    """Words of the vocabulary that a typed word may have meant, the likeliest first: one query over its keys. A word that is
    not yet typed to its end is compared with the beginnings of others."""
    if not is_comparable(typed) or is_unspaced(typed):
        return []
    found = _under_keys(tuple(sorted(keys_for(vocabulary, typed))))
    costs = {word: cost for word in found if word != typed and (cost := _cost(typed, word)) is not None}
    return sorted(costs, key=lambda word: (costs[word], word[0] != typed[0], abs(len(word) - len(typed)), word))[:limit]


def words_beginning(vocabulary: int, typed: str, limit: int = 200) -> list[str]:
    """Words of the vocabulary that begin like this, the shortest first; one query, a range of its index."""
    return _beginning(typed, vocabulary=vocabulary, limit=limit)


@prepared
def _under_keys(keys: tuple[int, ...]) -> "QuerySet[WordKey, str]":
    return WordKey.objects.filter(key__in=keys).values_list("term", flat=True).distinct()[:CANDIDATES]


@prepared
def _beginning(typed: str, *, vocabulary: int, limit: int) -> "QuerySet[Word, str]":
    words = Word.objects.filter(beginning("term", typed), vocabulary=vocabulary)
    return words.order_by(Length("term"), "term").values_list("term", flat=True)[:limit]


def _cost(typed: str, word: str) -> float | None:
    """How far a word is from the typed one; None when too far."""
    most = edits_allowed(typed)
    whole = OSA.distance(typed, word, score_cutoff=most)
    if whole <= most:
        return float(whole)
    if len(word) > len(typed) >= 4:
        part = min(OSA.distance(typed, word[: len(typed) + more], score_cutoff=most) for more in (-1, 0, 1))
        if part <= most:
            return part + 0.5
    if (sound := sound_of(typed)) and sound == sound_of(word):
        return 2.2
    return 2.4 if has_no_vowels(word) and bones_of(typed) == bones_of(word) != "" else None


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """What a text that is being typed asks of texts: for each word the words of the vocabulary that it may be, and the words
    that it was taken for where none is written like it."""

    groups: tuple[tuple[str, ...], ...] = ()
    meant: str = ""

    @classmethod
    def of(cls, text: str) -> "Wanted":
        """At most two queries a word. Words begin like the typed ones; one that nobody wrote is taken for similar ones."""
        groups: list[tuple[str, ...]] = []
        meant: list[str] = []
        for typed in words_of(text[:LONGEST])[:MOST_WORDS]:
            if is_unspaced(typed) and len(typed) > 1:
                groups += [(pair,) for pair in pairs_of(typed)]
                meant.append(typed)
                continue
            known = _written_like(typed)
            groups.append(tuple(known or similar_words(Vocabulary.TEXTS, typed)))
            meant.append(typed if known else next(iter(groups[-1]), typed))
        taken_for = " ".join(meant)
        return cls(tuple(groups), taken_for if groups and taken_for != " ".join(words_of(text[:LONGEST])[:MOST_WORDS]) else "")

    @classmethod
    def by(cls, member: Any, text: str) -> "Wanted":
        """The same, worked out once for all sources that are asked on a request: remembered on its member."""
        known: tuple[str, Wanted] | None = member.__dict__.get("_wanted_of_texts")
        if known is None or known[0] != text:
            known = member.__dict__["_wanted_of_texts"] = (text, cls.of(text))
        return known[1]

    def held_in(self, text: str) -> set[int]:
        """Which of the typed words a text has, by their places."""
        own = tokens_of(text)
        starts = [tuple(word[:-1] for word in group if word[-1] == "*") for group in self.groups]
        return {
            at
            for at, group in enumerate(self.groups)
            if any(word in group or (starts[at] and word.startswith(starts[at])) for word in own)
        }

    @property
    def words(self) -> frozenset[str]:
        """All words that fit."""
        return frozenset(word for group in self.groups for word in group)


def _written_like(typed: str) -> list[str]:
    """Numbers are not in the vocabulary: they are looked for whole and, from three digits on, as a beginning."""
    if any(c.isdigit() for c in typed):
        return [typed, f"{typed}*"] if len(typed) > 2 else [typed]
    return words_beginning(Vocabulary.TEXTS, typed)
