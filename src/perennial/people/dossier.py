"""What the details column of a customer's page shows, in eight queries."""

import dataclasses
from typing import Any

from perennial.kernel import clock
from perennial.people.choices import IdentityKind
from perennial.people.models import Address, Anniversary, Identity, Party, Relation, Remembrance, StageChange, Tag, of_visible
from perennial.people.models.anniversary import BIRTHDAY
from perennial.people.queries import Celebration, next_occurrence
from perennial.people.relations import shown

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
        identities=list(party.identities.order_by("kind", "-is_primary", "id")),
        addresses=list(party.addresses.order_by("id")),
        related=_related(party, member),
        tags=list(Tag.objects.filter(taggings__party=party)),
        remembrances=list(party.remembrances.order_by("kind", "id")),
        celebrations=_celebrations(party),
        stages=list(party.stage_changes.select_related("by").order_by("-at", "-id")[:6]),
    )


def _related(party: Party, member: Any) -> list[Related]:
    out = Relation.objects.filter(of_visible(member, "object"), subject=party).select_related("object")
    into = Relation.objects.filter(of_visible(member, "subject"), object=party).select_related("subject")
    out, into = out.order_by("word", "id"), into.order_by("word", "id")
    return [
        *(Related(r.pk, r.object, shown(r.word), r.note) for r in out[:_RELATIONS_SHOWN]),
        *(Related(r.pk, r.subject, shown(r.word, inverse=True), r.note) for r in into[:_RELATIONS_SHOWN]),
    ]


def _celebrations(party: Party) -> list[Celebration]:
    today = clock.today()
    found = []
    for one in Anniversary.objects.filter(party=party):
        on = next_occurrence(one.month, one.day, today)
        years = on.year - one.year if one.year else None
        found.append(Celebration(one, on, years if years and years > 0 else None))
    return sorted(found, key=lambda each: (each.on, each.anniversary.name != BIRTHDAY))
