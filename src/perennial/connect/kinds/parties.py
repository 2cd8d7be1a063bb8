"""Persons and organisations as they come in."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perennial.connect.choices import Alike
from perennial.connect.kinds import sameness
from perennial.connect.kinds.base import Context, Field, Kind, Options, Record, Verdict, beyond_reach, settle
from perennial.connect.kinds.belongings import Belongings
from perennial.connect.kinds.customers import RULES, customer_key, find_customers, identities_of, parties_for
from perennial.connect.kinds.exported import refuse_unsound
from perennial.connect.kinds.journal import keep_changes
from perennial.connect.kinds.likeness import chosen_alikes, look_alikes, note_alikes, said
from perennial.connect.kinds.recognising import ids_of_others, recognised, refuse_taken
from perennial.connect.reading.cells import BadCell
from perennial.kernel.bulk import bulk_find, bulk_write
from perennial.kernel.ids import new_id, new_ids
from perennial.people.actions.bulk import AddressRow, IdentityRow, PartyRow, write_parties
from perennial.people.actions.bulk_changes import PartyChange, change_parties
from perennial.people.choices import IdentityKind, RemembranceKind, Stage
from perennial.people.matching.finding import POSSIBLE
from perennial.people.models import Anniversary, Party, Relation, Remembrance
from perennial.people.names import full_name
from perennial.people.world import country_code

PLAIN = (
    "name",
    "given_name",
    "family_name",
    "pronouns",
    "job_title",
    "website",
    "language",
    "time_zone",
    "country",
    "city",
    "source",
)
_KNOWN_BY = ("name", "given_name", "family_name", "city")
_STAGES, _LEAD = frozenset(Stage.values), Stage.LEAD.value
_ADDRESS = ("street", "city", "region", "postcode", "country")


class Parties(Kind):
    """What persons and organisations share."""

    party_kind: ClassVar[str]
    words_from = ("parties",)
    holder = "customers"
    rules = RULES
    needed = frozenset({"party_id", "more"})
    leading: ClassVar = {"party_id": "Perennial id"}

    def handle_of(self, verdict: Verdict) -> str:
        return str(verdict.made or (verdict.found.pk if verdict.found is not None else ""))

    def handles(self, handles: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        return {handle: {"party_id": handle} for handle in handles}

    def missing(self, mapped: Iterable[str]) -> str:
        mapped = set(mapped)
        if not mapped & {"name", "given_name", "family_name", "email", "external", "party_id", "phone"}:
            return _("Map at least one column to a name, an e-mail address, a phone number or an id.")
        return ""

    def key_of(self, record: Record, options: Options) -> str:
        _complete(record)
        key = customer_key(record, options.match)
        if not key and not record.get("name"):
            raise BadCell(_("the row has no name and nothing else to know somebody by"))
        return key

    def ways_of(self, record: Record, key: str, options: Options) -> Sequence[str]:
        return sameness.ways_of(record, key) if options.match == "auto" else ()

    def join(self, records: Sequence[Record]) -> Record:
        joined = super().join(records)
        return sameness.with_name_told(joined, records) if len(records) > 1 else joined

    def joined(self, shared: Iterable[tuple[str, str]]) -> Mapping[str, str]:
        return sameness.joined(shared)

    def leads(self, keys: Sequence[str], context: Context) -> Mapping[str, int]:
        found = find_customers(keys, self.party_kind, context.within, before=context)
        return {key: one.party_id for key, one in found.items() if not (one.many or one.deleted or one.beyond)}

    def title_of(self, record: Record) -> str:
        return str(record.get("name") or next((one[2] for one in identities_of(record)), ""))

    def look_ahead(self, groups: Sequence[Verdict], context: Context) -> None:
        note_alikes(groups, context, self.party_kind)

    def weigh(self, groups: Sequence[Verdict], context: Context) -> None:
        found = recognised(groups, context, self.party_kind)
        parties = parties_for(found)
        alike = chosen_alikes(groups, found, context)
        belongings = Belongings({*parties, *(party.pk for party, _pair in alike.values())})
        members = context.owners()
        new, known = _("Not known yet"), _("Known already")
        newest = new_id()
        strange = ids_of_others(groups, found)
        for place, group in enumerate(groups):
            one = found.get(group.key)
            if one and one.beyond:
                group.fail(beyond_reach())
            elif one and one.many:
                group.fail(_("More than one customer fits; make the rule narrower or join them first"))
            elif one and one.deleted:
                group.fail(_("This customer was deleted; restore it first"))
            elif one:
                group.found = parties[one.party_id]
                group.changes = self._changes(group.found, group.record, belongings, members)
            elif group.key.startswith("id:") and not 0 < int(group.key[3:]) < newest:
                group.fail(_("“%s” is not an id of Perennial") % group.key[3:])
            elif group.key in strange:
                group.fail(_("The id “%s” belongs to somebody else already") % group.key[3:])
            elif place in alike and context.options.alike == Alike.UPDATE:
                group.found = alike[place][0]
                group.changes = self._changes(group.found, group.record, belongings, members)
            owner = group.record.get("owner", "")
            if owner and owner not in members and group.action != "fail":
                group.leave_out("owner", owner, _("“%s” is nobody to whom you may give customers") % owner[:60], context)
            settle(group, context.options.mode, new, known)
            if place in alike and group.action == "create":
                group.skip(said(*alike[place]))
        refuse_taken(groups, context)

    def like(self, record: Record, within: frozenset[int] | None) -> str:
        found = look_alikes([Verdict("", [], record)], self.party_kind, within)
        return said(*found[0]) if found else ""

    def count_alikes(self, groups: Sequence[Verdict], within: frozenset[int] | None) -> int:
        return len(look_alikes(groups, self.party_kind, within, POSSIBLE))

    def _changes(self, party: Party, record: Record, belongings: Belongings, members: dict[str, int]) -> dict[str, Any]:
        changes: dict[str, Any] = {}
        for field in PLAIN[1:] if sameness.keeps_name(party, record) else PLAIN:
            value = record.get(field)
            if value and value != getattr(party, field):
                changes[field] = (getattr(party, field), value)
        owner = members.get(record.get("owner", ""))
        if owner and owner != party.owner_id:
            changes["owner_id"] = (party.owner_id, owner)
        known = belongings.identities[party.pk]
        for kind, system, value, normal in identities_of(record):
            if (kind, system, normal) not in known:
                changes.setdefault(kind, ("", []))[1].append([system, value, normal])
        if new := [tag for tag in record.get("tags", ()) if tag.casefold() not in belongings.tags[party.pk]]:
            changes["tags"] = ("", new)
        if (address := address_of(record)) and tuple(address) not in belongings.addresses[party.pk]:
            changes["address"] = ("", list(address))
        kept, told = belongings.birthdays.get(party.pk), record.get("birthday")
        if told and told != kept and (kept is None or told != [*kept[:2], None]):  # without its year it is the same day
            changes["birthday"] = (kept or "", told)
        return changes

    def write(self, verdicts: Sequence[Verdict], context: Context) -> None:
        created = [verdict for verdict in verdicts if verdict.action == "create"]
        members = context.owners() if any("owner" in v.record for v in created) else {}
        rows = [
            self.row_of(v.record, members, id_, context.owner_of_new)
            for v, id_ in zip(created, new_ids(len(created) or 1), strict=False)
        ]
        write_parties(rows, batch=context.import_id, by_id=context.by_id)
        for verdict, row in zip(created, rows, strict=True):
            verdict.made = row.id
        _write_more(created, rows, context)
        self._update([verdict for verdict in verdicts if verdict.action == "update"], context)

    def _update(self, verdicts: Sequence[Verdict], context: Context) -> None:
        changes, journal = [], []
        former = [(v.found.pk, v.found.sort_name, v.found.city) for v in verdicts if not v.changes.keys().isdisjoint(_KNOWN_BY)]
        for verdict in verdicts:
            party, before = verdict.found, {}
            for field, (old, new) in verdict.changes.items():
                if field in PLAIN or field == "owner_id":
                    before[field] = old
                    setattr(party, field, new)
                elif field == "birthday":
                    before[field] = old or None
            changed = {field: new for field, (_old, new) in verdict.changes.items()}
            identities = tuple(IdentityRow(k, value, system, "", normal) for k, system, value, normal in identities_of(changed))
            address = (AddressRow(*changed["address"]),) if "address" in changed else ()
            birthday = tuple(changed["birthday"]) if "birthday" in changed else None
            changes.append(PartyChange(party, identities, changed.get("tags", ()), address, birthday))
            journal.append((party.pk, party.version + 1, before))
        if changes:
            added = change_parties(changes)
            context.ledger.note_changes([id_ for one in added.values() for id_ in one.get("identity", ())], former)
            keep_changes(
                context.import_id,
                "people.party",
                ((pk, version, before | ({"added": added[pk]} if pk in added else {})) for pk, version, before in journal),
            )

    def row_of(self, record: Record, members: dict[str, int], id_: int, owner_id: int | None = None) -> PartyRow:
        """The row that a record is written as; `owner_id` looks after whomever the record gives to nobody."""
        address = address_of(record)
        more = tuple(AddressRow(*one) for one in record.get("more", {}).get("addresses", ()))
        created = record.get("created")
        return PartyRow(
            **{field: record[field] for field in PLAIN if field in record and field != "name"},
            name=record.get("name") or self.title_of(record)[:200],
            kind=self.party_kind,
            stage=record["stage"] if record.get("stage") in _STAGES else _LEAD,
            owner_id=members.get(record.get("owner", ""), owner_id),
            identities=_identity_rows(record),
            tags=tuple(record.get("tags", ())),
            addresses=((address,) if address else ()) + more,
            birthday=tuple(record["birthday"]) if "birthday" in record else None,
            created_at=dt.datetime.fromisoformat(created) if created else None,
            id=record.get("party_id") or id_,
        )


def _identity_rows(record: Record) -> tuple[IdentityRow, ...]:
    rows = tuple([IdentityRow(kind, value, system, "", normal) for kind, system, value, normal in identities_of(record)])
    told = record.get("more", {}).get("identities", ())  # labels and checks, as an export of ours carries them
    if not told:
        return rows
    labels = {
        (kind, system, value): (label, dt.datetime.fromisoformat(at) if at else None) for kind, system, value, label, at in told
    }
    known = {(row.kind, row.system, row.value) for row in rows}
    labelled = []
    for row in rows:
        label, verified_at = labels.get((row.kind, row.system, row.value), ("", None))
        labelled.append(row._replace(label=label, verified_at=verified_at))
    for (kind, system, value), (label, verified_at) in labels.items():
        if (kind, system, value) not in known and kind in IdentityKind.values and ";" in value:
            labelled.append(IdentityRow(kind, value, system, label, "", verified_at))
    return tuple(labelled)


def address_of(record: Record) -> AddressRow | None:
    """The postal address in a record: only a city and a country are none."""
    if not any(record.get(field) for field in ("street", "postcode", "region")):
        return None
    street, city, region, postcode, country = (record.get(field, "") for field in _ADDRESS)
    return AddressRow(street, city, region, postcode, country)


def _complete(record: Record) -> None:
    if "name" not in record and (name := full_name(record.get("given_name", ""), record.get("family_name", ""))):
        record["name"], record["_from_parts"] = name[:200], True
    if "more" in record:
        refuse_unsound(record["more"])


def _stage(text: str) -> str:
    word = text.casefold()
    found = next((value for value, label in Stage.choices if word in (value, str(label).casefold())), None)
    if found is None:
        raise BadCell(_("“%s” is not one of the stages") % text[:40])
    return found


def _country(text: str) -> str:
    if not (code := country_code(text)):
        raise BadCell(_("“%s” is not a country") % text[:40])
    return code


def _write_more(created: Sequence[Verdict], rows: Sequence[PartyRow], context: Context) -> None:
    """What an export of ours carries beyond the usual columns."""
    pairs = [(row.id, more) for verdict, row in zip(created, rows, strict=True) if (more := verdict.record.get("more"))]
    _relate([relation for _id, more in pairs for relation in more.get("relations", ())], context.within)
    if pairs:
        anniversaries = [(id_, *one) for id_, more in pairs for one in more.get("anniversaries", ())]
        bulk_write(Anniversary, ("party_id", "name", "month", "day", "year"), anniversaries)
        notes = [
            (id_, kind, text)
            for id_, more in pairs
            for kind, text in more.get("remembrances", ())
            if kind in RemembranceKind.values
        ]
        bulk_write(Remembrance, ("party_id", "kind", "text"), notes)


def _relate(relations: Sequence[Sequence[Any]], within: frozenset[int] | None) -> None:
    """Write how parties belong together; where one of the two is not here yet, it brings the relation with it."""
    named = bulk_find(Party, "id", {id_ for one in relations for id_ in one[2:]}, ("id", "owner_id"))
    here = {id_ for id_, owner_id in named if within is None or owner_id in within}
    rows = {tuple(one) for one in relations if {one[2], one[3]} <= here and one[2] != one[3]}
    bulk_write(Relation, ("word", "note", "subject_id", "object_id"), sorted(rows), skip_conflicts=True)


def _fields(*, person: bool) -> tuple[Field, ...]:
    lazy = gettext_lazy
    named = (
        Field(key="name", label=lazy("Name")),
        *(
            (
                Field(key="given_name", label=lazy("Given name")),
                Field(key="family_name", label=lazy("Family name")),
            )
            if person
            else ()
        ),
    )
    return (
        Field(key="party_id", label=lazy("Id in Perennial"), shape="id"),
        Field(key="external", label=lazy("Id in your system"), shape="identities", many=True),
        *named,
        Field(key="email", label=lazy("E-mail"), shape="identities", many=True),
        Field(key="phone", label=lazy("Phone"), shape="identities", many=True),
        Field(key="handle", label=lazy("Handle"), shape="identities", many=True),
        *(
            (
                Field(key="pronouns", label=lazy("Pronouns"), most=40),
                Field(key="job_title", label=lazy("Job title")),
                Field(key="birthday", label=lazy("Birthday"), shape="birthday"),
            )
            if person
            else ()
        ),
        Field(key="website", label=lazy("Website"), most=500),
        Field(key="street", label=lazy("Street and number"), shape="text", most=500),
        Field(key="postcode", label=lazy("Postcode"), most=20),
        Field(key="city", label=lazy("City")),
        Field(key="region", label=lazy("Region")),
        Field(key="country", label=lazy("Country"), read=_country),
        Field(key="language", label=lazy("Language"), most=16),
        Field(key="time_zone", label=lazy("Time zone"), most=64),
        Field(key="tags", label=lazy("Tags"), shape="tags", most=60, many=True),
        Field(key="stage", label=lazy("Stage (new customers only)"), read=_stage),
        Field(key="owner", label=lazy("Owner (a member’s e-mail)"), shape="choice"),
        Field(key="source", label=lazy("Source"), most=60),
        Field(key="created", label=lazy("Customer since"), shape="moment"),
        Field(key="more", label=lazy("More (from an export of Perennial)"), shape="json"),
    )


class Persons(Parties):
    key = "persons"
    label = gettext_lazy("Persons")
    icon = "user-round"
    party_kind = variant = "person"
    help = gettext_lazy("People you know: names, how to reach them, birthdays, tags.")
    fields = _fields(person=True)
    sample = (
        ("Customer id", "First name", "Last name", "Email", "Phone", "Birthday", "City", "Country", "Tags"),
        ("C-1001", "Zoë", "Müller", "zoe@example.com", "+49 30 1234567", "1988-04-17", "Berlin", "DE", "regular; newsletter"),
        ("C-1002", "Amadou", "Diallo", "amadou@example.com", "", "", "Lyon", "FR", ""),
    )


class Organisations(Parties):
    key = "organisations"
    label = gettext_lazy("Organisations")
    icon = "building-2"
    party_kind = variant = "organisation"
    help = gettext_lazy("Companies, clubs and shops you supply.")
    fields = _fields(person=False)
    sample = (
        ("Customer id", "Company", "Email", "Phone", "Website", "Street", "Postcode", "City", "Country", "Tags"),
        (
            "O-17",
            "Harbour & Vale",
            "office@harbour.example",
            "+44 20 7946 0000",
            "https://harbour.example",
            "1 Quay",
            "E1 6AN",
            "London",
            "GB",
            "wholesale",
        ),
    )
