"""The addresses around a page of the customer list: other orders, the pages before and after."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from perennial.people.columns import Shown
from perennial.people.queries.listing import LAST_PAGE, Page, Wanted


@dataclasses.dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: where a click on it leads, and how the list is sorted by it now."""

    column: Shown
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

    label: str | Promise
    url: str
    is_now: bool


_ORDERS = (
    ("name", _("Name, A to Z")),
    ("-name", _("Name, Z to A")),
    ("value", _("Most valuable first")),
    ("-value", _("Least valuable first")),
    ("order", _("Last order, newest first")),
    ("-order", _("Last order, oldest first")),
    ("contact", _("Last contact, newest first")),
    ("-contact", _("Last contact, longest silent first")),
    ("created", _("Newest customers first")),
    ("-created", _("Oldest customers first")),
)
_NAME = Shown("name", _("Customer"), sort="name")


def links_of(request: HttpRequest, wanted: Wanted, page: Page, columns: Sequence[Shown]) -> dict[str, Any]:
    """Everything that a list's template links to."""
    asked = request.GET
    now = f"-{wanted.sort}" if wanted.reverse else wanted.sort
    return {
        "here": f"?{asked.urlencode()}" if asked else "",
        "carried": [(name, value) for name, values in asked.lists() if name not in ("q", "page") for value in values],
        "by_name": _head(asked, wanted, _NAME),
        "heads": [_head(asked, wanted, column) for column in columns],
        "sorts": [Order(label, _with(asked, sort=key), key == now) for key, label in _ORDERS],
        "previous_url": _with(asked, page=page.number - 1) if page.number > 1 else "",
        "next_url": _with(asked, page=page.number + 1) if page.has_next else "",
        "last_page": LAST_PAGE,
        "import_url": _import_url(),
    }


def around(request: HttpRequest, page: Any) -> dict[str, str]:
    """The addresses of the pages before and after one of a paginator, with whatever else was asked for."""
    return {
        "previous": _with(request.GET, page=page.previous_page_number()) if page.has_previous() else "",
        "next": _with(request.GET, page=page.next_page_number()) if page.has_next() else "",
    }


def _head(asked: QueryDict, wanted: Wanted, column: Shown) -> Head:
    if not column.sort:
        return Head(column)
    is_now = column.sort == wanted.sort
    ascending = (column.sort == "name") != (is_now and wanted.reverse)
    turned = f"-{column.sort}" if is_now and not wanted.reverse else column.sort
    return Head(column, _with(asked, sort=turned), is_now, "ascending" if ascending else "descending")


def _with(asked: QueryDict, **changes: Any) -> str:
    query = asked.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query[name] = str(value)
    return f"?{query.urlencode()}"


def _import_url() -> str:
    # the slice above that imports may not be there
    try:
        return reverse("connect:imports")
    except NoReverseMatch:
        return ""
