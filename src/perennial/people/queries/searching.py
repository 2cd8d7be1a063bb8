"""Finding customers by a text that is still being typed, in a fixed number of indexed queries."""

import dataclasses
import re
from collections.abc import Iterable
from typing import Any

import phonenumbers
from django.db import connection
from django.db.models import Exists, OuterRef, Q

from perennial.people.fields import LAST, beginning
from perennial.people.models import Identity, Party, SearchTerm, of_visible
from perennial.people.models.party import PartyQuerySet
from perennial.people.names import words_of
from perennial.people.normalise import clean_line
from perennial.people.queries.parties import visible_parties
from perennial.people.rules import may_see
from perennial.team.models import Workspace
from perennial.team.reach import sees_all

_LONGEST_QUERY = 100
_MOST_WORDS = 5
_FEW = 2_000  # customers within reach that are looked through one by one
_PROBE = 5000  # how far a word is counted to find the rarest one
_CANDIDATES = 20_000  # how many parties with the rarest word are looked through for the other words
_PHONE = re.compile(r"\+?[\d\s()./\-–]{3,}")


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """A party that was found, and the identity by which it was, if by one."""

    party: Party
    by: Identity | None = None


def find_parties(member: Any, text: str, limit: int = 10) -> list[Found]:
    """Kept parties whose name has words that begin like the typed ones, in any order, or that have an identity that begins like
    the text: an e-mail address, a phone number in any form, a handle, an external id. Exact words first, then by value.
    At most four queries, each a range of an index, whatever the text is; two more for a member who does not see all."""
    text = clean_line(text[: _LONGEST_QUERY * 4])[:_LONGEST_QUERY]
    if not text or not may_see(member):
        return []
    few = _looks_after_few(member)
    found = {hit.party.pk: hit for hit in _by_identity(member, text, limit, few)}
    for party in _by_words(member, text, limit, few):
        found.setdefault(party.pk, Found(party))
    return list(found.values())[:limit]


def _looks_after_few(member: Any) -> bool:
    """Whether so few customers are within a member's reach that looking through them is quicker than through everybody who
    is called or reached like the text."""
    return not sees_all(member) and visible_parties(member).order_by()[:_FEW].count() < _FEW


def _by_identity(member: Any, text: str, limit: int, few: bool) -> list[Found]:
    condition = Q()
    for prefix in _identity_prefixes(text):
        condition |= beginning("normal", prefix)
    if not condition:
        return []
    found = Identity.objects.filter(condition).select_related("party")
    found = found.filter(party__in=visible_parties(member).values("pk")) if few else found.filter(of_visible(member))
    known = found[: limit * 4]
    exact = {text, text.casefold()}
    return [Found(i.party, i) for i in sorted(known, key=lambda i: (i.normal not in exact, -i.party.value_minor, i.pk))]


def _identity_prefixes(text: str) -> set[str]:
    if " " in text and not _PHONE.fullmatch(text):
        return set()
    prefixes = {text.casefold().lstrip("@"), text, text.upper()} if len(text) > 1 else set()
    if _PHONE.fullmatch(text):
        digits = "".join(c for c in text if c.isdecimal())
        prefixes.add(digits)
        if text.startswith("+"):
            prefixes.add(f"+{digits}")
        elif digits.startswith("00"):
            prefixes.add(f"+{digits[2:]}")
        elif code := phonenumbers.country_code_for_region(Workspace.current().country or "ZZ"):
            prefixes.add(f"+{code}{digits.removeprefix('0')}")
    return {prefix for prefix in prefixes if len(prefix) > 1}


def _by_words(member: Any, text: str, limit: int, few: bool) -> list[Party]:
    words = ["".join(c for c in text if c.isdecimal())] if _PHONE.fullmatch(text) else words_of(text)[:_MOST_WORDS]
    if not words:
        return []
    parties = visible_parties(member)
    if few:
        return _ranked(_with_words(parties, words)[: limit * 3], words, limit)
    first, *others = _rarest_first(words) if len(words) > 1 else words
    terms = SearchTerm.objects.filter(beginning("term", first)).order_by("term", "party_id")
    if others:
        candidates = terms.values("party_id")[:_CANDIDATES]
        found = list(_with_words(parties, others).filter(pk__in=candidates)[: limit * 3])
    else:
        rows = terms.filter(of_visible(member)).values_list("party_id", flat=True)[: limit * 3]
        found = list(parties.filter(pk__in=list(dict.fromkeys(rows))))
    return _ranked(found, words, limit)


def _with_words(parties: PartyQuerySet, words: list[str]) -> PartyQuerySet:
    """Those who have every word, asked one by one."""
    for word in words:
        parties = parties.filter(Exists(SearchTerm.objects.filter(beginning("term", word), party=OuterRef("pk"))))
    return parties


def _ranked(found: Iterable[Party], words: list[str], limit: int) -> list[Party]:
    return sorted(found, key=lambda party: (-_exactness(party, words), -party.value_minor, party.sort_name, party.pk))[:limit]


def _rarest_first(words: list[str]) -> list[str]:
    """The words, the one that the fewest names have first: one query that counts each no further than needed."""
    table = connection.ops.quote_name(SearchTerm._meta.db_table)
    count = f"(SELECT count(*) FROM (SELECT 1 FROM {table} WHERE term >= %s AND term < %s LIMIT {_PROBE}) AS few)"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([count] * len(words))}", [part for w in words for part in (w, w + LAST)])
        counts = dict(zip(words, cursor.fetchone() or (), strict=True))
    return sorted(words, key=lambda word: (counts[word], -len(word)))


def _exactness(party: Party, words: list[str]) -> int:
    mine = set(words_of(party.name))
    return sum(word in mine for word in words)
