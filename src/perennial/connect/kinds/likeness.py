"""Rows about somebody who is probably a customer already, though nothing of theirs is written in the same way."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from perennial.connect.choices import Alike
from perennial.connect.kinds.base import Context, Record, Verdict
from perennial.connect.kinds.customers import Found, find_customers, identities_of
from perennial.connect.kinds.recognising import first_to_take
from perennial.people.matching import records as matching
from perennial.people.matching.finding import LIKELY, Pair, pairs_with
from perennial.people.matching.reasons import said_for
from perennial.people.models import Party


def look_alikes(
    groups: Sequence[Verdict], kind: str, within: frozenset[int] | None, least: float = LIKELY
) -> dict[int, tuple[Party, Pair]]:
    """Whom the groups are probably about, by their place: the likest kept customer within reach. A fixed number of queries."""
    records = [_compared(-place - 1, kind, group.record) for place, group in enumerate(groups) if group.record]
    best: dict[int, Pair] = {}
    for pair in pairs_with(records):
        place = -min(pair.first_id, pair.second_id) - 1  # rows have ids below those of customers
        if place >= 0 and max(pair.first_id, pair.second_id) > 0 and pair.confidence >= least:
            best[place] = max(best.get(place, pair), pair, key=lambda one: one.confidence)
    parties = Party.objects.kept().in_bulk([pair.second_id for pair in best.values()])
    return {
        place: (party, pair)
        for place, pair in best.items()
        if (party := parties.get(pair.second_id)) and (within is None or party.owner_id in within)
    }


def note_alikes(groups: Sequence[Verdict], context: Context, kind: str) -> None:
    """Note whom the groups that lead to nobody look like, where the member chose to act on that: before anything is written,
    because whoever is changed or added looks otherwise then, and how much a name tells hangs on who else has it."""
    if context.options.alike == Alike.CREATE:
        return
    found = find_customers({group.key for group in groups if group.key}, kind, context.within, before=context)
    unknown = [group for group in groups if group.key not in found]
    alike = look_alikes(unknown, kind, context.within)
    context.ledger.note_alikes(
        [(unknown[place].line, party.pk, pair.confidence, pair.reasons) for place, (party, pair) in alike.items()]
    )


def chosen_alikes(groups: Sequence[Verdict], found: Mapping[str, Found], context: Context) -> dict[int, tuple[Party, Pair]]:
    """By their place: whom the groups that nobody was found for look like, as it was noted. Each customer is updated by one
    group of a file at most; who looks like them as well is added."""
    unknown = {group.line: place for place, group in enumerate(groups) if group.key not in found}
    noted = context.ledger.alikes(unknown)
    parties = Party.objects.kept().in_bulk([party_id for _line, party_id, _confidence, _reasons in noted])
    alike = {
        unknown[line]: (parties[party_id], Pair(-line, party_id, confidence, reasons))
        for line, party_id, confidence, reasons in noted
        if party_id in parties
    }
    if context.options.alike == Alike.SKIP:
        return alike
    asking = [(groups[place], party.pk) for place, (party, _pair) in alike.items()]
    taking = {id(group) for group in first_to_take(asking, context)}
    return {place: one for place, one in alike.items() if id(groups[place]) in taking}


def said(party: Party, pair: Pair) -> str:
    """Whom a row looks like, how sure that is, and why."""
    return _("looks like %(name)s (%(percent)s %%): %(why)s") % {
        "name": party.name,
        "percent": min(99, int(pair.confidence * 100)),
        "why": ", ".join(said_for(pair.reasons)).lower(),
    }


def _compared(id_: int, kind: str, record: Record) -> matching.Record:
    found = matching.record_of(
        id_,
        kind,
        record.get("name", ""),
        record.get("given_name", ""),
        record.get("family_name", ""),
        record.get("city", ""),
        record.get("website", ""),
    )
    for identity_kind, system, _value, normal in identities_of(record):
        matching.add_identity(found, identity_kind, system, normal)
    if record.get("street"):
        found.places.append(matching.place_of(record["street"], record.get("postcode", ""), record.get("city", "")))
    if birthday := record.get("birthday"):
        found.birthday = tuple(birthday)
    return found
