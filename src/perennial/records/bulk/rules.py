"""Who may change many records at once."""

from typing import Any

from perennial.records.kinds import kinds


def may_change_many(member: Any) -> bool:
    """Whether there is a kind of record of which the member may change many: whatever its acts allow."""
    return any(kind.hold is not None and any(act.many.may(member) for act in kind.acts()) for kind in kinds)
