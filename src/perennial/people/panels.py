"""The parts of a customer's page that the slices offer."""

import dataclasses
from collections.abc import Mapping
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


def panels_of(request: HttpRequest, party: Party) -> dict[str, list[Shown]]:
    """The panels of a party's page by place, in order, without those that stay away."""
    places: dict[str, list[Shown]] = {"head": [], "next": [], "main": [], "side": []}
    for panel in panels:
        values = panel.context(request, party)
        if values is not None:
            places[panel.place].append(Shown(panel.key, panel.template, values))
    return places
