"""How many records each view over a list holds: counted no further than a list is, and remembered for a moment."""

import datetime as dt
from typing import Any

from django.utils.formats import number_format

from perennial.kernel import clock
from perennial.records.kinds import RecordKind
from perennial.records.listing import COUNTED, count_of
from perennial.records.models import View
from perennial.records.reading import kept_state
from perennial.records.state import ALL, State

MOST = 16  # views that are counted
REMEMBERED = dt.timedelta(seconds=20)
_ROOM = 5_000
_known: dict[tuple[str, str, int, int], tuple[dt.datetime, int]] = {}  # of this process alone: a moment later it is gone


def counts_for(member: Any, kind: RecordKind, views: list[View]) -> dict[str, str]:
    """By the place of a view in addresses how many records it holds for a member, in digits; ALL is everything. Those that
    cannot be understood are missing. A query for each that nobody asked for lately."""
    states = {ALL: State(kind=kind, member=member, fields=kind.fields_for(member))}
    states |= {view.place: kept_state(member, kind, view) for view in views[:MOST]}
    return {place: _said(_count(state, place)) for place, state in states.items() if not state.is_broken}


def _count(state: State, place: str) -> int:
    version = state.view.version if state.view is not None else 0
    key, now = (state.kind.key, place, version, state.member.pk), clock.now()
    until, count = _known.get(key, (now, 0))
    if until <= now:
        count = count_of(state.wanted)
        if len(_known) >= _ROOM:
            _known.clear()
        _known[key] = now + REMEMBERED, count
    return count


def _said(count: int) -> str:
    shown = number_format(min(count, COUNTED), force_grouping=True)
    return f"{shown}+" if count > COUNTED else str(shown)
