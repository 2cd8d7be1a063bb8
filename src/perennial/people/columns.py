"""The columns of the customer list: our own, and those that the slices offer."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise, cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from perennial.kernel import manifests
from perennial.people import cells
from perennial.people.models import Party


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


OWN = (
    Shown("stage", _("Stage"), draw=cells.stage, place="end2", default=True),
    Shown("value", _("Value"), draw=cells.value, sort="value", numeric=True, place="end", default=True),
    Shown("orders", _("Orders"), draw=cells.orders, numeric=True, default=True),
    Shown("last_order", _("Last order"), draw=cells.last_order, sort="order", default=True),
    Shown("last_contact", _("Last contact"), draw=cells.last_contact, sort="contact", default=True),
    Shown("owner", _("Owner"), draw=cells.owner, default=True),
    Shown("city", _("City"), draw=cells.city),
    Shown("country", _("Country"), draw=cells.country),
    Shown("created", _("Known since"), draw=cells.created, sort="created"),
    Shown("source", _("Came through"), draw=cells.source),
)


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
    return [*OWN, *others]


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
