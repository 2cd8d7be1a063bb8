"""The orders of a list: the menu, and the heads of the columns."""

import dataclasses
from collections.abc import Sequence

from django.utils.translation import gettext as _

from perennial.records.choices import Type
from perennial.records.fields import Field
from perennial.records.state import State


@dataclasses.dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: where a click on it leads, and how the list is sorted by it now."""

    column: Field
    url: str = ""
    is_now: bool = False
    direction: str = "ascending"

    @property
    def icon(self) -> str:
        """The arrow beside the column that sorts."""
        return "arrow-up" if self.direction == "ascending" else "arrow-down"


@dataclasses.dataclass(frozen=True, slots=True)
class Order:
    """One of the ways to sort that the menu offers."""

    label: str
    url: str
    is_now: bool


def heads_of(state: State, columns: Sequence[Field]) -> list[Head]:
    """The heads of the columns; a click on the one that sorts turns the order round."""
    return [_head(state, column) for column in columns]


def sorts_of(state: State) -> list[Order]:
    """Every order, both ways."""
    now = state.wanted
    return [
        Order(
            _words(field, reverse),
            state.address(sort=f"-{field.key}" if reverse else field.key),
            (now.sorted_by.key, now.reverse) == (field.key, reverse),
        )
        for field in state.fields.values()
        if field.sorting
        for reverse in (False, True)
    ]


def _head(state: State, column: Field) -> Head:
    if not column.sorting:
        return Head(column)
    wanted = state.wanted
    is_now = wanted.sorted_by.key == column.key
    falling = column.sorting.falling != (is_now and wanted.reverse)
    turned = f"-{column.key}" if is_now and not wanted.reverse else column.key
    return Head(column, state.address(sort=turned), is_now, "descending" if falling else "ascending")


def _words(field: Field, reverse: bool) -> str:
    falling = bool(field.sorting and field.sorting.falling) != reverse
    match field.type:
        case Type.NUMBER | Type.MONEY:
            words = _("%(field)s, largest first") if falling else _("%(field)s, smallest first")
        case Type.DAY | Type.MOMENT:
            words = _("%(field)s, newest first") if falling else _("%(field)s, oldest first")
        case _:
            words = _("%(field)s, Z to A") if falling else _("%(field)s, A to Z")
    return words % {"field": field.label}
