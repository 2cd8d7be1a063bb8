"""What a list offers for the records that are ticked."""

from collections.abc import Sequence
from typing import Any

from perennial.records import queries
from perennial.records.bulk.acts import acts_for
from perennial.records.fields import Field
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
        "bulk_now": queries.bulk_under_way(state.member, state.kind),
        "width": len(columns) + 2 + bool(state.kind.row_acts),
    }


def _place(key: str, often: list[str]) -> int:
    return often.index(key) if key in often else len(often)
