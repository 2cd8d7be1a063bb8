"""A record that is opened beside its list, with the ones before and after it in the order of the list."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from perennial.design.markup import format_html
from perennial.design.templatetags.ui import icon
from perennial.kernel.http.numbers import whole_number
from perennial.records.layouts.walking import records_after
from perennial.records.listing import COUNTED, count_of
from perennial.records.state import State


@dataclasses.dataclass(frozen=True, slots=True)
class Opened:
    """`earlier` and `later` are ids in the list, None at its ends and where the record is not in it."""

    record: Any
    template: str
    values: Mapping[str, Any]
    url: str
    panel_url: str
    hears: str  # on what the panel fetches itself anew
    earlier: int | None
    later: int | None


def opened_in(request: HttpRequest, state: State, record_id: int | None) -> Opened | None:
    """The record that stands open beside a list; None where there is none that the member may see. Four queries, and those of
    the panel."""
    kind = state.kind
    if kind.panel is None or record_id is None:
        return None
    try:
        record = kind.one_for(state.member, record_id)
    except Http404:
        return None
    template, values = kind.panel(request, record)
    dense = not state.is_broken and count_of(state.wanted) > COUNTED
    near = {
        backwards: [] if state.is_broken else records_after(state.wanted, record.pk, 1, dense=dense, backwards=backwards)
        for backwards in (True, False)
    }
    return Opened(
        record,
        template,
        values,
        kind.address(record) if kind.address and not kind.is_form else "",
        reverse("records:panel", args=[kind.key, record.pk]) + state.address(),
        kind.heard_on(record),
        near[True][0].pk if near[True] else None,
        near[False][0].pk if near[False] else None,
    )


_PEEK = '<a class="btn sm icon lists-peek" href="{}&amp;open={}" data-open aria-label="{}" title="{}">{}</a>'


def peeks_of(state: State, number: int) -> Callable[[Any], SafeString]:
    """Draws the way to open a record beside its list, for each row; nothing where such records have no panel."""
    if state.kind.panel is None:
        return lambda record: SafeString("")
    url = reverse(state.kind.list_url) + state.address(page=number)
    words, title, drawn = _("Open %(name)s beside the list"), _("Open beside the list"), icon("panel-right-open", 15)
    return lambda record: format_html(_PEEK, url, record.pk, words % {"name": record}, title, drawn)


def asked_open(request: HttpRequest) -> int | None:
    """The record that an address wants to be opened."""
    return whole_number(request.GET.get("open", ""))
