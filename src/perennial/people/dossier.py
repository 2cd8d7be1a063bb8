"""What the details column of a customer's page shows, in eight queries."""

import dataclasses
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from perennial.kernel import clock
from perennial.kernel.prepared import prepared
from perennial.people.choices import IdentityKind
from perennial.people.models import Address, Anniversary, Identity, Party, Relation, Remembrance, StageChange, Tag
from perennial.people.models.anniversary import BIRTHDAY
from perennial.people.queries import Celebration, newest_stage_changes, next_occurrence
from perennial.people.relations import shown
from perennial.team.reach import owners_within_reach

_RELATIONS_SHOWN = 50


@dataclasses.dataclass(frozen=True, slots=True)
class Related:
    """Another party and how it belongs to this one, read from this one's side."""

    pk: int
    party: Party
    word: str
    note: str

    def __str__(self) -> str:
        return f"{self.word} {self.party.name}"


@dataclasses.dataclass(frozen=True, slots=True)
class Dossier:
    """Everything about a party that is not a figure or an event."""

    identities: list[Identity]
    addresses: list[Address]
    related: list[Related]
    tags: list[Tag]
    remembrances: list[Remembrance]
    celebrations: list[Celebration]
    stages: list[StageChange]

    @property
    def email(self) -> Identity | None:
        """The address to write to first."""
        return next((one for one in self.identities if one.kind == IdentityKind.EMAIL), None)

    @property
    def phone(self) -> Identity | None:
        """The number to call first."""
        return next((one for one in self.identities if one.kind == IdentityKind.PHONE), None)


def dossier_of(party: Party, member: Any) -> Dossier:
    """Read the details of a party; whoever belongs to it is named to a member within whose reach they are."""
    return Dossier(
        identities=_identities(party.pk),
        addresses=_addresses(party.pk),
        related=_related(party, member),
        tags=_tags(party.pk),
        remembrances=_remembrances(party.pk),
        celebrations=_celebrations(party),
        stages=newest_stage_changes(party.pk, 6),
    )


@prepared
def _identities(party_id: int) -> "QuerySet[Identity]":
    return Identity.objects.filter(party=party_id).order_by("kind", "-is_primary", "id")


@prepared
def _addresses(party_id: int) -> "QuerySet[Address]":
    return Address.objects.filter(party=party_id).order_by("id")


@prepared
def _tags(party_id: int) -> "QuerySet[Tag]":
    return Tag.objects.filter(taggings__party=party_id)


@prepared
def _remembrances(party_id: int) -> "QuerySet[Remembrance]":
    return Remembrance.objects.filter(party=party_id).order_by("kind", "id")


@prepared
def _anniversaries(party_id: int) -> "QuerySet[Anniversary]":
    return Anniversary.objects.filter(party=party_id)


@prepared
def _relations(party_id: int, *, here: str, there: str, owners: frozenset[int] | None) -> "QuerySet[Relation]":
    """Those that have a party at one of their ends and at the other one who is kept, of these owners (None: of all)."""
    other = Exists(Party.objects.kept().of_owners(owners).filter(pk=OuterRef(there)))
    found = Relation.objects.filter(other, **{here: party_id}).select_related(there)
    return found.order_by("word", "id")[:_RELATIONS_SHOWN]


def _related(party: Party, member: Any) -> list[Related]:
    owners = owners_within_reach(member)
    out = _relations(party.pk, here="subject", there="object", owners=owners)
    into = _relations(party.pk, here="object", there="subject", owners=owners)
    return [
        *(Related(r.pk, r.object, shown(r.word), r.note) for r in out),
        *(Related(r.pk, r.subject, shown(r.word, inverse=True), r.note) for r in into),
    ]


def _celebrations(party: Party) -> list[Celebration]:
    today = clock.today()
    found = []
    for one in _anniversaries(party.pk):
        on = next_occurrence(one.month, one.day, today)
        years = on.year - one.year if one.year else None
        found.append(Celebration(one, on, years if years and years > 0 else None))
    return sorted(found, key=lambda each: (each.on, each.anniversary.name != BIRTHDAY))
