"""The words of customers' names: which are still held, and how older customers are indexed anew."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef

from perennial.people.actions.bulk_changes import index_parties
from perennial.people.models import Party, SearchTerm
from perennial.search.models import Vocabulary, Word


def held_in_names(words: Collection[str]) -> set[str]:
    """Those of the words that are in somebody's name; one look into the index for each."""
    held = Exists(SearchTerm.objects.filter(term=OuterRef("term")))
    known = Word.objects.filter(held, vocabulary=Vocabulary.NAMES, term__in=list(words))
    return set(known.values_list("term", flat=True))


def index_names(after: int, size: int) -> int | None:
    """Write the search terms of the next customers after an id anew; gives the last of them, None when there is none."""
    parties = list(Party.objects.filter(pk__gt=after).order_by("pk")[:size])
    index_parties(parties)
    return parties[-1].pk if parties else None
