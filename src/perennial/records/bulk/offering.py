"""What a list offers for the records that are ticked."""

from collections.abc import Sequence
from typing import Any

from perennial.records import queries
from perennial.records.bulk.acts import acts_for
from perennial.records.fields import Field
from perennial.records.state import State


def bulk_context(state: State, columns: Sequence[Field]) -> dict[str, Any]:
    """What the template of a list needs for its boxes and its bar; nothing where no table is shown or the member may do nothing.
    `width` is how many cells a row has. One query."""
    acts = acts_for(state.kind, state.member, state.fields) if columns else {}
    if not acts:
        return {"width": len(columns) + 1}
    often = [f"set.{key}" for key in state.kind.often_set]
    own = [act for act in acts.values() if not act.key.startswith("set.") or act.key in often]
    fields = [act for act in acts.values() if act not in own]
    return {
        "bulk": {"acts": sorted(own, key=lambda act: (act.danger, act.key not in often)), "fields": fields},
        "bulk_now": queries.bulk_under_way(state.member, state.kind),
        "width": len(columns) + 2,
    }
