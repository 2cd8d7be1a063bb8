"""Finding customers by a text that is still being typed: first by what is written exactly so, then by what is similar.

Every query is a range or an equality of an index and none of them grows with the number of customers. What the member opened
lately and often is matched first, so that it is found even among ten thousand others of the same name.
"""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Q, Subquery

from perennial.people.fields import LAST, beginning
from perennial.people.models import Identity, Party, SearchTerm, of_visible
from perennial.people.models.party import PartyQuerySet
from perennial.people.names import terms_of, terms_of_text, words_of
from perennial.people.queries.parties import visible_parties
from perennial.people.queries.typed import Typed
from perennial.people.rules import may_see
from perennial.records.custom.searching import fields_searched, found_in
from perennial.records.models import CustomField
from perennial.records.ordering import Among
from perennial.search.models import Vocabulary
from perennial.search.queries import similar_words
from perennial.team.queries import often_opened
from perennial.team.reach import sees_all

_PROBE = 5000  # how far a word is counted to find the rarest one
_CANDIDATES = 20_000  # how many parties with the rarest word are looked through for the other words
_HELD = 1_000  # parties with all words that are looked at at once
_FEW = 2_000  # customers within reach that are looked through one by one
OPENED = "people.party.viewed"
Spellings = Sequence[str]


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """A party that was found; `by` is the identity by which it was, if by one, `field` the field of the business and its text;
    `meant` what the typed words were taken for, if nothing is written like them."""

    party: Party
    by: Identity | None = None
    meant: str = ""
    field: tuple[CustomField, str] | None = None

    def words(self, typed: Typed) -> "Sequence[Spellings]":
        """The words by which it was found."""
        return [(word,) for word in words_of(self.meant)] or typed.words


def find_parties(member: Any, text: str, limit: int = 10) -> list[Found]:
    """Visible parties whose name has words that begin like the typed ones, in any order and in any of their spellings, or that
    have an identity that begins like the text (an e-mail address or its domain, a phone number in any form, a handle, an
    external id); if those are too few, parties with similar words. Exact identities first, then what the member opened lately
    and often, then whole words, then by value; what is only similar comes last."""
    typed = Typed.of(text)
    if not typed.text or not may_see(member):
        return []
    used = often_opened(member, OPENED)
    found = {hit.party.pk: hit for hit in _by_identity(member, typed, limit)}
    for party in [*_by_use(member, typed, used), *_by_words(member, typed.words, limit)]:
        found.setdefault(party.pk, Found(party))
    if len(found) < limit:
        for hit in _by_similar_words(member, typed, limit):
            found.setdefault(hit.party.pk, hit)
    return _with_fields(_whole(member, sorted(found.values(), key=lambda hit: _place(hit, typed, used))[:limit]), typed)


def recent_parties(member: Any, limit: int = 8) -> list[Party]:
    """What the member opened lately and often, the most used first. Two queries."""
    used = often_opened(member, OPENED)
    ids = sorted(used, key=lambda id_: -used[id_])[: limit * 2]
    return sorted(visible_parties(member).filter(pk__in=ids), key=lambda party: -used[party.pk])[:limit]


def _whole(member: Any, hits: list[Found]) -> list[Found]:
    """The same with everything that is known of the parties. One query, if any is known by half."""
    halves = [hit.party.pk for hit in hits if hit.party.get_deferred_fields()]
    parties = {party.pk: party for party in visible_parties(member).filter(Among("pk", halves))} if halves else {}
    return [dataclasses.replace(hit, party=parties.get(hit.party.pk, hit.party)) for hit in hits]


def _place(hit: Found, typed: Typed, used: dict[int, float]) -> tuple[Any, ...]:
    party = hit.party
    is_exact = hit.by is not None and hit.by.normal in {typed.text, typed.text.casefold(), f"+{typed.digits}"}
    own = set(words_of(party.name))
    whole = sum(any(word in own for word in spellings) for spellings in typed.words)
    return (bool(hit.meant), not is_exact, -used.get(party.pk, 0.0), -whole, -party.value_minor, party.sort_name, party.pk)


