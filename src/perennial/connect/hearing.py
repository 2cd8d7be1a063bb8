"""Who hears of an import: who may see it, see `queries.import_for`."""

from collections.abc import Callable, Mapping, Set
from typing import Any

from perennial.team.reach import sees_all


def importers_of(import_ids: Set[int]) -> Mapping[int, int | None]:
    """Whose imports these are; one query."""
    from perennial.connect.models import Import

    return dict(Import.objects.filter(pk__in=import_ids).values_list("pk", "by_id"))


def heard_by(member: Any) -> Callable[[int | None], bool] | None:
    """Whether a member hears of an import by somebody; None: of all."""
    return None if sees_all(member) else lambda by_id: by_id == member.pk
