"""Writing down a new customer."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec

from django.db import transaction

from perennial.people.actions.identifying import attach_identity
from perennial.people.actions.tagging import attach_tag
from perennial.people.actions.writing import applied_custom, cleaned, id_of, index_new_words, named, tell
from perennial.people.choices import PartyKind, Stage
from perennial.people.events import PartyCreated
from perennial.people.models import Identity, Party
from perennial.records.custom.values import Applied, keep_picks
from perennial.records.models import CustomField
from perennial.team.deeds import record_deed
from perennial.team.models import Member

P = ParamSpec("P")


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """An identity that comes with a new customer."""

    kind: str
    value: str
    system: str = ""
    label: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """A customer who was just written down, with all identities; `fields` are those of the business, if they were asked."""

    party: Party
    identities: Sequence[Identity]
    fields: Sequence[CustomField] | None


@transaction.atomic
def write_party(
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
) -> Written:
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
    held: list[Identity] = []
    for known in identities:
        identity, is_new = attach_identity(party, held, known.kind, known.value, system=known.system, label=known.label, by=by)
        held += [identity] if is_new else []
    for tag in tags:
        attach_tag(party, tag)
    index_new_words(party, held)
    record_deed("people.party.created", by=by, on=party)
    tell(PartyCreated(party_id=party.pk, by_id=id_of(by)))
    return Written(party, held, applied.fields)


def _alone(write: Callable[P, Written]) -> Callable[P, Party]:
    """The same action, for whoever needs the customer alone."""

    @wraps(write)
    def party_of(*args: P.args, **kwargs: P.kwargs) -> Party:
        return write(*args, **kwargs).party

    return party_of


create_party = _alone(write_party)
