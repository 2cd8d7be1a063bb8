"""The filters of a list as chips: each says what it holds, can be changed, and be taken off with one click."""

import dataclasses
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from perennial.records.choices import EXISTENCE, Operator
from perennial.records.conditions import All, Condition, Is, joined
from perennial.records.state import State
from perennial.records.words import said, value_said, words_for


@dataclasses.dataclass(frozen=True, slots=True)
class Chip:
    """One filter: what it is about, what it holds in words, where it is changed, and the address of the list without it."""

    label: Any
    icon: str
    said: str
    edit: str
    off: str
    in_builder: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Filter:
    """A field that can be filtered by, and where."""

    label: Any
    icon: str
    url: str


_PLACE = "0-0"  # stands in an address where the key of a field will


def chips_of(state: State) -> list[Chip]:
    """What is filtered: a chip for each field that is plainly asked, and one for every condition that is more than plain."""
    plain: dict[str, list[Is]] = {}
    others: list[Condition] = []
    for part in state.parts():
        if isinstance(part, Is):
            if part.field != state.kind.search:
                plain.setdefault(part.field, []).append(part)
        elif part != All():
            others.append(part)
    chips = [_plain_chip(state, key, asked) for key, asked in plain.items()]
    builder = reverse("records:conditions", args=[state.kind.key]) + state.address()
    for part in others:
        rest = joined(All(), *(each for each in state.parts() if each != part))
        chips.append(Chip(_("Where"), "list-filter", said(part, state.fields), builder, state.address(condition=rest), True))
    return chips


def filters_of(state: State) -> list[tuple[Any, list[Filter]]]:
    """Every field that a filter can be set for, under what it is about; what is about the record itself comes first."""
    parts: dict[str, list[Filter]] = {"": []}
    there, _place, _end = reverse("records:filter", args=[state.kind.key, _PLACE]).partition(_PLACE)
    here = state.address()
    for field in state.fields.values():
        if field.asks and field.key != state.kind.search:
            parts.setdefault(str(field.part), []).append(Filter(field.label, field.icon, f"{there}{field.key}{_end}{here}"))
    return [(part, filters) for part, filters in parts.items() if filters]


def _plain_chip(state: State, key: str, asked: list[Is]) -> Chip:
    field = state.fields[key]
    told = ", ".join(_told(state, each) for each in asked)
    edit = reverse("records:filter", args=[state.kind.key, key]) + state.address()
    return Chip(field.label, field.icon, told, edit, state.address(condition=state.without(key)))


def _told(state: State, asked: Is) -> str:
    field = state.fields[asked.field]
    if asked.operator in EXISTENCE:
        return str(words_for(field, asked.operator))
    value = value_said(field, asked.value)
    plain = asked.operator in (field.asks[0], Operator.IS, Operator.ANY_OF) and asked.operator not in (Operator.FROM,)
    return value if plain else f"{words_for(field, asked.operator)} {value}"
