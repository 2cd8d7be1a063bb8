"""The fields of the business by whose values records are found, and by which of them one was."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from perennial.kernel.prepared import prepared
from perennial.records.custom.types import plain
from perennial.records.models.customfield import CustomField
from perennial.search.queries import Wanted
from perennial.search.snippets import Piece, snippet


def fields_searched(holder: str) -> list[CustomField]:
    """The fields whose values search finds, with their options: two queries, one where there are none."""
    return _searched(holder=holder)


@prepared
def _searched(*, holder: str) -> QuerySet[CustomField]:
    return CustomField.objects.kept().of(holder).filter(is_searchable=True).prefetch_related("options")


def searched_texts(fields: Iterable[CustomField], custom: Mapping[str, Any]) -> list[str]:
    """The texts of a record by which search finds it: numbers as they are written, choices by their names."""
    return [plain(field, custom[field.stored_as]) for field in fields if custom.get(field.stored_as) is not None]


def said_found(found: tuple[CustomField, str] | None, words: Collection[str]) -> tuple[Piece, ...]:
    """The field by which something was found and the part of its text with the words, as a hit of the search shows it."""
    return ((f"{found[0].name}: ", False), *snippet(found[1], words)) if found else ()


def found_by_words(fields: Iterable[CustomField], custom: Mapping[str, Any], called: str, wanted: Wanted) -> tuple[Piece, ...]:
    """The same for a record whose words are in a `TextIndex`; nothing when what it is `called` has all that is wanted."""
    missing = set(range(len(wanted.groups))) - wanted.held_in(called)
    return said_found(found_in(fields, custom, missing, wanted.held_in), wanted.words)


def found_in(
    fields: Iterable[CustomField], custom: Mapping[str, Any], missing: set[int], fitting: Callable[[str], set[int]]
) -> tuple[CustomField, str] | None:
    """By which field a record was found, and its text: the first that has one of the words that are `missing` from what the
    record is called. `fitting` says which of the typed words a text has, by their places."""
    for field in fields if missing else ():
        if (stored := custom.get(field.stored_as)) is not None and missing & fitting(text := plain(field, stored)):
            return field, text
    return None
