"""What a typed word may have meant."""

from django.db.models.functions import Length
from rapidfuzz.distance import OSA

from perennial.search.fields import beginning
from perennial.search.keys import bones_of, edits_allowed, is_comparable, keys_for, sound_of
from perennial.search.models import Word, WordKey
from perennial.search.words import is_unspaced

CANDIDATES = 2_000


def similar_words(vocabulary: int, typed: str, limit: int = 8) -> list[str]:
    """Words of the vocabulary that a typed word may have meant, the likeliest first: one query over its keys. A word that is
    not yet typed to its end is compared with the beginnings of others."""
    if not is_comparable(typed) or is_unspaced(typed):
        return []
    keys = sorted(keys_for(vocabulary, typed))
    found = WordKey.objects.filter(key__in=keys).values_list("term", flat=True).distinct()[:CANDIDATES]
    costs = {word: cost for word in found if word != typed and (cost := _cost(typed, word)) is not None}
    return sorted(costs, key=lambda word: (costs[word], word[0] != typed[0], abs(len(word) - len(typed)), word))[:limit]


def words_beginning(vocabulary: int, typed: str, limit: int = 200) -> list[str]:
    """Words of the vocabulary that begin like this, the shortest first; one query, a range of its index."""
    words = Word.objects.filter(beginning("term", typed), vocabulary=vocabulary)
    return list(words.order_by(Length("term"), "term").values_list("term", flat=True)[:limit])


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
    return 2.4 if bones_of(typed) and bones_of(typed) == bones_of(word) else None
