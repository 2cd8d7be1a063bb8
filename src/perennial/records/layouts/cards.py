"""The cards of a board: who or what a record is, and a few of the columns of the list."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from perennial.design.markup import format_html, format_html_join
from perennial.design.templatetags.ui import icon
from perennial.records.choices import Type
from perennial.records.columns import cell, chosen_columns, kept_elsewhere, labels_of
from perennial.records.fields import Field
from perennial.records.layouts.places import may_move
from perennial.records.state import State

FACTS = 3
_SAID_BY_ITSELF = (Type.MONEY, Type.CHOICE, Type.CHOICES)  # needs no icon that says what it is


def cards_of(state: State, board: Field, placed: Iterable[tuple[str, Any]]) -> Iterator[SafeString]:
    """The cards of some records, each in a column: functions, not templates, because a hundred of them make the page. One query
    for each of their fields that is kept elsewhere."""
    pairs = list(placed)
    fields = _fields(state, board)
    kept = kept_elsewhere([record for _key, record in pairs], fields)
    openings = [(field, _opening(field), {} if field.draw else labels_of(field)) for field in fields]
    address, query, dots = reverse("records:move", args=[state.kind.key, 0]), state.address(), icon("ellipsis", 15)
    to, move = _("Move to …"), _("Move %(name)s to …")
    for key, record in pairs:
        told = (
            (opening, cell(field, record, kept[field.key].get(record.pk) if field.values else field.of(record), labels))
            for field, opening, labels in openings
        )
        facts = format_html_join("", "{}{}</span>", ((opening, said) for opening, said in told if said))
        menu: SafeString | str = ""
        if may_move(state.member, board, record):
            url = f"{address.replace('/0/', f'/{record.pk}/')}{query}&from={key}"
            menu = format_html(_MENU, url, move % {"name": record}, to, dots)
        yield format_html(_CARD, key, record.pk, key, _MOVABLE if menu else "", state.kind.lead(record), facts, menu)


_CARD = (
    '<li class="board-card" id="card-{0}-{1}" data-id="{1}" data-from="{2}"{3} data-row>'
    '{4}<div class="board-facts">{5}</div>{6}</li>'
)
_MENU = '<a class="btn sm icon ghost board-menu" href="{}" data-dialog aria-label="{}" title="{}">{}</a>'
_MOVABLE = mark_safe(" data-movable")


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
