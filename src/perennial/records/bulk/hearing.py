"""Who hears how far a change of many records is: whoever may see it, see `queries.bulk_change_for`."""

from collections.abc import Callable, Mapping, Set
from typing import Any

from perennial.team.reach import sees_all


def doers_of(bulk_ids: Set[int]) -> Mapping[int, int]:
    """Whose changes these are; one query."""
    from perennial.records.models import BulkChange

    return dict(BulkChange.objects.filter(pk__in=bulk_ids).values_list("pk", "by_id"))


def heard_by(member: Any) -> Callable[[int], bool] | None:
    """Whether a member hears of a change by somebody; None: of all."""
    return None if sees_all(member) else lambda by_id: by_id == member.pk
