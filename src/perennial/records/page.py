"""The page of a list: its state from the address, and everything that its template shows and links to."""

import dataclasses
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from perennial.design.answers import by_htmx
from perennial.records import queries, rules
from perennial.records.bulk.offering import bulk_context
from perennial.records.chips import chips_of, filters_of
from perennial.records.columns import chosen_columns, columns_to_choose
from perennial.records.conditions import EVERYTHING, Is
from perennial.records.drawing import rows_of
from perennial.records.fields import Field
from perennial.records.given import given_views
from perennial.records.grouping import Group, groups_of
from perennial.records.kinds import RecordKind
from perennial.records.layouts.context import layout_context
from perennial.records.layouts.opened import asked_open, opened_in
from perennial.records.listing import LAST_PAGE, PAGE_SIZE, Page, page_of
from perennial.records.models import View
from perennial.records.reading import plain_look, state_of
from perennial.records.sorts import heads_of, sorts_of
from perennial.records.state import ALL, COMPACT, Look, State, page_number
from perennial.records.summing import AT_ONCE, sums_of

KEYS = (
    ("A", _("Add a filter")),
    ("E", _("Conditions with and, or, not")),
    ("V", _("All views")),
    ("S", _("Sort")),
    ("D", _("Display")),
    ("← →", _("From cell to cell")),
    ("F2", _("Change what the cell says")),
    ("B", _("Table, board, calendar")),
    ("P", _("Open beside the list")),
    ("X", _("Tick the row, or the space bar")),
    ("⇧ ↓", _("Tick the next one too")),
    ("Ctrl A", _("Tick the whole page")),
    ("C", _("To what can be done with the ticked")),
    ("F6", _("To the bar of the selection, to the panel, and back")),
    ("Esc", _("Close the panel, clear the selection")),
)
LAYOUT_KEYS = {
    "board": (("M", _("Pick up the card: arrows move it, Enter puts it down")),),
    "calendar": (
        ("M", _("Pick up the entry: arrows move it, Enter puts it down")),
        ("⇞ ⇟", _("Another month or week")),
        ("T", _("Today")),
        ("W", _("Month or week")),
    ),
}
_ROWS = "records/results.html"
# What htmx puts into the page, and the template that draws it.
PIECES = {
    "div#results": _ROWS,
    "div#sums": _ROWS,
    "main#main": "records/main.html",
}


def list_context(request: HttpRequest, state: State, *, framed: bool = True) -> dict[str, Any]:
    """Everything that the template of a list needs: a fixed number of queries, however many records there are. Without the
    frame only what its rows need, not the tabs and the toolbar over them."""
    number = page_number(request.GET)
    columns = chosen_columns(state.kind, state.fields, state.look.columns)
    layout = layout_context(request, state)
    is_table = not layout["now"] and not state.is_broken
    grouped = state.group if number == 1 and is_table else None
    size = PAGE_SIZE if grouped is None else 1  # of groups each shows its own first ones
    page = page_of(state.wanted, number, size=size) if is_table else Page([], 1, 0, False, False)
    groups = groups_of(state.wanted, grouped) if grouped else []
    records = [record for group in groups for record in group.page.rows] if grouped else page.rows
    may_sum = any(column.sums for column in columns)
    asks_sums = "sums" in request.GET or (may_sum and page.count <= AT_ONCE)
    sums = sums_of(state.wanted, columns, dense=page.capped, found=page.found) if page.rows and asks_sums else None
    has_acts = bool(state.kind.row_acts and state.kind.row_acts(request))
    context: dict[str, Any] = {
        "kind": state.kind,
        "state": state,
        "page": page,
        "shown": len(records),
        "columns": columns,
        "has_acts": has_acts,
        "width": len(columns) + 1 + has_acts,
        "sums": sums,
        "may_sum": may_sum,
        "counted": state.kind.counted(sums.count, False) if sums else state.kind.counted(page.count, page.capped),
        "sums_url": f"{here(state)}{state.address(page=number)}&sums=1",
        "is_compact": state.look.density == COMPACT,
        "nobody_yet": state.is_as_usual and not state.is_broken and not (page.rows or layout["now"]) and page.number == 1,
        "list_url": here(state),
        "lead_label": state.kind.lead_label,
        "edits_url": reverse("records:values", args=[state.kind.key]),
        "everything_url": f"{here(state)}?view={ALL}",
        "previous_url": state.address(page=page.number - 1) if page.number > 1 else "",
        "next_url": state.address(page=page.number + 1) if page.has_next else "",
        "last_page": LAST_PAGE,
        "page_keys": (*KEYS, *LAYOUT_KEYS.get(layout["now"], ())),
        "may_export": state.kind.may_export(state.member),
    }
    context |= layout | bulk_context(state, columns if is_table else [])
    opened = context["opened"] = opened_in(request, state, asked_open(request))
    context["opened_list_url"] = f"{here(state)}{state.address(page=number)}"
    at = opened.record.pk if opened else None
    rows = rows_of(request, state, records, columns, picked="bulk" in context, at=at)
    context |= {"groups": _groups(state, groups, rows), "rows": SafeString("".join(rows))}
    context |= _asked(state, columns)
    return context | _toolbar(state, columns) | _views(request, state) if framed else context


