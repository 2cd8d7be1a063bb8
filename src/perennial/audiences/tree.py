"""The tree of an audience: conditions of fields, as lists have them, and beside them what customers did, in which order, and to
which other audiences they belong. Groups are `All`, `AnyOf` and `Not` of records/conditions.py.

As JSON: `{"did": "bought", "where": [{"field": "product", "operator": "any_of", "value": ["7"]}], "within": "last-90-days",
"measure": "count", "operator": "at-least", "value": 2}`, `{"sequence": [{"did": …}, …], "within_days": 30}`, `{"audience":
"12"}`.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, TypeAlias, TypeGuard, cast

from perennial.audiences.choices import Comparison, Measure
from perennial.records.conditions import All, AnyOf, Condition, Is, Not
from perennial.records.conditions import to_json as plain_json
from perennial.records.spans import Relative
from perennial.records.values import json_of


@dataclasses.dataclass(frozen=True, slots=True)
class Days:
    """From one day to another, both included; either may be open."""

    first: dt.date | None = None
    last: dt.date | None = None

    def __str__(self) -> str:
        return f"{self.first or ''}..{self.last or ''}"


Span: TypeAlias = Relative | Days


@dataclasses.dataclass(frozen=True, slots=True)
class Did:
    """What is asked of everything of one kind that happened to a customer, of those with the details `where`, `within` a span.
    `value` is a whole number, of money an amount of `currency`."""

    happening: str
    where: tuple[Is, ...] = ()
    within: Span | None = None
    measure: Measure = Measure.COUNT
    operator: Comparison = Comparison.AT_LEAST
    value: Decimal = Decimal(1)
    currency: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class InOrder:
    """One after the other, the last at most so many days after the first; what each step measures is not asked."""

    steps: tuple[Did, ...]
    within_days: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Belongs:
    """Is in another audience."""

    audience: int


Leaf: TypeAlias = Is | Did | InOrder | Belongs
Tree: TypeAlias = Condition | Did | InOrder | Belongs


def all_of(parts: Sequence[Tree]) -> All:
    """All of them; groups hold any kind of part."""
    return All(cast(tuple[Condition, ...], tuple(parts)))


def any_of(parts: Sequence[Tree]) -> AnyOf:
    """At least one of them."""
    return AnyOf(cast(tuple[Condition, ...], tuple(parts)))


def opposite(part: Tree) -> Not:
    """Not so."""
    return Not(cast(Condition, part))


def leaves(tree: Tree) -> Iterator[Leaf]:
    """Everything that is asked, in the order of the tree."""
    match tree:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield tree


def is_plain(tree: Tree) -> TypeGuard[Condition]:
    """Whether it asks fields only, so that the tables can answer it as they answer a list."""
    return all(isinstance(leaf, Is) for leaf in leaves(tree))


def to_json(tree: Tree) -> dict[str, Any]:
    """The tree as plain JSON."""
    match tree:
        case All(parts):
            return {"all": [to_json(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [to_json(part) for part in parts]}
        case Not(part):
            return {"not": to_json(part)}
        case Did():
            return _step_json(tree) | _measure_json(tree)
        case InOrder(steps, within_days):
            known = {} if within_days is None else {"within_days": within_days}
            return {"sequence": [_step_json(step) for step in steps]} | known
        case Belongs(audience):
            return {"audience": str(audience)}
        case Is():
            return plain_json(tree)


def _step_json(did: Did) -> dict[str, Any]:
    data: dict[str, Any] = {"did": did.happening}
    if did.where:
        data["where"] = [plain_json(part) for part in did.where]
    if did.within is not None:
        data["within"] = str(did.within)
    return data


def _measure_json(did: Did) -> dict[str, Any]:
    data = {"measure": str(did.measure), "operator": str(did.operator), "value": json_of(did.value)}
    return data | ({"currency": did.currency} if did.currency else {})
