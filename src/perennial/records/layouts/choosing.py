"""Which layouts a list can have, and which one is asked for: "" is the table, else “board:stage”, “calendar:birthday”."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from perennial.records.choices import Operator, Type
from perennial.records.fields import Field

BOARD = "board"
CALENDAR = "calendar"
LONGEST = 100  # characters of a layout
_DAYS = (Type.DAY, Type.MOMENT, Type.ANNIVERSARY)


def board_fields(fields: Mapping[str, Field]) -> list[Field]:
    """The fields whose choices can be the columns of a board."""
    return [field for field in fields.values() if field.groups]


def calendar_fields(fields: Mapping[str, Field]) -> list[Field]:
    """The fields whose days a calendar can show: those that can be asked for a day."""
    return [field for field in fields.values() if field.type in _DAYS and Operator.IS in field.asks]


def field_of(layout: str, fields: Mapping[str, Field]) -> Field | None:
    """The field that a layout is about; None for the table, and where it cannot be laid out so."""
    name, _colon, key = layout.partition(":")
    offered = {BOARD: board_fields, CALENDAR: calendar_fields}.get(name)
    return next((field for field in offered(fields) if field.key == key), None) if offered else None


def known_layout(layout: str, fields: Mapping[str, Field]) -> str:
    """The layout, or the table where there is no such."""
    return layout if field_of(layout, fields) is not None else ""


@dataclasses.dataclass(frozen=True, slots=True)
class Offer:
    """One field by which records can be laid out, and the address that does so."""

    label: Any
    icon: str
    url: str
    is_now: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Switch:
    """One of the three layouts in the toolbar: its address takes the field that is chosen already, or the first there is."""

    name: str
    url: str
    is_now: bool
    offers: tuple[Offer, ...] = ()


def switches_of(state: Any) -> list[Switch]:
    """The switch over a list: table, board, calendar, each with the fields that it can be about."""
    now = state.look.layout
    found = [Switch("table", state.address(layout=""), not now)]
    days = calendar_fields(state.fields) if state.kind.address else []
    for name, fields in ((BOARD, board_fields(state.fields)), (CALENDAR, days)):
        offers = tuple(
            Offer(field.label, field.icon, state.address(layout=f"{name}:{field.key}"), now == f"{name}:{field.key}")
            for field in fields
        )
        if offers:
            chosen = next((offer for offer in offers if offer.is_now), offers[_usual(name, fields)])
            found.append(Switch(name, chosen.url, chosen.is_now, offers))
    return found


def _usual(name: str, fields: list[Field]) -> int:
    """The place of the field with which a layout begins: one that the list shows anyway."""
    if name == BOARD:
        return next((place for place, field in enumerate(fields) if field.default), 0)
    return next((place for place, field in enumerate(fields) if field.type == Type.ANNIVERSARY), 0)