def show_list(request: HttpRequest, kind: RecordKind, template: str, **more: Any) -> HttpResponse:
    """The answer of a list: the page, or the piece of it that htmx asks for. `more` is what its own template needs."""
    piece = PIECES.get(request.headers.get("HX-Target", "")) if by_htmx(request) else None
    context = list_context(request, state_of(request, kind), framed=piece != _ROWS)
    return render(request, piece or template, context | more)


def here(state: State) -> str:
    """The address of the list."""
    return reverse(state.kind.list_url)


def _asked(state: State, columns: list[Field]) -> dict[str, Any]:
    search = state.kind.search
    text = next((part.value for part in state.parts() if isinstance(part, Is) and part.field == search), "") if search else ""
    return {
        "query": state.address(),
        "text": text,
        "lead_head": heads_of(state, [state.fields[state.kind.first]])[0] if state.kind.first in state.fields else None,
        "heads": heads_of(state, columns),
    }


def _toolbar(state: State, columns: list[Field]) -> dict[str, Any]:
    return {
        "carried": state.carried(state.kind.search) if state.kind.search else [],
        "chips": chips_of(state),
        "filters": filters_of(state),
        "sorts": sorts_of(state),
        "groupings": [field for field in state.fields.values() if field.groups],
        "offered": columns_to_choose(state.kind, state.fields, columns),
    }


def _groups(state: State, groups: list[Group], rows: Iterator[SafeString]) -> list[dict[str, Any]]:
    return [
        {
            "group": group,
            "rows": SafeString("".join(islice(rows, len(group.page.rows)))),
            "url": state.address(condition=group.condition, group=""),
        }
        for group in groups
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class Tab:
    """A view over the list."""

    view: View
    url: str
    is_now: bool
    is_pinned: bool
    is_hidden: bool = False  # it came with the list and was taken from the tabs
    count: str = ""  # how many records it holds; "" where that was not counted


def tabs_context(request: HttpRequest, state: State) -> dict[str, Any]:
    """What the tabs over a list need."""
    return {
        "kind": state.kind,
        "everything_url": f"{here(state)}?view={ALL}",
        "list_url": here(state),
        **_views(request, state),
    }


def _views(request: HttpRequest, state: State) -> dict[str, Any]:
    member, view = state.member, state.view
    tabbed = queries.tabs_of(member, state.kind)
    hidden = tabbed.hidden | tabbed.hidden_for_all
    now = view.place if view is not None else ""

    def tab_of(each: View) -> Tab:
        is_pinned = each.key not in hidden if each.key else each.pk in tabbed.pinned
        return Tab(each, f"{here(state)}?view={each.place}", each.place == now, is_pinned, is_hidden=each.key in hidden)

    tabs = [tab_of(each) for each in (*given_views(state.kind), *queries.views_for(member, state.kind))]
    is_mine = view is not None and not view.key and rules.may_change_view(member, view)
    return {
        "view": view,
        "kept": view if view is not None and not view.key else None,
        "tabs": [tab for tab in tabs if tab.is_pinned or tab.is_now],
        "all_views": [tab for tab in tabs if not tab.is_hidden],
        "hidden_views": [tab for tab in tabs if tab.is_hidden],
        "is_pinned": view is not None and view.pk in tabbed.pinned,
        "is_hidden": now in tabbed.hidden,
        "is_hidden_for_all": now in tabbed.hidden_for_all,
        "may_change_view": is_mine,
        "may_share": rules.may_share(member),
        "may_manage_views": rules.may_manage_views(member),
        "is_changed": view is not None and state.is_changed and not state.is_broken,
        "may_keep_view": not state.is_broken
        and (
            state.is_changed and (view is not None or state.condition != EVERYTHING or plain_look(state, state.look) != Look())
        ),
    }
