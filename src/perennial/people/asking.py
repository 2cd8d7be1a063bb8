"""What lists of customers ask of rows in other tables: words of names, identities, birthdays; and of those who are gone."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.http import Http404
from django.urls import reverse

from perennial.people import queries
from perennial.people.choices import IdentityKind
from perennial.people.fields import beginning
from perennial.people.models import Anniversary, Identity, Party, SearchTerm
from perennial.people.models.anniversary import BIRTHDAY
from perennial.people.names import words_of
from perennial.people.normalise import clean_line
from perennial.records.choices import Operator
from perennial.records.compiling import days_of
from perennial.records.fields import Elsewhere, Rows
from perennial.records.kinds import Gone
from perennial.search.words import is_unspaced

_MOST_WORDS = 5
_BEGINNING = 3  # from so many letters on a word may be the beginning of one
# what is asked, and by what it is sorted: the indexes of customers that begin with the owner
LANES = frozenset({("name",), ("value",), ("last_order",), ("last_contact",), ("stage", "name"), ("city", "name")})


def words(operator: Operator, text: str) -> Sequence[tuple[Rows, str]]:
    return [(_terms(word), "party") for word in words_of(clean_line(text))[:_MOST_WORDS]]


def words_of_name(text: str) -> list[Rows]:
    """For each word of a text the words of names that begin so; one of a letter or two is meant as it stands: too many names
    begin so."""
    return [
        SearchTerm.objects.filter(term=word) if len(word) < _BEGINNING and not is_unspaced(word) else _terms(word)
        for word in words_of(clean_line(text))[:_MOST_WORDS]
    ]


def _terms(word: str) -> Rows:
    return SearchTerm.objects.filter(beginning("term", word))


def spellings_in_use(written: list[str]) -> list[str]:
    """Of the ways to write a city those that somebody uses: with one of them its index gives the order of names, too."""
    table = connection.ops.quote_name(Party._meta.db_table)
    used = f"EXISTS (SELECT 1 FROM {table} WHERE city = %s AND deleted_at IS NULL)"  # noqa: S608 (the name alone)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([used] * len(written))}", written)
        return [city for city, is_used in zip(written, cursor.fetchone(), strict=True) if is_used] or written[:1]


def domain(operator: Operator, text: str) -> Sequence[tuple[Rows, str]]:
    domain = "@" + text.casefold().rpartition("@")[2]
    return [(Identity.objects.filter(kind=IdentityKind.EMAIL, normal__endswith=domain), "party")]


def identities(kind: IdentityKind) -> Elsewhere:
    return Elsewhere(rows=lambda: Identity.objects.filter(kind=kind), path="normal", begun=str.casefold)


def identity_of(kind: IdentityKind, parties: Sequence[Party]) -> Mapping[int, str]:
    found = Identity.objects.filter(party__in=parties, kind=kind).order_by("is_primary", "-id")  # the last one wins
    return dict(found.values_list("party_id", "value"))


def birthdays() -> Rows:
    return Anniversary.objects.filter(name=BIRTHDAY)


def celebrated(operator: Operator, value: Any) -> Sequence[tuple[Rows, str]]:
    first, end = days_of(value)
    return [(birthdays().filter(queries.falling_within(first, (end - first).days)), "party")]


def birthdays_of(parties: Sequence[Party]) -> Mapping[int, Any]:
    return {birthday.party_id: birthday for birthday in birthdays().filter(party__in=parties)}


def gone(member: Any, party_id: int) -> Gone | None:
    """A deleted customer, for a member who may restore them."""
    try:
        party = queries.deleted_party_for(member, party_id)
    except Http404:
        return None
    at, url = party.deleted_at, reverse("people:restore", args=[party.pk])
    return Gone(name=party.name, by=party.deleted_by, at=at, restore_url=url) if at else None
