"""Finding customers by a text that is still being typed: first by what is written exactly so, then by what is similar.

Every query is a range or an equality of an index and none of them grows with the number of customers. What the member opened
lately and often is matched first, so that it is found even among ten thousand others of the same name.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from perennial.kernel.prepared import prepared
from perennial.people.fields import LAST, beginning
from perennial.people.models import Identity, Party, SearchTerm, of_owned
from perennial.people.models.party import PartyQuerySet
from perennial.people.names import terms_of, terms_of_text, words_of
from perennial.people.queries.parties import Owners, owners_seen, visible_among, visible_parties
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
_LOOKED_UP = 4  # looking for a word by its party costs as much as reading so many of the index
_CANDIDATES = 20_000  # how many parties with the rarest word are looked through for the other words
_FEW = 2_000  # customers within reach that are looked through one by one
_BETWEEN = "term >= %s AND term < %s"
OPENED = "people.party.viewed"
Spellings = tuple[str, ...]


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


@dataclasses.dataclass(frozen=True, slots=True)
class _Hit:
    """What places somebody among others who were found: most of those that are found are not shown."""

    pk: int
    name: str
    sort_name: str
    value_minor: int
    by: Identity | None = None
    meant: str = ""


def find_parties(member: Any, text: str, limit: int = 10) -> list[Found]:
    """Visible parties whose name has words that begin like the typed ones, in any order and in any of their spellings, or that
    have an identity that begins like the text (an e-mail address or its domain, a phone number in any form, a handle, an
    external id); if those are too few, parties with similar words. Exact identities first, then what the member opened lately
    and often, then whole words, then by value; what is only similar comes last. Of very many who fit only a few
    times `limit` are looked at, the first in the order of the index: somebody of more value may be among the others then, and
    another word finds them."""
    typed = Typed.of(text)
    if not typed.text or not may_see(member):
        return []
    used = often_opened(member, OPENED)
    known = {identity.party_id: identity for identity in _by_identity(member, typed, limit)}
    ids = dict.fromkeys([*known, *_by_use(typed, used), *_by_words(member, typed.words, limit)])
    found = {row[0]: _Hit(*row, by=known.get(row[0])) for row in _ranking(list(ids), owners_seen(member))}
    if len(found) < limit:
        found = {hit.pk: hit for hit in _by_similar_words(member, typed, limit)} | found
    best = sorted(found.values(), key=lambda hit: _place(hit, typed, used))[:limit]
    parties = {party.pk: party for party in visible_among(member, [hit.pk for hit in best])}
    return _with_fields([Found(parties[hit.pk], hit.by, hit.meant) for hit in best if hit.pk in parties], typed)


def recent_parties(member: Any, limit: int = 8) -> list[Party]:
    """What the member opened lately and often, the most used first. Two queries."""
    used = often_opened(member, OPENED)
    ids = sorted(used, key=lambda id_: -used[id_])[: limit * 2]
    return sorted(visible_among(member, ids), key=lambda party: -used[party.pk])[:limit]


@prepared
def _ranking(ids: list[int], owners: Owners) -> "QuerySet[Party, tuple[int, str, str, int]]":
    found = Party.objects.kept().of_owners(owners).filter(Among("pk", ids))
    return found.values_list("pk", "name", "sort_name", "value_minor")


def _place(hit: _Hit, typed: Typed, used: dict[int, float]) -> tuple[Any, ...]:
    is_exact = hit.by is not None and hit.by.normal in {typed.text, typed.text.casefold(), f"+{typed.digits}"}
    own = set(words_of(hit.name))
    whole = sum(any(word in own for word in spellings) for spellings in typed.words)
    return (bool(hit.meant), not is_exact, -used.get(hit.pk, 0.0), -whole, -hit.value_minor, hit.sort_name, hit.pk)


def _with_fields(hits: list[Found], typed: Typed) -> list[Found]:
    """The same, and by which field of the business those were found that are not called like the text. Two queries at most."""
    if not any(hit.party.custom and hit.by is None for hit in hits):
        return hits
    fields = fields_searched("customers")
    if not fields:
        return hits
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
    is called or reached like the text. Counted once for a request: remembered on its member."""
    known: bool | None = False if sees_all(member) else member.__dict__.get("_looks_after_few")
    if known is None:
        known = member.__dict__["_looks_after_few"] = visible_parties(member).order_by()[:_FEW].count() < _FEW
    return known


