"""A list of records: what is wanted, counted no further than needed, a page of it."""

import dataclasses
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from django.db.models import F
from django.db.models.expressions import OrderBy

from perennial.records.choices import Operator
from perennial.records.compiling import compiled
from perennial.records.conditions import EVERYTHING, All, Condition, Is, joined
from perennial.records.fields import Field, Rows
from perennial.records.kinds import RecordKind
from perennial.records.ordering import Newest, Unindexed

PAGE_SIZE = 50
COUNTED = 10_000  # further than this nothing is counted
FEW = 1_000  # hidden records that are taken off instead of being looked for one by one
LAST_PAGE = COUNTED // PAGE_SIZE


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
            return None
        return next((part for part in self.parts if isinstance(part, Is) and self._lies(part)), None)

    @property
    def parts(self) -> tuple[Condition, ...]:
        """What has to be true together."""
        return self.condition.parts if isinstance(self.condition, All) else (self.condition,)

    def _lies(self, asked: Is) -> bool:
        is_one = asked.operator == Operator.IS or (asked.operator == Operator.ANY_OF and len(asked.value) == 1)  # type: ignore[arg-type]
        return is_one and self._is_served(asked.field)

    def _is_served(self, key: str) -> bool:
        """Whether one index serves this field and the order together."""
        field = self.fields.get(key)
        is_own = field is not None and field.along and self.sorted_by.key == self.kind.sort
        return is_own or (key, self.sorted_by.key) in self.kind.along


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `count` is exact up to COUNTED, else `capped`."""

    rows: list[Any]
    number: int
    count: int
    capped: bool
    has_next: bool

    @property
    def first(self) -> int:
        """The place of its first row in the list, from 1."""
        return (self.number - 1) * PAGE_SIZE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The place of its last row."""
        return (self.number - 1) * PAGE_SIZE + len(self.rows)


def page_of(wanted: Wanted, number: int = 1, *, size: int = PAGE_SIZE) -> Page:
    """A page of what is wanted: two queries, whatever the size of the table. A condition that fits more than COUNTED records is
    checked along the index of the sort; a rarer one is fetched by its own index and sorted."""
    counted = count_of(wanted)
    capped = counted > COUNTED
    number = max(1, min(number, LAST_PAGE))
    start = (number - 1) * size
    rows = list(ordered(wanted, dense=capped)[start : start + size + 1])
    return Page(rows[:size], number, min(counted, COUNTED), capped, len(rows) > size and number < LAST_PAGE)


def count_of(wanted: Wanted) -> int:
    """How many records are wanted, counted up to COUNTED + 1. Where the one thing that is asked stands in another table and
    nearly all records are visible, it is counted there, without looking at the records themselves."""
    asked = wanted.condition
    if isinstance(asked, Is) and (named := _named_elsewhere(wanted, asked)) is not None:
        return named[: COUNTED + 1].count()
    if _is_capped(wanted):
        return COUNTED + 1
    usual = dataclasses.replace(wanted, sort="", reverse=False)
    if (wanted.is_everything and wanted.border is None) or usual.along == wanted.condition:
        # along an order that has the ids: another index may lack them, and one on which most rows agree may not be used at all
        return fitting(wanted, dense=False).order_by(*_keys(usual, indexed=True))[: COUNTED + 1].count()
    return fitting(wanted, dense=False).order_by()[: COUNTED + 1].count()


def _is_capped(wanted: Wanted) -> bool:
    """Whether there are certainly more than are counted: so many that those which the member may not see make no difference."""
    known = wanted.kind.whole(wanted.member) if wanted.kind.whole else None
    if known is None:
        return False
    rows, lost = known
    few = lost.order_by()[:FEW].count()
    usual = dataclasses.replace(wanted, sort="", reverse=False)
    ordering = _keys(usual, indexed=True) if wanted.is_everything or usual.along == wanted.condition else []
    found = compiled(wanted.condition, wanted.fields).on(rows).order_by(*ordering)
    return few < FEW and found[: COUNTED + few + 1].count() > COUNTED + few


def all_of(wanted: Wanted) -> Iterator[Any]:
    """Every record that is wanted, in the order of the list, streamed."""
    return ordered(wanted, dense=wanted.is_everything or count_of(wanted) > COUNTED).iterator(chunk_size=1000)


def fitting(wanted: Wanted, *, dense: bool) -> Rows:
    """The records that the member may see and wants, in no order. `dense`: to be asked row by row; see `compiled`."""
    rows = wanted.kind.visible(wanted.member)
    if dense and wanted.border is not None and wanted.kind.kept:
        own = {field.key: field for field in wanted.kind.built_in()}
        rows = compiled(wanted.border, own, dense=True).on(wanted.kind.kept())  # so that the index of the order is walked
    if not dense:
        return compiled(wanted.condition, wanted.fields, each=wanted.kind.kept_when).on(rows)
    sorting = wanted.sorted_by.sorting
    rows = compiled(wanted.along, wanted.fields).on(rows) if wanted.along else rows
    rest = joined(EVERYTHING, *(part for part in wanted.parts if part != wanted.along))
    return compiled(rest, wanted.fields, dense=True, along=sorting.by if sorting else "").on(rows)


def ordered(wanted: Wanted, *, dense: bool) -> Rows:
    """The records that are wanted, in their order; `dense` where many fit."""
    rows = fitting(wanted, dense=dense).order_by(
        *_keys(wanted, indexed=dense or (wanted.is_everything and wanted.border is None))
    )
    rows = rows.prefetch_related(*wanted.kind.apart) if wanted.kind.apart else rows
    return rows.select_related(*wanted.kind.related) if wanted.kind.related else rows


def _keys(wanted: Wanted, *, indexed: bool) -> list[OrderBy]:
    sorting = wanted.sorted_by.sorting
    assert sorting is not None
    by = F(sorting.by) if isinstance(sorting.by, str) else sorting.by()
    if not indexed:
        by = Unindexed(by)
    falling = sorting.falling != wanted.reverse
    if sorting.then:
        first: OrderBy = Newest(by, reverse=not falling) if sorting.newest else OrderBy(by, descending=falling)
        return [first, *(OrderBy(F(name), descending=falling) for name in sorting.then)]
    if sorting.unique:
        return [OrderBy(by, descending=falling)]
    if sorting.newest:
        return [Newest(by, reverse=not falling), Newest("id", reverse=not falling)]
    return [OrderBy(by, descending=falling), OrderBy(F("id"), descending=falling)]


def _named_elsewhere(wanted: Wanted, asked: Is) -> Rows | None:
    """The ids that the rows of another table name for one thing that is asked, without those of the few that are hidden."""
    hidden = wanted.kind.hidden(wanted.member) if wanted.kind.hidden else None
    field = wanted.fields.get(asked.field)
    if hidden is None or field is None or not field.asked or field.names != "pk" or asked.operator != field.asks[0]:
        return None
    named = field.asked(asked.operator, asked.value)
    if len(named) != 1:
        return None
    rows, link = named[0]
    return rows.exclude(**{f"{link}__in": hidden.values("pk")}).order_by().values(link).distinct()
