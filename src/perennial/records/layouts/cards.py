"""The cards of a board: who or what a record is, and a few of the columns of the list."""

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from perennial.design.markup import format_html, format_html_join
from perennial.design.templatetags.ui import icon
from perennial.records.choices import Type
from perennial.records.columns import cell, chosen_columns, kept_elsewhere, labels_of
from perennial.records.fields import Field
from perennial.records.layouts.places import may_move
from perennial.records.state import State

FACTS = 3
_SAID_BY_ITSELF = (Type.MONEY, Type.CHOICE, Type.CHOICES)  # needs no icon that says what it is


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """A record on a board."""

    record: Any
    lead: Any
    facts: SafeString
    may_move: bool


def cards_of(state: State, board: Field, records: Sequence[Any]) -> Iterator[Card]:
    """The cards of some records; one query for each of their fields that is kept elsewhere."""
    fields = _fields(state, board)
    kept = kept_elsewhere(records, fields)
    openings = [(field, _opening(field), {} if field.draw else labels_of(field)) for field in fields]
    for record in records:
        told = (
            (opening, cell(field, record, kept[field.key].get(record.pk) if field.values else field.of(record), labels))
            for field, opening, labels in openings
        )
        shown = format_html_join("", "{}{}</span>", ((opening, said) for opening, said in told if said))
        yield Card(record, state.kind.lead(record), shown, may_move(state.member, board, record))


def _fields(state: State, board: Field) -> list[Field]:
    """Some facts, and last of all one thing that is chosen, as the columns of the list have them."""
    columns = [field for field in chosen_columns(state.kind, state.fields, state.look.columns) if field.key != board.key]
    chosen = [field for field in columns if field.type in (Type.CHOICE, Type.CHOICES)][:1]
    facts = [field for field in columns if field not in chosen][:FACTS]
    return facts + chosen


def _opening(field: Field) -> SafeString:
    drawn = mark_safe("") if field.type in _SAID_BY_ITSELF else icon(field.icon, 13)
    last = mark_safe(' class="board-last"') if field.type in (Type.CHOICE, Type.CHOICES) else ""
    return format_html('<span{} title="{}"><span class="vh">{} </span>{}', last, field.label, field.label, drawn)