def _by_identity(member: Any, typed: Typed, limit: int) -> list[Identity]:
    prefixes = typed.identity_prefixes
    return _reached_as(prefixes, owners_seen(member), few=_looks_after_few(member), limit=limit * 4) if prefixes else []


@prepared
def _reached_as(prefixes: tuple[str, ...], owners: Owners, *, few: bool, limit: int) -> QuerySet[Identity]:
    found = Identity.objects.filter(reduce(or_, (beginning("normal", prefix) for prefix in prefixes)))
    if few:
        return found.filter(party__in=Party.objects.kept().of_owners(owners).values("pk"))[:limit]
    return found.filter(of_owned(owners))[:limit]


def _by_use(typed: Typed, used: Mapping[int, float]) -> list[int]:
    """Those that the member opened lately whose words fit."""
    if not used or not typed.words:
        return []
    terms: dict[int, list[str]] = {}
    for party_id, term in _terms_of(list(used)):
        terms.setdefault(party_id, []).append(term)
    return [
        party_id
        for party_id, own in terms.items()
        if all(any(term.startswith(tuple(spellings)) for term in own) for spellings in typed.words)
    ]


@prepared
def _terms_of(ids: list[int]) -> "QuerySet[SearchTerm, tuple[int, str]]":
    return SearchTerm.objects.filter(Among("party_id", ids)).values_list("party_id", "term")


def _by_words(member: Any, words: Sequence[Spellings], limit: int) -> list[int]:
    """Ids of parties within reach that have all these words."""
    if not words:
        return []
    if _looks_after_few(member):
        return list(_with_words(visible_parties(member), words).values_list("pk", flat=True)[: limit * 3])
    if len(words) > 1:
        return _holding(member, _by_commonness(words), limit * 3)
    owners, (first,) = owners_seen(member), words
    # one by one: an OR of ranges would have to be sorted before the first row
    return [id_ for spelling in first for id_ in _called(spelling, owners, limit=limit * 3)]


@prepared
def _called(spelling: str, owners: Owners, *, limit: int) -> "QuerySet[SearchTerm, int]":
    terms = SearchTerm.objects.filter(of_owned(owners), beginning("term", spelling)).order_by("term", "party_id")
    return terms.values_list("party_id", flat=True)[:limit]


def _holding(member: Any, words: Mapping[Spellings, int], limit: int) -> list[int]:
    """Ids of parties within reach with all these words, of the first _CANDIDATES that have the rarest one: read from the
    indexes of words and owners alone, and no further than until there are enough. Another word that is as rare is read as a
    whole, too; one that is not is looked up by the party. PostgreSQL meets the former in an INTERSECT, because of an IN it
    makes a loop within a loop, and begins with those who are within reach where these are not all."""
    (first, count), *others = words.items()
    joins = connection.vendor == "postgresql"
    met = [word for word, times in others if times < min(_PROBE, count * _LOOKED_UP)]
    looked = [word for word, _times in others if word not in met]
    some = f"SELECT party_id FROM ({_listed(first)} LIMIT {_CANDIDATES}) AS every_one"  # noqa: S608 (names of columns alone)
    taken = f"({' INTERSECT '.join([some, *map(_some_with, met)]) if joins else some}) AS taken"
    has = [f"party_id IN ({_some_with(word)})" for word in met if not joins] + [_has(word) for word in looked]
    seen, reach = visible_parties(member).filter(pk=RawSQL("taken.party_id", ())).values("pk").query.sql_with_params()
    values = _ends_of([first, *met])
    if joins and looked and not sees_all(member):
        taken = f"(SELECT party_id FROM {taken} WHERE EXISTS ({seen}) OFFSET 0) AS taken"  # noqa: S608 (the same)
        values += [*reach, *_ends_of(looked)]
    else:
        has.append(f"EXISTS ({seen})")
        values += [*_ends_of(looked), *reach]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT party_id FROM {taken} WHERE {' AND '.join(has)} LIMIT {limit:d}", values)  # noqa: S608 (the same)
        return [id_ for (id_,) in cursor.fetchall()]


