"""What is wanted of the records of a kind: by whom, which, and in which order."""

import dataclasses
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.db.models import F
from django.db.models.expressions import OrderBy

from perennial.records.choices import Operator
from perennial.records.conditions import EVERYTHING, All, Condition, Is
from perennial.records.fields import Field
from perennial.records.kinds import RecordKind
from perennial.records.ordering import Newest, Sorted


@dataclasses.dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which records a member wants to see, and in which order. `fields` are those that the member may see."""

    kind: RecordKind
    member: Any
    fields: Mapping[str, Field]
    condition: Condition = EVERYTHING
    sort: str = ""
    reverse: bool = False

    @property
    def is_everything(self) -> bool:
        """Whether nothing is filtered."""
        return self.condition == EVERYTHING

    @cached_property
    def sorted_by(self) -> Field:
        """The field that gives the order: the one that is named, where it can, else the kind's usual one."""
        field = self.fields.get(self.sort)
        return field if field and field.sorting else next(own for own in self.kind.built_in() if own.key == self.kind.sort)

    @cached_property
    def border(self) -> Condition | None:
        """What the member's reach asks; None where it has no border, and where the kind has none but `visible`."""
        return self.kind.border(self.member) if self.kind.border else None

    @cached_property
    def along(self) -> Is | None:
        """Of what has to be true together the one thing that an index serves along with the order that is wanted."""
        if self.border is not None:
            return self.border if isinstance(self.border, Is) and self._lies(self.border) else None
        return next((part for part in self.parts if isinstance(part, Is) and self._lies(part)), None)

    @property
    def parts(self) -> tuple[Condition, ...]:
        """What has to be true together."""
        return self.condition.parts if isinstance(self.condition, All) else (self.condition,)

    @property
    def lies_beside(self) -> bool:
        """Whether of two things that are asked together one stands in the index of the other, which has the order, too."""
        asked = [(self.fields.get(part.field), part) for part in self.parts if isinstance(part, Is)]
        columns = {column for field, part in asked if field and field.along and self._lies(part) for column in field.beside}
        return any(field is not None and field.column in columns for field, _part in asked)

    def _lies(self, asked: Is) -> bool:
        values = asked.value if isinstance(asked.value, tuple) else ()
        is_one = asked.operator == Operator.IS or (asked.operator == Operator.ANY_OF and len(values) == 1)
        return is_one and self._is_served(asked.field)

    def _is_served(self, key: str) -> bool:
        """Whether one index serves this field and the order together."""
        field = self.fields.get(key)
        is_own = field is not None and field.along and self.sorted_by.key == self.kind.sort
        return is_own or (key, self.sorted_by.key) in self.kind.along

    def keys(self, *, indexed: bool) -> list[OrderBy]:
        """How to order by it: along an index, or by sorting those that were found."""
        sorting = self.sorted_by.sorting
        assert sorting is not None
        by = F(sorting.by) if isinstance(sorting.by, str) else sorting.by()
        if not indexed:
            by = Sorted(by)
        falling = sorting.falling != self.reverse
        if sorting.then:
            first: OrderBy = Newest(by, reverse=not falling) if sorting.newest else OrderBy(by, descending=falling)
            return [first, *(OrderBy(F(name), descending=falling) for name in sorting.then)]
        if sorting.unique:
            return [OrderBy(by, descending=falling)]
        if sorting.newest:
            return [Newest(by, reverse=not falling), Newest("id", reverse=not falling)]
        return [OrderBy(by, descending=falling), OrderBy(F("id"), descending=falling)]
