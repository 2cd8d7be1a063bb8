"""How audiences overlap: how many customers are in exactly these of some, and in each pair."""

import dataclasses
from collections.abc import Mapping, Sequence
from itertools import combinations_with_replacement
from typing import Any

from django.db import connection
from django.db.models import Case, Sum, Value, When

from perennial.audiences.models import Audience, Stay
from perennial.audiences.rules import may_see_audiences
from perennial.people.models import of_visible

MOST = 4


@dataclasses.dataclass(frozen=True, slots=True)
class Overlap:
    """`exactly`: how many are in these audiences and in none of the others, by their ids. `both`: how many are in both of a
    pair, or, of a pair of the same, in it at all."""

    exactly: Mapping[frozenset[int], int]
    both: Mapping[tuple[int, int], int]


def overlap(audiences: Sequence[Audience], member: Any) -> Overlap:
    """Of the customers that a member sees. One query, for 1 to 4 audiences; else ValueError."""
    ids = list(dict.fromkeys(audience.pk for audience in audiences))
    if not 1 <= len(ids) <= MOST:
        raise ValueError(f"1 to {MOST} audiences overlap")
    counts = _counts(ids, member) if may_see_audiences(member) else {}
    exactly = {_audiences(mask, ids): counts.get(mask, 0) for mask in range(1, 1 << len(ids))}
    return Overlap(
        exactly,
        {
            (one, other): sum(count for group, count in exactly.items() if one in group and other in group)
            for one, other in combinations_with_replacement(ids, 2)
        },
    )


def _counts(ids: Sequence[int], member: Any) -> Mapping[int, int]:
    """How many customers by the bits of the audiences that they are in."""
    bits = Case(*(When(audience=pk, then=Value(1 << place)) for place, pk in enumerate(ids)), default=Value(0))
    inside = Stay.objects.open().filter(of_visible(member), audience__in=ids).order_by().values("party")
    masks = inside.annotate(mask=Sum(bits)).values("mask")
    sql, parameters = masks.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT mask, COUNT(*) FROM ({sql}) AS masks GROUP BY mask", parameters)  # noqa: S608 - the ORM's own
        return {int(mask): int(count) for mask, count in cursor.fetchall()}


def _audiences(mask: int, ids: Sequence[int]) -> frozenset[int]:
    return frozenset(pk for place, pk in enumerate(ids) if mask >> place & 1)
