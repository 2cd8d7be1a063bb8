"""Keeping the vocabularies: a new word is learned with what holds it, a word that nothing holds is forgotten."""

from collections.abc import Collection, Iterable

from django.db import transaction

from perennial.kernel.bulk import bulk_delete, bulk_find, bulk_write, chunks
from perennial.search.keys import is_comparable, keys_of
from perennial.search.models import Word, WordKey
from perennial.search.sources import held_words
from perennial.search.words import is_unspaced

AT_ONCE = 2_000


@transaction.atomic(savepoint=False)
def learn_words(vocabulary: int, words: Iterable[str]) -> int:
    """Add the words that the vocabulary does not know, with their keys; gives how many were new. Numbers are not learned: they
    are found whole, and there is no end of them."""
    learned = 0
    for some in chunks((word for word in sorted(set(words)) if not any(c.isdigit() for c in word)), AT_ONCE):
        known = {term for number, term in bulk_find(Word, "term", some, ("vocabulary", "term")) if number == vocabulary}
        new = [word for word in some if word not in known]
        bulk_write(Word, ("term",), ((word,) for word in new), same={"vocabulary": vocabulary}, skip_conflicts=True)
        keys = (
            (key, word)
            for word in new
            if is_comparable(word) and not is_unspaced(word)
            for key in sorted(keys_of(vocabulary, word))
        )
        bulk_write(WordKey, ("key", "term"), keys)
        learned += len(new)
    return learned


@transaction.atomic(savepoint=False)
def forget_words(vocabulary: int, words: Collection[str]) -> int:
    """Forget those of the words that no record holds any more; gives how many. For whoever takes words away: a rare name is
    personal data, also without the rest."""
    gone = sorted(set(words) - held_words(vocabulary, words))
    known = [term for number, term in bulk_find(Word, "term", gone, ("vocabulary", "term")) if number == vocabulary]
    if known:
        Word.objects.filter(vocabulary=vocabulary, term__in=known).delete()
        keys = {key for word in known for key in keys_of(vocabulary, word)}
        found = bulk_find(WordKey, "key", keys, ("id", "term"))
        bulk_delete(WordKey, "id", [id_ for id_, term in found if term in set(known)])
    return len(known)


def sweep_words(vocabulary: int, after: str, size: int = AT_ONCE) -> str:
    """Forget what nothing holds among the next `size` words after one; gives the last word looked at, "" at the end."""
    words = Word.objects.filter(vocabulary=vocabulary, term__gt=after).order_by("term").values_list("term", flat=True)
    some = list(words[:size])
    forget_words(vocabulary, some)
    return some[-1] if len(some) == size else ""
