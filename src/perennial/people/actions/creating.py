"""Writing down a new customer."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from perennial.people.actions.identifying import attach_identity
from perennial.people.actions.tagging import attach_tag
from perennial.people.actions.writing import applied_custom, cleaned, id_of, index_words, named, tell
from perennial.people.choices import PartyKind, Stage
from perennial.people.events import PartyCreated
from perennial.people.models import Party
from perennial.records.custom.values import Applied, keep_picks
from perennial.team.deeds import record_deed
from perennial.team.models import Member


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """An identity that comes with a new customer."""

    kind: str
    value: str
    system: str = ""
    label: str = ""


@transaction.atomic
def create_party(
    *,
    by: Member | None,
    kind: str = PartyKind.PERSON,
    name: str = "",
    stage: str = Stage.LEAD,
    owner: Member | None = None,
    identities: Iterable[Known] = (),
    tags: Iterable[str] = (),
    sample: bool = False,
    batch: int | None = None,
    custom: Mapping[str, Any] | None = None,
    **facts: Any,
) -> Party:
    """Keep a new person or organisation with its identities and tags. Tells PartyCreated. Refuses a customer without a name,
    values that are too long, an identity that is none, and an external id that somebody has already; an e-mail address or
    phone that somebody has is let through, because families and shops share them. With `custom` (fields of the business by
    their keys) the required ones must be there and the others get their defaults; without it they stay empty."""
    values = cleaned(Party, {"kind": kind, "name": name, "stage": stage, **facts})
    party = Party(owner=owner, created_by=by, sample=sample, batch=batch, **values)
    named(party)
    applied = applied_custom(party, custom, by=by, creating=True) if custom is not None else Applied({})
    party.save(force_insert=True)
    keep_picks(party.pk, party.custom, applied.picked)
    for known in identities:
        attach_identity(party, known.kind, known.value, system=known.system, label=known.label, by=by)
    for tag in tags:
        attach_tag(party, tag)
    index_words(party)
    record_deed("people.party.created", by=by, on=party)
    tell(PartyCreated(party_id=party.pk, by_id=id_of(by)))
    return party
