"""What a condition names, read from its JSON without asking whether it can still be understood."""

import dataclasses
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What a condition names: fields, happenings, other audiences."""

    fields: frozenset[str]
    happenings: frozenset[str]
    audiences: frozenset[int]


def asked_in(condition: Any) -> Asked:
    """What the JSON of a condition names."""
    fields, did, audiences = set(), set(), set()
    rest = [condition]
    while rest:
        part = rest.pop()
        if isinstance(part, list):
            rest += part
        elif isinstance(part, dict):
            if "field" in part:
                fields.add(str(part["field"]))
            if "did" in part:
                did.add(str(part["did"]))
            if "audience" in part:
                audiences.add(int(part["audience"]))
            rest += [part[word] for word in ("all", "any", "not", "sequence") if word in part]
    return Asked(frozenset(fields), frozenset(did), frozenset(audiences))
