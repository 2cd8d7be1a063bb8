"""What the templates of a list need of its layout."""

import dataclasses
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from perennial.records.layouts.board import board_of
from perennial.records.layouts.choosing import BOARD, field_of, switches_of
from perennial.records.layouts.month import month_of
from perennial.records.state import State


def layout_context(request: HttpRequest, state: State) -> dict[str, Any]:
    """The switch of the toolbar and, where the list is no table, the board or the month."""
    context: dict[str, Any] = {"switches": switches_of(state), "now": ""}
    about = field_of(state.look.layout, state.fields)
    if about is None or state.is_broken:
        return context
    context["now"], _colon, _key = state.look.layout.partition(":")
    if context["now"] == BOARD:
        board = board_of(state, about, sums="sums" in request.GET)
        return context | {
            "board": board,
            "cards_url": reverse("records:cards", args=[state.kind.key]) + state.address(),
        }
    month = month_of(state, about)
    span = month.span
    turned = {"today": span.today, "earlier": span.earlier, "later": span.later, "other": span.other}
    here = reverse(state.kind.list_url)
    urls = {f"{name}_url": here + dataclasses.replace(state, month=to).address() for name, to in turned.items()}
    return context | {"month": month, **urls}
