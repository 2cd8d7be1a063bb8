"""What can be done with what: the nouns of the API by its verbs, read from its description."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from perennial.kernel.manifests import Label
from perennial.team.rest.composing import description

VERBS: tuple[tuple[str, Label], ...] = (
    ("list", pgettext_lazy("verb", "List")),
    ("search", pgettext_lazy("verb", "Search")),
    ("read", pgettext_lazy("verb", "Read")),
    ("create", pgettext_lazy("verb", "Create")),
    ("update", pgettext_lazy("verb", "Update")),
    ("delete", pgettext_lazy("verb", "Delete")),
    ("restore", pgettext_lazy("verb", "Restore")),
)
NOUNS: tuple[tuple[str, Label], ...] = (
    ("people", _("People")),
    ("organisations", _("Organisations")),
    ("relations", _("Relations")),
    ("custom-fields", _("Custom fields")),
    ("products", _("Products")),
    ("orders", _("Orders")),
    ("touchpoints", _("Touchpoints")),
    ("follow-ups", _("Follow-ups")),
    ("views", _("Views")),
    ("subscriptions", _("Subscriptions")),
)
_FEW = _("There are few: the list gives all of them.")
_ENDS = _("A subscription is not deleted but ends, with the reason, by “cancellation”, which can be taken back.")
WHY_NOT: Mapping[tuple[str, str], Label] = {
    ("custom-fields", "search"): _FEW,
    ("views", "search"): _FEW,
    ("relations", "search"): _("A relation has no words but those of its note, which the filter asks."),
    ("subscriptions", "search"): _("They are listed by customer and status."),
    ("subscriptions", "delete"): _ENDS,
    ("subscriptions", "restore"): _ENDS,
}
_PLACES = {
    "list": ("get", ""),
    "read": ("get", "/{id}"),
    "create": ("post", ""),
    "update": ("patch", "/{id}"),
    "delete": ("delete", "/{id}"),
    "restore": ("post", "/{id}/restoration"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """An operation, or why there is none."""

    verb: Label
    operation: str
    why_not: Label


@dataclasses.dataclass(frozen=True, slots=True)
class NounRow:
    """What can be done with one noun."""

    title: Label
    cells: Sequence[Cell]


def nouns() -> list[NounRow]:
    """Every noun with every verb."""
    paths = description()["paths"]
    return [
        NounRow(title, [Cell(label, _operation(paths, noun, verb), WHY_NOT.get((noun, verb), "")) for verb, label in VERBS])
        for noun, title in NOUNS
    ]


def reasons() -> list[tuple[str, Label]]:
    """(the nouns, why something cannot be done with them), each reason once."""
    titles, found = dict(NOUNS), dict[str, tuple[list[str], Label]]()
    for (noun, _verb), why in WHY_NOT.items():
        named, _why = found.setdefault(str(why), ([], why))
        if str(titles[noun]) not in named:
            named.append(str(titles[noun]))
    return [(", ".join(named), why) for named, why in found.values()]


def _operation(paths: Mapping[str, Any], noun: str, verb: str) -> str:
    """The name of the operation; searching is an address of its own, or the list with `q`."""
    base = f"/api/v1/{noun}"
    if verb != "search":
        method, place = _PLACES[verb]
        return str(paths.get(base + place, {}).get(method, {}).get("operationId", ""))
    if own := paths.get(f"{base}/search", {}).get("get"):
        return str(own["operationId"])
    whole = paths[base]["get"]
    return str(whole["operationId"]) if any(one["name"] == "q" for one in whole["parameters"]) else ""
