"""Who hears of a customer: the members within whose reach they are. For every topic whose signals carry a customer's id."""

from collections.abc import Callable, Mapping, Set
from typing import Any

from perennial.people.models import Party
from perennial.team.reach import owners_within_reach


def owners_of(party_ids: Set[int]) -> Mapping[int, int | None]:
    """Who looks after each of these customers, deleted ones too; one query over the primary key."""
    return dict(Party.objects.filter(pk__in=party_ids).values_list("pk", "owner_id"))


def heard_by(member: Any) -> Callable[[int | None], bool] | None:
    """Whether a member hears of a customer of this owner; None: of all."""
    owners = owners_within_reach(member)
    return None if owners is None else owners.__contains__
