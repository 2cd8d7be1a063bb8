"""The columns of the customer list: our own, and those that the slices offer."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.functional import Promise, cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from perennial.kernel import manifests
from perennial.people.kind import FIELDS
from perennial.people.models import Party
from perennial.records.choices import Type
from perennial.records.fields import Field


@dataclasses.dataclass(frozen=True)
class Shown:
    """A column: what its head says, how a cell is drawn, by which key of the list it sorts."""

    key: str
    label: str | Promise
    template: str = ""
    draw: Callable[[Party], Any] | None = None
    sort: str = ""
    numeric: bool = False
    place: str = ""  # in the two lines of a phone: sub, end, end2
    default: bool = False

    @cached_property
    def opening(self) -> SafeString:
        """The tag with which each of its cells begins."""
        numeric = mark_safe(' class="r num"') if self.numeric else ""
        return format_html("<td{}{}>", numeric, format_html(' data-cell="{}"', self.place) if self.place else "")


_SORTS = {"value": "value", "last_order": "order", "last_contact": "contact", "created": "created"}


def _own() -> list[Shown]:
    return [
        Shown(
            key=field.key,
            label=field.label,
            draw=partial(_drawn, field),
            sort=_SORTS.get(field.key, ""),
            numeric=field.type in (Type.MONEY, Type.NUMBER),
            place=field.place,
            default=field.default,
        )
        for field in FIELDS
        if field.draw and not field.values
    ]


def _drawn(field: Field, party: Party) -> Any:
    return field.draw(party, field.of(party)) if field.draw else ""


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the list."""

    column: Shown
    value: Any


def all_columns() -> list[Shown]:
    """Ours first, then what the slices offer, in their order."""
    others = [
        Shown(column.key, column.label, column.template, numeric=column.numeric, default=column.default)
        for column in manifests.columns
    ]
    return [*_own(), *others]


def offered_columns() -> list[tuple[str, Any]]:
    """What a member may choose from."""
    return [(column.key, column.label) for column in all_columns()]


def chosen_columns(keys: Sequence[str] | None) -> list[Shown]:
    """The columns that a member chose, or the usual ones."""
    return [column for column in all_columns() if (column.default if keys is None else column.key in keys)]


def cells_of(parties: Sequence[Party], columns: Sequence[Shown]) -> Iterator[tuple[Party, list[Cell]]]:
    """Each party with its cells; one query for each column that another slice offers."""
    ids = [party.pk for party in parties]
    values: dict[str, Mapping[int, Any]] = {
        offered.key: offered.values(ids) if ids else {}
        for column in columns
        if (offered := manifests.columns.get(column.key)) is not None
    }
    for party in parties:
        yield party, [Cell(column, values.get(column.key, {}).get(party.pk)) for column in columns]
