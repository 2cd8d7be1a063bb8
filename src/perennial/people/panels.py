"""The parts of a customer's page that the slices offer."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest

from perennial.kernel.manifests import panels
from perennial.people.models import Party


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """A panel with its values, ready to be drawn."""

    key: str
    template: str
    values: Mapping[str, Any]


PAGE = ("head", "next", "main", "side")


def panels_of(request: HttpRequest, party: Party, wanted: Sequence[str] = PAGE) -> dict[str, list[Shown]]:
    """The panels of a party by place, in order, without those that stay away: those of their page, or of other places."""
    places: dict[str, list[Shown]] = {place: [] for place in wanted}
    for panel in panels:
        if panel.place not in places:
            continue
        values = panel.context(request, party)
        if values is not None:
            places[panel.place].append(Shown(panel.key, panel.template, values))
    return places
