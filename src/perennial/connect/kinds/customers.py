"""Recognising customers: by an id of ours, an external id, an e-mail address, a phone number, a name."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from typing import Any

from django.utils.translation import gettext_lazy as _

from perennial.connect.kinds.base import Context, Field, Record
from perennial.kernel.bulk import bulk_find
from perennial.people.choices import IdentityKind, PartyKind
from perennial.people.models import Identity, Party
from perennial.people.names import folded, sort_name

RULES = (
    ("auto", _("By the first that is known: id, e-mail, phone; else by name and city")),
    ("external", _("By their id in your system")),
    ("email", _("By e-mail address")),
    ("phone", _("By phone number")),
    ("name", _("By name and city")),
)
CUSTOMER_FIELDS = (
    Field(key="party_id", label=_("Customer: id in Perennial"), shape="id"),
    Field(
        key="external",
        label=_("Customer: id in your system"),
        shape="identities",
        many=True,
    ),
    Field(
        key="email",
        label=_("Customer: e-mail"),
        shape="identities",
        many=True,
    ),
    Field(
        key="phone",
        label=_("Customer: phone"),
        shape="identities",
        many=True,
    ),
    Field(
        key="name",
        label=_("Customer: name"),
    ),
)
_IDENTITIES = (IdentityKind.EXTERNAL.value, IdentityKind.EMAIL.value, IdentityKind.PHONE.value, IdentityKind.HANDLE.value)
_ORDER = ("party_id", "external", "email", "phone", "name")


def customer_key(record: Record, rule: str = "auto") -> str:
    """The one key by which a record's customer is recognised: "external:shop:C-17", "email:ann@x.example"; "" for none."""
    for field in _ORDER if rule == "auto" else ("party_id", rule):
        value = record.get(field)
        if not value:
            continue
        if field == "party_id":
            return f"id:{value}"
        if field == "name":
            sorts = sort_name(value, record.get("given_name", ""), record.get("family_name", ""))
            return f"name:{sorts}|{folded(record.get('city', ''))}"
        system, _value, normal = value[0]
        return f"{field}:{system}:{normal}"
    return ""


@dataclasses.dataclass(slots=True)
class Found:
    """What a key leads to: one party, several, one that was deleted, or one beyond the reach of whoever imports."""

    party_id: int = 0
    many: bool = False
    deleted: bool = False
    beyond: bool = False


def find_customers(
    keys: Iterable[str], kind: str = "", within: frozenset[int] | None = None, *, before: Context | None = None
) -> dict[str, Found]:
    """The parties behind keys, in a fixed number of queries. Keys that lead nowhere are left out; a key that leads within reach
    (`team.reach.owners_within_reach`) and beyond it leads within. They lead as they did `before` an import began that looks:
    what becomes of a row hangs neither on where it stands nor on how far the import has come."""
    ids: dict[int, str] = {}
    normals: defaultdict[str, set[str]] = defaultdict(set)
    names: defaultdict[str, set[str]] = defaultdict(set)
    for key in keys:
        if key.startswith("id:"):
            ids[int(key[3:])] = key
        elif key.startswith("name:"):
            names[key[5:].rpartition("|")[0]].add(key)
        elif key:
            normals[key.split(":", 2)[2]].add(key)
    pairs: list[tuple[str, int]] = [(key, party_id) for party_id, key in ids.items()]
    if normals:
        pairs += _by_identities(normals, before)
    if names:
        pairs += _by_names(names, before)
    return _judged(pairs, kind, within, before)


def _by_identities(normals: Mapping[str, set[str]], before: Context | None) -> list[tuple[str, int]]:
    columns = ("normal", "kind", "system", "party_id", "id")
    found = [
        (key, party_id, id_)
        for normal, kind, system, party_id, id_ in bulk_find(Identity, "normal", normals, columns)
        if (key := f"{kind}:{system}:{normal}") in normals[normal]
    ]
    added = before.ledger.added([id_ for _key, _party_id, id_ in found]) if before else ()
    return [(key, party_id) for key, party_id, id_ in found if id_ not in added]


def _by_names(names: Mapping[str, set[str]], before: Context | None) -> list[tuple[str, int]]:
    columns = ("id", "sort_name", "city")
    found = list(bulk_find(Party, "sort_name", names, columns, where="deleted_at IS NULL"))
    if before:
        renamed = before.ledger.renamed([party_id for party_id, _name, _city in found])
        found = [one for one in found if one[0] not in renamed] + before.ledger.formerly(names.keys())
    return [
        (key, party_id) for party_id, name, city in found for key in names[name] if key.rpartition("|")[2] in ("", folded(city))
    ]