def _listed(spellings: Spellings) -> str:
    """The parties that have a word, as SQL: a range of the index for each of its spellings, because those of an OR would be
    sorted before the first row."""
    table = connection.ops.quote_name(SearchTerm._meta.db_table)
    return " UNION ALL ".join([f"SELECT party_id FROM {table} WHERE {_BETWEEN}"] * len(spellings))  # noqa: S608 (the name alone)


def _some_with(spellings: Spellings) -> str:
    return f"SELECT party_id FROM ({_listed(spellings)}) AS others"  # noqa: S608 (the name alone)


def _has(spellings: Spellings) -> str:
    """Whether a party that was taken has a word, as SQL."""
    table, any_of = connection.ops.quote_name(SearchTerm._meta.db_table), " OR ".join([_BETWEEN] * len(spellings))
    return f"party_id = (SELECT party_id FROM {table} WHERE party_id = taken.party_id AND ({any_of}) LIMIT 1)"  # noqa: S608


def _ends_of(words: Sequence[Spellings]) -> list[str]:
    """Where in an index of words those begin and end that begin like these."""
    return [end for spellings in words for word in spellings for end in (word, word + LAST)]


def _by_similar_words(member: Any, typed: Typed, limit: int) -> list[_Hit]:
    """Parties with words that the typed ones may have meant: misspelt, heard, written in one piece or apart."""
    if typed.is_phone or not typed.words or typed.words[0][0].startswith("@"):
        return []
    similar = [_similar(spellings) for spellings in typed.words]
    if len(typed.words) == 1:
        meant = _with_similar_word(member, similar[0], limit)
        rows = _ranking(list(meant), owners_seen(member))
        return [_Hit(*row, meant=meant[row[0]]) for row in rows]
    joined = "".join(typed.plain)
    whole = set(_by_words(member, [(joined,)], limit))
    words = [(*typed.words[place], *similar[place]) for place in range(len(similar))]
    apart = _by_words(member, words, limit) if any(similar) else []
    rows = _ranking([*whole, *apart], owners_seen(member))
    return [_Hit(*row, meant=joined if row[0] in whole else _meant(row[1], words)) for row in rows]


def _similar(spellings: Spellings) -> list[str]:
    found: dict[str, None] = {}
    for spelling in spellings:
        if not spelling.startswith("@"):
            found.update(dict.fromkeys(similar_words(Vocabulary.NAMES, spelling)))
    return list(found)[:8]


def _with_similar_word(member: Any, similar: Iterable[str], limit: int) -> dict[int, str]:
    """Ids of parties within reach that have one of some words, each with the first that it has."""
    owners = owners_seen(member)
    found: dict[int, str] = {}
    for word in similar:
        for party_id in _named(word, owners, limit=limit):
            found.setdefault(party_id, word)
        if len(found) >= limit:
            break
    return found


@prepared
def _named(word: str, owners: Owners, *, limit: int) -> "QuerySet[SearchTerm, int]":
    terms = SearchTerm.objects.filter(of_owned(owners), term=word).order_by("party_id")
    return terms.values_list("party_id", flat=True)[:limit]


def _meant(name: str, words: Sequence[Spellings]) -> str:
    own = words_of(name)
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


def _by_commonness(words: Sequence[Spellings]) -> dict[Spellings, int]:
    """How many names have each word, counted no further than needed, the rarest first: one query for all of them."""
    table = connection.ops.quote_name(SearchTerm._meta.db_table)
    count = f"(SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {_BETWEEN} LIMIT {_PROBE}) AS few)"  # noqa: S608 (the name alone)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([count] * sum(map(len, words)))}", _ends_of(words))
        counts = iter(cursor.fetchone() or ())
    told = {tuple(spellings): sum(next(counts) for _spelling in spellings) for spellings in words}
    return dict(sorted(told.items(), key=lambda one: (one[1], -len(one[0][0]))))