def _with_fields(hits: list[Found], typed: Typed) -> list[Found]:
    """The same, and by which field of the business those were found that are not called like the text. Two queries at most."""
    if not any(hit.party.custom and hit.by is None for hit in hits):
        return hits
    fields = fields_searched("customers")
    return [hit if hit.by else dataclasses.replace(hit, field=_field_of(hit, fields, hit.words(typed))) for hit in hits]


def _field_of(hit: Found, fields: Sequence[CustomField], words: Sequence[Spellings]) -> tuple[CustomField, str] | None:
    def fitting(terms: Iterable[str]) -> set[int]:
        known = list(terms)
        return {at for at, spellings in enumerate(words) if any(term.startswith(tuple(spellings)) for term in known)}

    party = hit.party
    missing = set(range(len(words))) - fitting(terms_of((party.name, party.given_name, party.family_name)))
    return found_in(fields, party.custom, missing, lambda text: fitting(terms_of_text(text)))


def _looks_after_few(member: Any) -> bool:
    """Whether so few customers are within a member's reach that looking through them is quicker than through everybody who
    is called or reached like the text."""
    return not sees_all(member) and visible_parties(member).order_by()[:_FEW].count() < _FEW


def _by_identity(member: Any, typed: Typed, limit: int) -> list[Found]:
    condition = typed.identity_condition()
    if not condition:
        return []
    found = Identity.objects.filter(condition).select_related("party")
    few = _looks_after_few(member)
    found = found.filter(party__in=visible_parties(member).values("pk")) if few else found.filter(of_visible(member))
    return [Found(identity.party, identity) for identity in found[: limit * 4]]


def _by_use(member: Any, typed: Typed, used: dict[int, float]) -> list[Party]:
    """Those that the member opened lately whose words fit."""
    if not used or not typed.words:
        return []
    terms: dict[int, list[str]] = {}
    for party_id, term in SearchTerm.objects.filter(party__in=list(used)).values_list("party_id", "term"):
        terms.setdefault(party_id, []).append(term)
    fitting = [
        party_id
        for party_id, own in terms.items()
        if all(any(term.startswith(tuple(spellings)) for term in own) for spellings in typed.words)
    ]
    return list(visible_parties(member).filter(pk__in=fitting)) if fitting else []


def _by_words(member: Any, words: Sequence[Spellings], limit: int) -> list[Party]:
    if not words:
        return []
    parties = visible_parties(member)
    if _looks_after_few(member):
        return list(_with_words(parties, words)[: limit * 3])
    first, *others = sorted(words, key=_commonness(words)) if len(words) > 1 else words
    if others:
        ids, is_all = _holding(first, others)
        if len(found := list(_ranked(parties.filter(Among("pk", ids)))[: limit * 3])) == limit * 3 or is_all:
            return found
        with_first = SearchTerm.objects.filter(_fitting(first)).values("party_id")[:_CANDIDATES]
        return list(_ranked(_with_words(parties, others).filter(pk__in=with_first))[: limit * 3])
    named: dict[int, None] = {}
    for spelling in first:  # one by one: an OR of ranges would have to be sorted before the first row
        terms = SearchTerm.objects.filter(of_visible(member), beginning("term", spelling)).order_by("term", "party_id")
        named.update(dict.fromkeys(terms.values_list("party_id", flat=True)[: limit * 3]))
    return list(_ranked(parties.filter(Among("pk", named))))


def _holding(first: Spellings, others: Sequence[Spellings]) -> tuple[list[int], bool]:
    """Ids of parties with all these words, of the first _CANDIDATES that have the first one, and whether those are all: read
    from the indexes of words alone."""
    table = connection.ops.quote_name(SearchTerm._meta.db_table)
    between = "term >= %s AND term < %s"
    each = " UNION ALL ".join([f"SELECT party_id FROM {table} WHERE {between}"] * len(first))  # noqa: S608 (the names alone)
    has = [
        f"party_id = (SELECT party_id FROM {table} WHERE party_id = taken.party_id AND"  # noqa: S608 (the names alone)
        f" ({' OR '.join([between] * len(spellings))}) LIMIT 1)"
        for spellings in others
    ]
    told = f"SELECT party_id FROM (SELECT party_id FROM ({each}) AS every_one LIMIT {_CANDIDATES}) AS taken"  # noqa: S608 (the same)
    ranges = [part for spellings in (first, *others) for word in spellings for part in (word, word + LAST)]
    with connection.cursor() as cursor:
        cursor.execute(f"{told} WHERE {' AND '.join(has)} LIMIT {_HELD + 1}", ranges)
        ids = [id_ for (id_,) in cursor.fetchall()]
    return ids, len(ids) <= _HELD


