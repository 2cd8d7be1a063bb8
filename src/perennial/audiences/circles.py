"""Audiences that ask for other audiences: in which order they are decided, and that none asks for itself by a detour."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from perennial.audiences.models import Audience
from perennial.audiences.naming import asked_in


def circle_through(audience_id: int, condition: Any) -> list[str]:
    """The names of the audiences by which this one would ask for itself, with its own first; nothing where it does not."""
    asks = {pk: asked_in(known).audiences for pk, known in Audience.objects.kept().values_list("pk", "condition")}
    asks[audience_id] = asked_in(condition).audiences
    way = _way_back(audience_id, asks)
    names = dict(Audience.objects.filter(pk__in=way).values_list("pk", "name"))
    return [names.get(pk, "") for pk in way]


def _way_back(start: int, asks: Mapping[int, AbstractSet[int]]) -> list[int]:
    """The shortest way from an audience to itself."""
    came_from: dict[int, int] = {}
    edge = [start]
    while edge:
        following: list[int] = []
        for one in edge:
            for other in sorted(asks.get(one, ())):
                if other == start:
                    return _walked(start, one, came_from)
                if other not in came_from:
                    came_from[other] = one
                    following.append(other)
        edge = following
    return []


def _walked(start: int, end: int, came_from: Mapping[int, int]) -> list[int]:
    way = [end]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]


def those_asked_first(audiences: Iterable[Audience]) -> Sequence[Audience]:
    """The same, each behind those that it asks for."""
    rest = {audience.pk: audience for audience in audiences}
    asks = {pk: asked_in(audience.condition).audiences & rest.keys() for pk, audience in rest.items()}
    ordered: list[Audience] = []
    while rest:
        free = [pk for pk in rest if not asks[pk] & rest.keys()] or list(rest)  # never in circles; if so, never for ever
        ordered += [rest.pop(pk) for pk in free]
    return ordered