def find_by_other_ways(
    records: Mapping[str, Record], kind: str = "", within: frozenset[int] | None = None, *, before: Context | None = None
) -> dict[str, Found]:
    """Whom records are about whose id in another system is not known yet, by their keys: the one customer who has their e-mail
    address, else their phone number. Not somebody who has another id in that system: there it is somebody else."""
    ways = {
        key: [f"{way}:{system}:{normal}" for way in ("email", "phone") for system, _value, normal in record.get(way, ())]
        for key, record in records.items()
        if key.startswith("external:")
    }
    if not ways:
        return {}
    found = find_customers({way for some in ways.values() for way in some}, kind, within, before=before)
    known = {one.party_id for one in found.values() if not one.many}
    systems = {
        (party_id, system)
        for party_id, identity_kind, system in bulk_find(Identity, "party_id", known, ("party_id", "kind", "system"))
        if identity_kind == IdentityKind.EXTERNAL
    }
    met: dict[str, Found] = {}
    for key, some in ways.items():
        system = key.split(":", 2)[1]
        for one in (found[way] for way in some if way in found):
            if not (one.many or one.deleted or one.beyond) and (one.party_id, system) not in systems:
                met[key] = one
                systems.add((one.party_id, system))
                break
    return met


def made_before(keys: Set[str], context: Context) -> dict[str, int]:
    """The customers whom this import made for keys, or who are the only one of its customers to have such a key."""
    noted = _judged([*context.ledger.made(keys).items()], "", None, None)  # a chunk that was killed left notes of nobody
    others = find_customers(keys - noted.keys(), within=context.within)
    fitting = {key: one for key, one in others.items() if not (one.many or one.deleted or one.beyond)}
    return {key: one.party_id for key, one in (noted | fitting).items()}


def _judged(pairs: list[tuple[str, int]], kind: str, within: frozenset[int] | None, before: Context | None) -> dict[str, Found]:
    pairs = _with_heirs(pairs)
    kinds = {
        id_: (party_kind, deleted, within is not None and owner_id not in within)
        for id_, party_kind, deleted, owner_id, batch in bulk_find(
            Party, "id", {p for _k, p in pairs}, ("id", "kind", "deleted_at", "owner_id", "batch")
        )
        if before is None or batch != before.import_id
    }
    found: dict[str, Found] = {}
    for key, party_id in pairs:
        if party_id not in kinds or (kind and kinds[party_id][0] != kind):
            continue
        deleted, beyond = kinds[party_id][1] is not None, kinds[party_id][2]
        known = found.get(key)
        if known is None or (known.beyond and not beyond) or (known.deleted and not deleted and known.beyond == beyond):
            found[key] = Found(party_id, deleted=deleted, beyond=beyond)
        elif known.party_id != party_id and not deleted and not beyond:
            known.many = True
    return found


def _with_heirs(pairs: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The pairs, with whoever holds the history now in place of a record that was merged."""
    ids = {party_id for _key, party_id in pairs}
    heirs = dict(bulk_find(Party, "id", ids, ("id", "merged_into_id"), where="merged_into_id IS NOT NULL"))
    return [(key, heirs.get(party_id, party_id)) for key, party_id in pairs]


def name_for(record: Record) -> str:
    """What a customer is called of whom an order says little."""
    for field in ("name", "email", "phone", "external"):
        if value := record.get(field):
            text = value if isinstance(value, str) else value[0][1]
            return str(_("Customer %s") % text)[:200] if field == "external" else str(text)[:200]
    return str(_("Customer"))


def identities_of(record: Record) -> list[tuple[str, str, str, str]]:
    """(kind, system, value, normal) of all identities in a record."""
    found: list[tuple[str, str, str, str]] = []
    for kind in _IDENTITIES:
        if kind in record:
            found += [(kind, system, value, normal) for system, value, normal in record[kind]]
    return found


def parties_for(found: dict[str, Found]) -> dict[int, Any]:
    """The living parties within reach among those found, by id."""
    return Party.objects.in_bulk([one.party_id for one in found.values() if not (one.many or one.deleted or one.beyond)])


PERSON = PartyKind.PERSON.value
