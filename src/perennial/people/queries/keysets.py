"""Customers page by page along an index, without numbers of pages: for programs, which go to the end."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.db.models.expressions import OrderBy

from perennial.people.choices import PartyKind
from perennial.people.models.party import KEPT, PartyQuerySet
from perennial.people.queries.parties import visible_parties
from perennial.records.choices import Operator
from perennial.records.compiling import compiled
from perennial.records.conditions import EVERYTHING, Condition, Is
from perennial.records.fields import Field
from perennial.records.listing import COUNTED
from perennial.records.ordering import Newest, Sorted, Unindexed
from perennial.team.reach import sees_all

ALONG = "along"  # by what a row is compared with the last one of the page before
_WITH_NAMES = {"city", "country", "owner", "stage"}  # their indexes have the order of names, too


@dataclasses.dataclass(frozen=True, slots=True)
class Keyset:
    """An order that an index has. Where the field may be empty, those rows come last."""

    field: str
    descending: bool = False
    nullable: bool = False

    def order(self) -> list[Any]:
        """What to order by, as the index is asked for."""
        if self.field == "id":
            return [OrderBy(F("id"), descending=self.descending)]
        if self.nullable:
            return [Newest(ALONG), Newest("id")]
        return [OrderBy(F(name), descending=self.descending) for name in (ALONG, "id")]


KEYSETS: Mapping[str, Keyset] = {
    "name": Keyset("sort_name"),
    "-name": Keyset("sort_name", descending=True),
    "value": Keyset("value_minor"),
    "-value": Keyset("value_minor", descending=True),
    "created_at": Keyset("created_at"),
    "-created_at": Keyset("created_at", descending=True),
    "-last_order_at": Keyset("last_order_at", descending=True, nullable=True),
    "-last_contact_at": Keyset("last_contact_at", descending=True, nullable=True),
    "id": Keyset("id"),
    "-id": Keyset("id", descending=True),
}


@dataclasses.dataclass(frozen=True)
class KeysetList:
    """The customers of one kind that a member may see and that fit a condition."""

    member: Any
    kind: PartyKind
    condition: Condition
    fields: Mapping[str, Field]

    def along(self, keyset: Keyset) -> PartyQuerySet:
        """They, with `along` for pages. What fits many is checked along the index of the order; what fits few is fetched by its
        own index and sorted."""
        by_name = keyset.field == "sort_name" and sees_all(self.member)
        if by_name and (self.condition == EVERYTHING or self._has_names_in_order()):
            return self._rows(dense=False).alias(along=F(keyset.field))
        dense = (self.condition == EVERYTHING and self.kind == PartyKind.PERSON) or self.counted()[1]
        return self._rows(dense=dense).alias(along=F(keyset.field) if dense else Sorted(F(keyset.field)))

    def counted(self) -> tuple[int, bool]:
        """(how many they are, whether counting stopped there)."""
        count = self._rows(dense=False).order_by()[: COUNTED + 1].count()
        return min(count, COUNTED), count > COUNTED

    def _rows(self, *, dense: bool) -> PartyQuerySet:
        parties = visible_parties(self.member)
        if dense or self.condition != EVERYTHING:
            parties = parties.alias(plain_kind=Unindexed(F("kind"))).filter(plain_kind=self.kind)
        else:
            parties = parties.filter(kind=self.kind)
        rows: PartyQuerySet = compiled(self.condition, self.fields, dense=dense, each=KEPT).on(parties)  # type: ignore[assignment]
        return rows

    def _has_names_in_order(self) -> bool:
        """Whether an index has those that fit by name already: one value of one of some columns."""
        asked = self.condition
        if not isinstance(asked, Is) or asked.field not in _WITH_NAMES:
            return False
        return asked.operator == Operator.IS or (isinstance(asked.value, tuple) and len(asked.value) == 1)


def of_visible(member: Any) -> Exists:
    """The rows whose `party` a member may see, asked row by row."""
    return Exists(visible_parties(member).filter(pk=OuterRef("party")))