def _ranked(parties: PartyQuerySet) -> PartyQuerySet:
    """With what places them among others, without the rest: most of those that are found are not shown."""
    return parties.only("name", "given_name", "family_name", "sort_name", "value_minor", "custom")


def _by_similar_words(member: Any, typed: Typed, limit: int) -> list[Found]:
    """Parties with words that the typed ones may have meant: misspelt, heard, written in one piece or apart."""
    if typed.is_phone or not typed.words or typed.words[0][0].startswith("@"):
        return []
    similar = [_similar(spellings) for spellings in typed.words]
    if len(typed.words) == 1:
        return _with_similar_word(member, similar[0], limit)
    joined = "".join(typed.plain)
    found = [Found(party, meant=joined) for party in _by_words(member, [(joined,)], limit)]
    words = [(*typed.words[place], *similar[place]) for place in range(len(similar))]
    if any(similar):
        found += [Found(party, meant=_meant(party, words)) for party in _by_words(member, words, limit)]
    return found


def _similar(spellings: Spellings) -> list[str]:
    found: dict[str, None] = {}
    for spelling in spellings:
        if not spelling.startswith("@"):
            found.update(dict.fromkeys(similar_words(Vocabulary.NAMES, spelling)))
    return list(found)[:8]


def _with_similar_word(member: Any, similar: Iterable[str], limit: int) -> list[Found]:
    found: dict[int, str] = {}
    for word in similar:
        terms = SearchTerm.objects.filter(of_visible(member), term=word).order_by("party_id")
        for party_id in terms.values_list("party_id", flat=True)[:limit]:
            found.setdefault(party_id, word)
        if len(found) >= limit:
            break
    parties = visible_parties(member).in_bulk(list(found)) if found else {}
    return [Found(parties[party_id], meant=word) for party_id, word in found.items() if party_id in parties]


def _meant(party: Party, words: Sequence[Spellings]) -> str:
    own = words_of(party.name)
    meant = (next((word for word in own if word.startswith(tuple(spellings))), spellings[0]) for spellings in words)
    return " ".join(meant)


def _fitting(spellings: Spellings) -> Q:
    condition = Q()
    for spelling in spellings:
        condition |= beginning("term", spelling)
    return condition


def _with_words(parties: PartyQuerySet, words: Sequence[Spellings]) -> PartyQuerySet:
    """Those of a few parties that have all these words, each looked up by the party. An EXISTS PostgreSQL would make a join of,
    and begin with everybody who has a word that it thinks rare: it cannot tell how many words lie between two others."""
    for spellings in words:
        own = SearchTerm.objects.filter(_fitting(spellings), party=OuterRef("pk")).order_by()
        parties = parties.filter(pk=Subquery(own.values("party")[:1]))
    return parties


def _commonness(words: Sequence[Spellings]) -> Any:
    """Tells how many names have a word, counted no further than needed: one query for all of them."""
    table = connection.ops.quote_name(SearchTerm._meta.db_table)
    count = f"(SELECT count(*) FROM (SELECT 1 FROM {table} WHERE term >= %s AND term < %s LIMIT {_PROBE}) AS few)"  # noqa: S608
    ranges = [(spelling, spelling + LAST) for spellings in words for spelling in spellings]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([count] * len(ranges))}", [part for range_ in ranges for part in range_])
        counts = dict(zip((spelling for spelling, _end in ranges), cursor.fetchone() or (), strict=True))
    return lambda spellings: (sum(counts[spelling] for spelling in spellings), -len(spellings[0]))
