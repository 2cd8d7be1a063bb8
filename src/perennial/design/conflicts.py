"""Two people changed the same: theirs, mine and what stood before, side by side, and one of them is chosen field by field."""

import dataclasses
from typing import Any

from django.forms.boundfield import BoundField
from django.http import QueryDict

VERSIONS = ("theirs", "mine", "before")  # the prefixes of their inputs; without one: something else


@dataclasses.dataclass(frozen=True, slots=True)
class Version:
    """One of the three: in words, and as the hidden input that says it again."""

    key: str
    said: str
    field: BoundField


@dataclasses.dataclass(frozen=True, slots=True)
class Contested:
    """A field that both changed. `another` is its input, for something else than the three."""

    name: str
    versions: tuple[Version, ...]
    another: BoundField

    @property
    def theirs(self) -> Version:
        return self.versions[0]

    @property
    def mine(self) -> Version:
        return self.versions[1]

    @property
    def before(self) -> Version:
        return self.versions[2]


def picked(data: QueryDict) -> QueryDict:
    """What a form says, once a version was chosen for each field that was contested."""
    choices = {key[5:]: data[key] for key in data if key.startswith("pick-") and data[key] in VERSIONS}
    if not choices:
        return data
    told: Any = data.copy()
    for name, version in choices.items():
        for key in [key for key in told if _is_of(key, name)]:
            del told[key]
        for key in data:
            if _is_of(key, f"{version}-{name}"):
                told.setlist(key.removeprefix(f"{version}-"), data.getlist(key))
    return told  # type: ignore[no-any-return]


def _is_of(key: str, name: str) -> bool:
    """Whether an input belongs to a field: the one of its name, or a part of it (day, month …)."""
    return key == name or key.startswith(f"{name}_")
