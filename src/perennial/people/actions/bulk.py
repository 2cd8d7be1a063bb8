"""Writing many persons and organisations at once, leaving exactly what the single actions leave."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction

from perennial.kernel import clock
from perennial.kernel.bulk import Row, bulk_write, chunks
from perennial.kernel.ids import new_ids
from perennial.lake.changes import note_old_ids
from perennial.people.actions.tagging import tag_named
from perennial.people.choices import IdentityKind, PartyKind, Stage
from perennial.people.models import Address, Anniversary, Identity, Party, SearchTerm, Tagging, Uncompared
from perennial.people.models.anniversary import BIRTHDAY
from perennial.people.names import sort_name, terms_of
from perennial.people.normalise import normal_identity, shown_phone
from perennial.search.actions import learn_words
from perennial.search.models import Vocabulary
from perennial.team.models import Workspace

AT_ONCE = 5_000


class IdentityRow(NamedTuple):
    """One identity to write; the first of its kind becomes the primary one. `normal` may be given by a caller who has it."""

    kind: str
    value: str
    system: str = ""
    label: str = ""
    normal: str = ""
    verified_at: dt.datetime | None = None


class AddressRow(NamedTuple):
    """One postal address to write; see `Address`."""

    lines: str = ""
    locality: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    label: str = ""


class PartyRow(NamedTuple):
    """One person or organisation to write, with what belongs to it. `birthday` is (month, day, year or None)."""

    name: str
    kind: str = PartyKind.PERSON.value
    given_name: str = ""
    family_name: str = ""
    pronouns: str = ""
    job_title: str = ""
    website: str = ""
    language: str = ""
    time_zone: str = ""
    country: str = ""
    city: str = ""
    stage: str = Stage.LEAD.value
    owner_id: int | None = None
    source: str = ""
    identities: tuple[IdentityRow, ...] = ()
    tags: tuple[str, ...] = ()
    addresses: tuple[AddressRow, ...] = ()
    birthday: tuple[int, int, int | None] | None = None
    created_at: dt.datetime | None = None
    id: int | None = None


_PLAIN = PartyRow._fields[: PartyRow._fields.index("identities")]


@transaction.atomic
def write_parties(rows: Iterable[PartyRow], *, batch: int | None = None, by_id: int | None = None, sample: bool = False) -> int:
    """Add persons and organisations in bulk, with identities, search terms, addresses, tags and birthdays; texts must have been
    cleaned (`normalise.clean_line`). Refuses an identity that is none (NotAnIdentity) and an external id that somebody has
    (IntegrityError). Tells no event for each: who writes in bulk tells one for all. Returns how many were written."""
    tags: dict[str, int] = {}
    country = Workspace.current().country
    written = 0
    for some in chunks(rows, AT_ONCE):
        for name in {name for row in some for name in row.tags} - tags.keys():
            tags[name] = tag_named(name).pk
        pile = _Pile(clock.now(), country, tags)
        for id_, row in zip(new_ids(len(some)), some, strict=True):
            pile.add(row.id or id_, row)
        note_old_ids("people.Party", [row.id for row in some if row.id])
        pile.write(batch=batch, by_id=by_id, sample=sample)
        written += len(some)
    return written


class _Pile:
    """The rows of each table that some parties need."""

    def __init__(self, now: dt.datetime, country: str, tags: dict[str, int]) -> None:
        self.now, self.country, self.tags = now, country, tags
        self.parties: list[Row] = []
        self.identities: list[Row] = []
        self.terms: list[Row] = []
        self.addresses: list[Row] = []
        self.taggings: list[Row] = []
        self.birthdays: list[Row] = []

    def add(self, id_: int, row: PartyRow) -> None:
        moment = row.created_at or self.now
        sorts = sort_name(row.name, row.given_name, row.family_name)
        self.parties.append((id_, *row[: len(_PLAIN)], sorts, moment, moment, moment))
        phones, emails = self._add_identities(id_, row) if row.identities else ([], [])
        self.terms += [(term, id_) for term in terms_of((row.name, row.given_name, row.family_name), phones, emails)]
        if row.addresses:
            self.addresses += [(id_, *address) for address in row.addresses]
        if row.tags:
            self.taggings += [(tag, id_) for tag in {self.tags[name] for name in row.tags}]
        if row.birthday:
            self.birthdays.append((id_, *row.birthday))

    def _add_identities(self, id_: int, row: PartyRow) -> tuple[list[str], list[str]]:
        seen: set[str] = set()
        known: set[tuple[str, str, str]] = set()
        phones: list[str] = []
        emails: list[str] = []
        for kind, value, system, label, given, verified_at in row.identities:
            normal = given or normal_identity(kind, value, row.country or self.country)
            if (kind, normal, system) in known:
                continue
            known.add((kind, normal, system))
            if kind == IdentityKind.PHONE:
                phones.append(normal)
                value = shown_phone(normal)
            elif kind == IdentityKind.EMAIL:
                emails.append(normal)
            self.identities.append((id_, kind, system, value, normal, label, kind not in seen, verified_at))
            seen.add(kind)
        return phones, emails

    def write(self, *, batch: int | None, by_id: int | None, sample: bool) -> None:
        same = {"batch": batch, "sample": sample, "created_by_id": by_id}
        columns = ("id", *_PLAIN, "sort_name", "stage_since", "created_at", "updated_at")
        bulk_write(Party, columns, self.parties, same=same)
        bulk_write(Uncompared, ("party_id",), ((row[0],) for row in self.parties))
        columns = ("party_id", "kind", "system", "value", "normal", "label", "is_primary", "verified_at")
        bulk_write(Identity, columns, self.identities, same={"created_at": self.now})
        bulk_write(SearchTerm, ("term", "party_id"), self.terms)
        learn_words(Vocabulary.NAMES, (term for term, _party in self.terms if not term.startswith("@")))
        bulk_write(Address, ("party_id", *AddressRow._fields), self.addresses)
        bulk_write(Tagging, ("tag_id", "party_id"), self.taggings, same={"created_at": self.now})
        bulk_write(Anniversary, ("party_id", "month", "day", "year"), self.birthdays, same={"name": BIRTHDAY})
