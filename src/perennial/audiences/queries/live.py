"""How many fit a condition while it is being written, and some of them."""

from typing import Any, NamedTuple

import numpy as np

from perennial.audiences.asking import every_field, in_days_of_the_business
from perennial.audiences.counting import MOST_BEHIND_LIVE, everybody_who_fits
from perennial.audiences.tree import Tree, is_plain
from perennial.people.models import Party
from perennial.people.queries import visible_parties
from perennial.records.compiling import compiled
from perennial.records.conditions import All, AnyOf, Is, Not
from perennial.team.reach import sees_all

SAMPLE = 8
_LOOKED = 200  # of those who fit, until some are found whom the member sees


class Fits(NamedTuple):
    """How many of the customers that a member sees fit, and some of them. `is_late`: much was written a moment ago, and not all
    of it is counted yet."""

    number: int
    parties: list[Party]
    is_late: bool = False


def count_and_sample(condition: Tree, member: Any, limit: int = SAMPLE) -> Fits:
    """Who fits, as of now. Raises `EngineError` of the lake where it cannot be asked."""
    visible = visible_parties(member)
    if is_plain(condition):
        assert isinstance(condition, All | AnyOf | Not | Is)
        with in_days_of_the_business():
            rows = compiled(condition, every_field()).on(visible).order_by()
            return Fits(rows.count(), list(rows.select_related("owner").order_by("-pk")[:limit]))
    ids, is_late = everybody_who_fits(condition, looking_up=MOST_BEHIND_LIVE)
    if not sees_all(member):
        mine = np.fromiter(visible.order_by().values_list("pk", flat=True).iterator(), np.int64)
        ids = np.intersect1d(ids, mine, assume_unique=True)
    found = visible.select_related("owner").filter(pk__in=ids[-_LOOKED:].tolist()).order_by("-pk")
    return Fits(len(ids), list(found[:limit]), is_late)
