"""Rows about somebody who is probably a customer already, though nothing of theirs is written in the same way."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from perennial.connect.choices import Alike
from perennial.connect.kinds.base import Context, Record, Verdict
from perennial.connect.kinds.customers import Found, identities_of
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


def chosen_alikes(
    groups: Sequence[Verdict], found: Mapping[str, Found], context: Context, kind: str
) -> dict[int, tuple[Party, Pair]]:
    """Whom the groups that nobody was found for look like, where the member chose to act on that. Each customer is updated by
    one group of a file at most; who looks like them as well is added."""
    if context.options.alike == Alike.CREATE:
        return {}
    alike = {
        place: (party, pair)
        for place, (party, pair) in look_alikes(groups, kind, context.within).items()
        if groups[place].key not in found and party.batch != context.import_id
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
