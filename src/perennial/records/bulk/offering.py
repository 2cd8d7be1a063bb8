"""What a list offers for the records that are ticked."""

from collections.abc import Mapping, Sequence
from typing import Any

from perennial.records import queries
from perennial.records.bulk.acts import Act, acts_for
from perennial.records.bulk.starting import doing_of
from perennial.records.fields import Field
from perennial.records.models import BulkChange, BulkState
from perennial.records.state import State


def bulk_context(state: State, columns: Sequence[Field]) -> dict[str, Any]:
    """What the template of a list needs for its boxes and its bar; nothing where no table is shown or the member may
    do nothing. `width` is how many cells a row has, one more with a box. One query."""
    acts = acts_for(state.kind, state.member, state.fields) if columns else {}
    if not acts:
        return {}
    often = [key if key in acts else f"set.{key}" for key in state.kind.often_set]
    own = [act for act in acts.values() if not act.key.startswith("set.") or act.key in often]
    fields = [act for act in acts.values() if act not in own]
    return {
        "bulk": {
            "acts": sorted((act for act in own if not act.danger), key=lambda act: _place(act.key, often)),
            "fields": fields,
            "dangers": [act for act in own if act.danger],
        },
        "bulk_now": under_way(queries.bulk_under_way(state.member, state.kind), acts),
        "width": len(columns) + 2 + bool(state.kind.row_acts),
    }


def under_way(changes: Sequence[BulkChange], acts: Mapping[str, Act]) -> list[tuple[BulkChange, str]]:
    """Changes that run, with what each is doing: it is said as done only at its end."""
    return [
        (each, doing_of(acts[each.act], each.value) if each.act in acts and each.state == BulkState.RUNNING else each.words)
        for each in changes
    ]


def _place(key: str, often: list[str]) -> int:
    return often.index(key) if key in often else len(often)
