"""How audiences overlap, as a picture that is a table: a line for each way to be in some of them and not in the others."""

import dataclasses
from collections.abc import Sequence

from django.utils.safestring import SafeString

from perennial.audiences.models import Audience
from perennial.audiences.queries import Overlap
from perennial.design.charts import meter


@dataclasses.dataclass(frozen=True)
class Line:
    """Customers who are in exactly these: for each audience whether it is one of them, and how its dot is joined to others."""

    inside: Sequence[bool]
    joins: Sequence[str]
    count: int
    share: float
    bar: SafeString


@dataclasses.dataclass(frozen=True)
class Pair:
    """Of one audience how many are in another, too."""

    count: int
    share: float | None
    bar: SafeString | str


def lines_of(audiences: Sequence[Audience], found: Overlap) -> list[Line]:
    """The largest first; those in which nobody is are left out, but for what all have in common."""
    total, most = sum(found.exactly.values()), max(found.exactly.values(), default=0)
    everywhere = frozenset(each.pk for each in audiences)
    ordered = sorted(found.exactly.items(), key=lambda item: (-item[1], -len(item[0])))
    return [
        Line(
            [each.pk in group for each in audiences],
            _joins([each.pk in group for each in audiences]),
            count,
            count / total if total else 0,
            meter(count / most if most else 0),
        )
        for group, count in ordered
        if count or group == everywhere
    ]


def _joins(inside: Sequence[bool]) -> list[str]:
    """How each dot is drawn: on the line between the first and the last, at its start, at its end."""
    places = [place for place, is_in in enumerate(inside) if is_in]
    first, last = places[0], places[-1]
    return [
        f"{'in' if is_in else 'off'}{' before' if first < place <= last else ''}{' after' if first <= place < last else ''}"
        for place, is_in in enumerate(inside)
    ]


def pairs_of(audiences: Sequence[Audience], found: Overlap) -> list[tuple[Audience, list[Pair]]]:
    """For each audience how much of it lies in each other one."""
    rows = []
    for one in audiences:
        mine = found.both.get((one.pk, one.pk), 0)
        rows.append((one, [_pair(found, one, other, mine) for other in audiences]))
    return rows


def _pair(found: Overlap, one: Audience, other: Audience, mine: int) -> Pair:
    both = found.both.get((one.pk, other.pk), found.both.get((other.pk, one.pk), 0))
    share = both / mine if mine and one != other else None
    return Pair(both, share, "" if share is None else meter(share))
