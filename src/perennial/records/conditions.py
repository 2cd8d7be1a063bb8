"""Conditions: one tree that says which records are meant, for lists, views and whoever else asks.

As JSON: `{"all": […]}`, `{"any": […]}`, `{"not": …}`, `{"field": "city", "operator": "is", "value": "Berlin"}`. A day is
"2026-01-31" or moves with today: "last-30-days", "this-month", "next-7-days" (see spans.py).
"""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from perennial.records.choices import Operator
from perennial.records.fields import Field
from perennial.records.missing import no_field
from perennial.records.values import Value, ValueRefusedError, json_of, read_value

DEEPEST = 6
MOST_PARTS = 100
MOST_ALTERNATIVES = 8


@dataclasses.dataclass(frozen=True, slots=True)
class All:
    """All of its parts; without any, every record."""

    parts: "tuple[Condition, ...]" = ()


@dataclasses.dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of its parts."""

    parts: "tuple[Condition, ...]"


@dataclasses.dataclass(frozen=True, slots=True)
class Not:
    part: "Condition"


@dataclasses.dataclass(frozen=True, slots=True)
class Is:
    """What is asked of one field."""

    field: str
    operator: Operator
    value: Value = None


Condition: TypeAlias = All | AnyOf | Not | Is
EVERYTHING = All()


class ConditionError(ValueError):
    """A condition that cannot be understood: `where` leads to it (“all[0].not”), `why` says what is wrong with it."""

    def __init__(self, where: str, why: "str | Promise", field: str = "") -> None:
        self.where, self.why, self.field = where, why, field
        super().__init__(where, why)

    def __str__(self) -> str:
        return f"{self.where}: {self.why}" if self.where else str(self.why)


def to_json(condition: Condition) -> dict[str, Any]:
    """The tree as plain JSON."""
    match condition:
        case All(parts):
            return {"all": [to_json(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [to_json(part) for part in parts]}
        case Not(part):
            return {"not": to_json(part)}
        case Is(field, operator, None):
            return {"field": field, "operator": str(operator)}
        case Is(field, operator, value):
            return {"field": field, "operator": str(operator), "value": json_of(value)}


def from_json(data: object, fields: Mapping[str, Field]) -> Condition:
    """The tree that JSON says, every field, operator and value of it known and fit; else ConditionError."""
    return _Reader(fields).read(data, "", 1)


def leaves(condition: Condition) -> Iterator[Is]:
    """Everything that is asked, wherever it stands in the tree."""
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case Is():
            yield condition


def joined(*conditions: Condition) -> Condition:
    """All of them together, without needless groups."""
    parts: list[Condition] = []
    for condition in conditions:
        parts += condition.parts if isinstance(condition, All) else (condition,)
    return parts[0] if len(parts) == 1 else All(tuple(dict.fromkeys(parts)))


def understood(data: object, fields: Mapping[str, Field]) -> Condition:
    """Of a broken condition the parts that can be understood, where all have to be true together: to mend it from."""
    if not isinstance(data, dict) or not isinstance(data.get("all"), list):
        return EVERYTHING
    parts = []
    for part in data["all"]:
        try:
            parts.append(from_json(part, fields))
        except ConditionError:
            continue
    return joined(EVERYTHING, *parts)


class _Reader:
    def __init__(self, fields: Mapping[str, Field]) -> None:
        self.fields, self.parts = fields, 0

    def read(self, data: object, where: str, depth: int) -> Condition:
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise ConditionError(where, format_lazy(_("There are more than {most} conditions."), most=MOST_PARTS))
        if depth > DEEPEST:
            raise ConditionError(where, format_lazy(_("Groups stand in groups more than {most} deep."), most=DEEPEST))
        if not isinstance(data, dict):
            raise ConditionError(where, _("This must be an object with “all”, “any”, “not” or “field”."))
        if "field" in data:
            return self._read_is(data, where)
        if len(data) != 1 or next(iter(data)) not in ("all", "any", "not"):
            raise ConditionError(where, _("This must hold exactly one of “all”, “any”, “not” or a “field”."))
        ((word, inside),) = data.items()
        at = f"{where}.{word}".lstrip(".")
        if word == "not":
            return Not(self.read(inside, at, depth + 1))
        if not isinstance(inside, list) or (not inside and (word == "any" or depth > 1)):
            raise ConditionError(at, _("This must be a list of conditions."))
        parts = tuple(self.read(part, f"{at}[{place}]", depth + 1) for place, part in enumerate(inside))
        return All(parts) if word == "all" else AnyOf(parts)

    def _read_is(self, data: dict[str, Any], where: str) -> Is:
        if strange := sorted(str(key)[:40] for key in data.keys() - {"field", "operator", "value"}):
            raise ConditionError(where, format_lazy(_("“{name}” is not known here."), name=strange[0]))
        name = data["field"]
        field = self.fields.get(name) if isinstance(name, str) else None
        if field is None or not field.asks:
            raise ConditionError(where, no_field(str(name)), str(name)[:40])
        try:
            operator = Operator(data.get("operator", field.asks[0]))
        except ValueError:
            operator = None
        if operator not in field.asks:
            raise ConditionError(
                where,
                format_lazy(
                    _("“{field}” cannot be asked “{operator}”."), field=field.label, operator=str(data["operator"])[:40]
                ),
                field.key,
            )
        try:
            return Is(field.key, operator, read_value(field, operator, data.get("value")))
        except ValueRefusedError as error:
            raise ConditionError(where, error.why, field.key) from None


def alternatives(condition: Condition) -> list[Condition]:
    """The conditions of which one has to be true, each whole in itself; none where they are not a few."""
    parts = condition.parts if isinstance(condition, All) else (condition,)
    choices = [part for part in parts if isinstance(part, AnyOf)]
    if len(choices) != 1 or len(choices[0].parts) > MOST_ALTERNATIVES:
        return []
    rest = [part for part in parts if part != choices[0]]
    return [joined(EVERYTHING, *rest, choice) for choice in choices[0].parts]
