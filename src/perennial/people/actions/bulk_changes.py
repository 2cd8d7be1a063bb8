"""Changing many persons and organisations at once, and taking such changes back."""

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import transaction

from perennial.kernel import clock
from perennial.kernel.bulk import Row, bulk_delete, bulk_find, bulk_update, bulk_write
from perennial.kernel.ids import new_ids
from perennial.people.actions.bulk import AddressRow, IdentityRow
from perennial.people.actions.tagging import tag_named
from perennial.people.actions.writing import NAMES
from perennial.people.choices import IdentityKind
from perennial.people.models import Address, Anniversary, Identity, Party, SearchTerm, Tagging, Uncompared
from perennial.people.models.anniversary import BIRTHDAY
from perennial.people.names import sort_name, terms_of
from perennial.people.normalise import shown_phone
from perennial.records.custom.searching import fields_searched, searched_texts
from perennial.search.actions import learn_words
from perennial.search.models import Vocabulary

PLAIN = ("name", "given_name", "family_name", "pronouns", "job_title", "website", "language", "time_zone", "country", "city",
         "source", "owner_id")  # fmt: skip

Day = tuple[int, int, int | None]  # month, day and, where it is known, the year


@dataclasses.dataclass(slots=True)
class PartyChange:
    """One party with its new values set, and what is added to it: identities with their normal form, tags, an address, none of
    which it has; and a birthday, which takes the place of the one that it has."""

    party: Party
    identities: Sequence[IdentityRow] = ()
    tags: Sequence[str] = ()
    addresses: Sequence[AddressRow] = ()
    birthday: Day | None = None


@transaction.atomic
def change_parties(changes: Collection[PartyChange]) -> dict[int, dict[str, list[int]]]:
    """Save the parties' values and add what is new. Every version grows by one. Returns, by party, the ids of the added
    {"identity": …, "tagging": …, "address": …, "anniversary": …}, which is what `revert_parties` needs."""
    added: defaultdict[int, dict[str, list[int]]] = defaultdict(dict)
    _save([change.party for change in changes])
    now = clock.now()
    rows = [(change.party.pk, *_shown(one)) for change in changes for one in change.identities]
    kinds = set(Identity.objects.filter(party__in=[c.party.pk for c in changes]).values_list("party_id", "kind"))
    identities = []
    for id_, (party_id, kind, value, system, label, normal, verified_at) in zip(new_ids(len(rows) or 1), rows, strict=False):
        identities.append((id_, party_id, kind, value, system, label, normal, verified_at, (party_id, kind) not in kinds))
        kinds.add((party_id, kind))
        added[party_id].setdefault("identity", []).append(id_)
    names = ("id", "party_id", "kind", "value", "system", "label", "normal", "verified_at", "is_primary")
    bulk_write(Identity, names, identities, same={"created_at": now})
    tags = {name: tag_named(name).pk for change in changes for name in change.tags}
    taggings = [(change.party.pk, tag) for change in changes for tag in {tags[name] for name in change.tags}]
    bulk_write(Tagging, ("id", "party_id", "tag_id"), _told(taggings, "tagging", added), same={"created_at": now})
    addresses = [(change.party.pk, *address) for change in changes for address in change.addresses]
    bulk_write(Address, ("id", "party_id", *AddressRow._fields), _told(addresses, "address", added))
    birthdays = [(change.party.pk, *change.birthday) for change in changes if change.birthday]
    _write_birthdays(_told(birthdays, "anniversary", added))
    index_parties([change.party for change in changes])
    return dict(added)


@transaction.atomic
def revert_parties(
    parties: Collection[Party], added: Iterable[dict[str, list[int]]], birthdays: Mapping[int, Day] | None = None
) -> None:
    """Save the parties' values, set back to what they were, take away what had been added, and write the birthdays again that
    had given way, by party. Every version grows by one."""
    models = {"identity": Identity, "tagging": Tagging, "address": Address, "anniversary": Anniversary}
    gone: defaultdict[str, list[int]] = defaultdict(list)
    for one in added:
        for name, ids in one.items():
            gone[name] += ids
    for name, ids in gone.items():
        bulk_delete(models[name], "id", ids)
    days = birthdays or {}
    _write_birthdays(
        [(id_, party_id, *day) for id_, (party_id, day) in zip(new_ids(len(days) or 1), days.items(), strict=False)]
    )
    _save(parties)
    index_parties(parties)


def index_parties(parties: Collection[Party]) -> None:
    """Write the search terms of many parties anew, mark them to be compared, and learn the words that nobody had."""
    ids = [party.pk for party in parties]
    bulk_write(Uncompared, ("party_id",), ((id_,) for id_ in ids), skip_conflicts=True)
    known: dict[str, defaultdict[int, list[str]]] = {
        kind: defaultdict(list) for kind in (IdentityKind.PHONE, IdentityKind.EMAIL)
    }
    for party_id, kind, normal in bulk_find(Identity, "party_id", ids, ("party_id", "kind", "normal")):
        if kind in known:
            known[kind][party_id].append(normal)
    merged: defaultdict[int, list[str]] = defaultdict(list)
    for party_id, *names in Party.objects.filter(merged_into__in=ids).values_list("merged_into_id", *NAMES):
        merged[party_id] += names
    bulk_delete(SearchTerm, "party_id", ids)
    phones, emails = known[IdentityKind.PHONE], known[IdentityKind.EMAIL]
    fields = fields_searched("customers") if any(party.custom for party in parties) else []
    terms = [
        (term, party.pk)
        for party in parties
        for term in terms_of(
            (party.name, party.given_name, party.family_name, *merged[party.pk]),
            phones[party.pk],
            emails[party.pk],
            searched_texts(fields, party.custom),
        )
    ]
    bulk_write(SearchTerm, ("term", "party_id"), terms)
    learn_words(Vocabulary.NAMES, (term for term, _party in terms if not term.startswith("@")))


def _write_birthdays(rows: Sequence[Row]) -> None:
    """Each takes the place of the one that its party has."""
    known = bulk_find(Anniversary, "party_id", [row[1] for row in rows], ("id", "name"))
    bulk_delete(Anniversary, "id", [id_ for id_, name in known if name == BIRTHDAY])
    bulk_write(Anniversary, ("id", "party_id", "month", "day", "year"), rows, same={"name": BIRTHDAY})


def _save(parties: Iterable[Party]) -> None:
    now = clock.now()
    rows = (
        (
            party.pk,
            sort_name(party.name, party.given_name, party.family_name),
            party.version + 1,
            now,
            *(getattr(party, name) for name in PLAIN),
        )
        for party in parties
    )
    bulk_update(Party, ("id", "sort_name", "version", "updated_at", *PLAIN), rows)


def _shown(row: IdentityRow) -> IdentityRow:
    return row._replace(value=shown_phone(row.normal)) if row.kind == IdentityKind.PHONE else row


def _told(rows: Sequence[Row], name: str, added: dict[int, dict[str, list[int]]]) -> list[Row]:
    numbered: list[Row] = []
    for id_, row in zip(new_ids(len(rows) or 1), rows, strict=False):
        numbered.append((id_, *row))
        added[row[0]].setdefault(name, []).append(id_)
    return numbered
