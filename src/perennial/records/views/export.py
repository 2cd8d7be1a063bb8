"""Taking a list out: what it shows, all of it, as CSV or XLSX."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from perennial.kernel import clock
from perennial.kernel.http.streaming import download
from perennial.records import actions
from perennial.records.bulk.starting import MOST_CHOSEN, chosen_ids
from perennial.records.columns import chosen_columns, offered_columns
from perennial.records.conditions import EVERYTHING
from perennial.records.fields import Field
from perennial.records.listing import all_of, ordered
from perennial.records.queries import kind_for
from perennial.records.reading import state_of
from perennial.records.spreadsheet import csv_of, xlsx_of
from perennial.records.state import State
from perennial.records.words import said
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@members_only(Permission.EXPORT)
def as_csv(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The records that the list shows, as CSV."""
    state, columns = _asked(request, kind)
    name = _file_name(state, "csv")
    return download(request, csv_of(_records(request, state), columns), name=name, content_type="text/csv; charset=utf-8")


@members_only(Permission.EXPORT)
def as_xlsx(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The same as a spreadsheet, with days and amounts that are ones."""
    state, columns = _asked(request, kind)
    name = _file_name(state, "xlsx")
    return download(
        request, xlsx_of(_records(request, state), columns, sheet=str(state.kind.label)), name=name, content_type=_XLSX
    )


def _asked(request: HttpRequest, key: str) -> tuple[State, list[Field]]:
    """What is taken out: the columns of the list, or with `fields=all` every one there is. It is written down who did."""
    member = member_of(request)
    kind = kind_for(member, key)
    state = state_of(request, kind)
    actions.note_export(kind, _asked_in_words(request, state), by=member)
    first = [state.fields[kind.first]] if kind.first in state.fields else []
    if request.GET.get("fields") == "all":
        return state, first + offered_columns(kind, state.fields)
    return state, first + chosen_columns(kind, state.fields, state.look.columns)


def _asked_in_words(request: HttpRequest, state: State) -> str:
    """Which records leave the house, as the audit log says it."""
    if "record" in request.GET:
        count = len(chosen_ids(request.GET.getlist("record"))[:MOST_CHOSEN])
        return ngettext("%(count)d that was ticked", "%(count)d that were ticked", count) % {"count": count}
    if state.is_broken:
        return _("nothing: a part of the filter could not be understood")
    return _("all") if state.condition == EVERYTHING else said(state.condition, state.fields)


def _file_name(state: State, ending: str) -> str:
    """What is in it, as the reader calls it, and of which day."""
    return f"{slugify(str(state.kind.label), allow_unicode=True)}-{clock.today():%Y-%m-%d}.{ending}"


def _records(request: HttpRequest, state: State) -> Iterable[Any]:
    """Those that were ticked, or all that fit. Nothing where a part of the filter could not be understood: more than was meant
    must not leave the house."""
    if "record" in request.GET:
        ids = chosen_ids(request.GET.getlist("record"))[:MOST_CHOSEN]
        return ordered(dataclasses.replace(state.wanted, condition=EVERYTHING), dense=False).filter(pk__in=ids)
    return () if state.is_broken else all_of(state.wanted)
