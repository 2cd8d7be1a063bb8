"""What two records of one customer have several of, side by side: ways to reach them, addresses, tags, what is worth knowing.
All of it stays when the two become one, but for what somebody leaves out."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from perennial.kernel.manifests import moves
from perennial.people.choices import IdentityKind
from perennial.people.merged_fields import day_words
from perennial.people.models import Party
from perennial.people.models.anniversary import BIRTHDAY

TABLES = {
    "identities": "people.Identity",
    "addresses": "people.Address",
    "tags": "people.Tagging",
    "remembrances": "people.Remembrance",
    "anniversaries": "people.Anniversary",
}
_ALWAYS = {  # what nobody may leave out: programs find the customer by it; a birthday is chosen as a field
    "identities": models.Q(kind=IdentityKind.EXTERNAL),
    "anniversaries": models.Q(name=BIRTHDAY),
}
_LABELS: Mapping[str, str | Promise] = {
    IdentityKind.EMAIL: IdentityKind.EMAIL.label,
    IdentityKind.PHONE: IdentityKind.PHONE.label,
    IdentityKind.HANDLE: IdentityKind.HANDLE.label,
    "addresses": _("Addresses"),
    "tags": _("Tags"),
    "remembrances": _("Worth remembering"),
    "anniversaries": _("Anniversaries"),
}
Leaving = Mapping[str, set[int]]  # {"identities": ids}, of either


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One of them. Where both have the same, the absorbed one's `repeats` the survivor's, and goes where that goes. Where only
    one of two can stay, as of two wedding days, the absorbed one's `gives_way`, unless the survivor's is left out."""

    key: str
    text: str
    repeats: bool = False
    gives_way: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class RowGroup:
    """All of one kind."""

    name: str
    survivor: list[Row] = dataclasses.field(default_factory=list)
    absorbed: list[Row] = dataclasses.field(default_factory=list)

    @property
    def label(self) -> str:
        return str(_LABELS[self.name])


def groups_of(survivor: Party, absorbed: Party) -> list[RowGroup]:
    """What either has, by kind; a fixed number of queries."""
    groups = {name: RowGroup(str(name)) for name in _LABELS}
    for name in TABLES:
        mine = list(rows_of(name, survivor))
        known, places = {_same(name, row) for row in mine}, {place_of(name, row) for row in mine}
        for row in mine:
            groups[_group(name, row)].survivor.append(Row(f"{name}-{row.pk}", _words(name, row)))
        for row in rows_of(name, absorbed):
            repeats = _same(name, row) in known
            shown = Row(f"{name}-{row.pk}", _words(name, row), repeats, place_of(name, row) in places and not repeats)
            groups[_group(name, row)].absorbed.append(shown)
    return [group for group in groups.values() if group.survivor or group.absorbed]


def rows_of(name: str, party: Party) -> "models.QuerySet[Any]":
    """What a party has of a kind and may be left out."""
    found = _table(name)._base_manager.filter(party=party).exclude(_ALWAYS.get(name, models.Q(pk=None))).order_by("pk")
    return found.select_related("tag") if name == "tags" else found


def repeats_of(name: str, rows: "list[Any]", party: Party) -> Iterator[Any]:
    """What a party has that is the same as one of these rows."""
    known = {_same(name, row) for row in rows}
    return (row for row in rows_of(name, party) if known and _same(name, row) in known)


def words_of_rows(name: str, rows: "list[Any]") -> list[str]:
    """These rows, each in words."""
    return [_words(name, row) for row in rows]


def _table(name: str) -> type[models.Model]:
    return apps.get_model(TABLES[name])


def place_of(name: str, row: Any) -> tuple[Any, ...]:
    """What a customer has once: of two rows with the same place one can stay."""
    (move,) = (move for move in moves if move.key == TABLES[name])
    return tuple(getattr(row, field) for field in move.once)


def _same(name: str, row: Any) -> tuple[Any, ...]:
    day = (row.month, row.day, row.year) if name == "anniversaries" else ()
    return (*place_of(name, row), *day)


def _group(name: str, row: Any) -> str:
    return row.kind if name == "identities" else name


def _words(name: str, row: Any) -> str:
    if name == "identities":
        return f"{row.system}: {row.value}" if row.system else row.value
    if name == "tags":
        return str(row.tag)
    if name == "remembrances":
        return f"{row.get_kind_display()}: {row.text}"
    if name == "anniversaries":
        return f"{row.name}: {day_words(row)}"
    return ", ".join(str(row).splitlines())
