"""Whom the rows of a file are about, and what of theirs others have: judged by what was known before the import, and by what
other rows of the file took."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from perennial.connect.kinds.base import Context, Verdict
from perennial.connect.kinds.customers import Found, find_by_other_ways, find_customers
from perennial.kernel.bulk import bulk_find
from perennial.people.models import Identity, Party


def recognised(groups: Sequence[Verdict], context: Context, kind: str) -> dict[str, Found]:
    """Whom the groups are about, by their keys: whoever has the key, else the one who has their e-mail address or phone. Each
    customer is met by one group of a file at most."""
    also = {group.key: group.record.pop("_also") for group in groups if "_also" in group.record}
    keys = {group.key for group in groups if group.key}.union(*also.values())
    found = find_customers(keys, kind, context.within, before=context)
    found |= {
        key: found[other] for key, others in also.items() if key not in found for other in sorted(others) if other in found
    }
    if context.options.match != "auto":
        return found
    unknown = {group.key: group.record for group in groups if group.key not in found}
    met = find_by_other_ways(unknown, kind, context.within, before=context)
    asking = [(group, met[group.key].party_id) for group in groups if group.key in met]
    return found | {group.key: met[group.key] for group in first_to_take(asking, context)}


def first_to_take(asking: Sequence[tuple[Verdict, int]], context: Context) -> list[Verdict]:
    """Of groups that are about a customer in a roundabout way those that take them: no other row of the file leads to them."""
    led = context.ledger.led({party_id for _group, party_id in asking})
    wanted = [(group, (f"party:{party_id}", group.line)) for group, party_id in asking if party_id not in led]
    taken = context.ledger.claim([claim for _group, claim in wanted])
    return [group for group, claim in wanted if claim not in taken]


def ids_of_others(groups: Sequence[Verdict], found: Mapping[str, Found]) -> set[str]:
    """Of the keys by ids of ours that lead to nobody of this kind: those whose id a customer of the other kind has."""
    unknown = {int(group.key[3:]) for group in groups if group.key.startswith("id:") and group.key not in found}
    return {f"id:{pk}" for (pk,) in bulk_find(Party, "id", (pk for pk in unknown if pk < 2**63), ("id",))} if unknown else set()


def refuse_taken(groups: Sequence[Verdict], context: Context) -> None:
    """External ids are unique: a row may not bring one that somebody else has, or that another row of the file brings."""
    wanted: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
    for group in groups:
        if group.action in ("create", "update"):
            source = group.record if group.action == "create" else {k: v[1] for k, v in group.changes.items()}
            for system, _value, normal in source.get("external", ()):
                wanted[system, normal].append(group)
    taken = {
        (system, normal)
        for normal, kind, system in bulk_find(Identity, "normal", {n for _s, n in wanted}, ("normal", "kind", "system"))
        if kind == "external"
    }
    claims = {pair: (f"external:{pair[0]}:{pair[1]}", rivals[0].line) for pair, rivals in wanted.items()}
    elsewhere = context.ledger.claim(claims.values())
    for pair, rivals in wanted.items():
        for group in rivals if pair in taken or claims[pair] in elsewhere else rivals[1:]:
            if group.action != "fail":
                group.fail(_("The id “%s” belongs to somebody else already") % pair[1][:60], column=context.columns["external"])
