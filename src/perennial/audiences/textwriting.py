"""A tree as text, in the language of text.py."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from perennial.audiences.choices import SIGNS, Comparison, Measure
from perennial.audiences.models import Audience
from perennial.audiences.tree import Belongs, Did, InOrder, Tree
from perennial.records.choices import Operator
from perennial.records.conditions import All, AnyOf, Is, Not
from perennial.records.fields import Field
from perennial.records.happenings import happenings
from perennial.records.values import json_of

_WORD = re.compile(r"[a-z][a-z0-9_]*")
_RESERVED = frozenset({"and", "or", "not", "is", "in", "has", "all", "contains", "begins", "with", "before", "after", "empty"})
_RESERVED |= {"filled", "everybody", "today", "yesterday", "tomorrow"}
_COUNTED = re.compile(r"last-(\d+)-(days|weeks|months|quarters|years)")
_SIGNS = {Operator.FROM: ">=", Operator.TO: "<=", Operator.ABOVE: ">", Operator.BELOW: "<", Operator.IS: "is"}
_WORDS = {
    Operator.CONTAINS: "contains",
    Operator.BEGINS: "begins with",
    Operator.BEFORE: "before",
    Operator.AFTER: "after",
}


def to_text(tree: Tree, fields: Mapping[str, Field], member: Any = None) -> str:
    """The tree as text; `from_text` of it is the same tree again."""
    return _Writer(fields, member).write(tree)


class _Writer:
    def __init__(self, fields: Mapping[str, Field], member: Any) -> None:
        self.fields, self.member = fields, member

    def write(self, tree: Tree) -> str:
        match tree:
            case All(()):
                return "everybody"
            case All(parts):
                return " and ".join(self._within(part) for part in parts)
            case AnyOf(parts):
                return " or ".join(self._within(part) for part in parts)
            case Not(part):
                return f"not {self._within(part)}"
            case Is():
                field = self.fields.get(tree.field)
                named = tree.field if field is None or not tree.field.startswith("custom_") else _quoted(str(field.label))
                return f"{named} {self._asked(tree, field)}"
            case Did():
                return self._did(tree, measured=True)
            case InOrder(steps, within_days):
                told = [self._did(step, measured=False) for step in steps]
                return f"sequence({', '.join([*told, *_days(within_days)])})"
            case Belongs(audience):
                name = Audience.objects.kept().filter(pk=audience).values_list("name", flat=True).first()
                return f"audience({_quoted(name) if name else f'#{audience}'})"

    def _within(self, part: Tree) -> str:
        is_group = isinstance(part, All | AnyOf) and len(part.parts) > 1
        return f"({self.write(part)})" if is_group else self.write(part)

    def _asked(self, asked: Is, field: Field | None) -> str:
        match asked.operator:
            case Operator.EMPTY | Operator.FILLED:
                return f"is {asked.operator}"
            case Operator.ANY_OF | Operator.ALL_OF:
                keys = [self._choice(field, key) for key in (asked.value if isinstance(asked.value, tuple) else ())]
                if asked.operator == Operator.ALL_OF:
                    return f"has all ({', '.join(keys)})"
                return f"is {keys[0]}" if len(keys) == 1 else f"in ({', '.join(keys)})"
        return f"{(_SIGNS | _WORDS)[asked.operator]} {_value(asked.value)}"

    def _did(self, did: Did, *, measured: bool) -> str:
        happening = happenings.get(did.happening)
        details = {key: field.read_by(self.member) for key, field in happening.details().items()} if happening else {}
        told = []
        if measured and (did.measure, did.operator, did.value) != (Measure.COUNT, Comparison.AT_LEAST, Decimal(1)):
            money = f" {did.currency}" if did.currency else ""
            told.append(f"{did.measure} {SIGNS[did.operator]} {_number(did.value)}{money}")
        for part in did.where:
            keys = [self._choice(details.get(part.field), key) for key in (part.value if isinstance(part.value, tuple) else ())]
            told.append(f"{part.field} = {keys[0]}" if len(keys) == 1 else f"{part.field} in ({', '.join(keys)})")
        if did.within is not None:
            told.append(f"within = {_COUNTED.sub(_counted, str(did.within))}")
        return f"{did.happening}({', '.join(told)})"

    def _choice(self, field: Field | None, key: str) -> str:
        """By its key where that is a word, else by its name where nobody else has it, else by its id."""
        if _WORD.fullmatch(key) and key not in _RESERVED:
            return key
        if field is not None and field.leads_to is not None:
            name = field.leads_to.names(self.member, [int(key)]).get(int(key), "")
            found = list(field.leads_to.found(self.member, name)) if name else []
            names = field.leads_to.names(self.member, found)
            same = [pk for pk in found if names.get(pk, "").casefold() == name.casefold()]
            return _quoted(name) if same == [int(key)] else f"#{key}"
        options = dict(field.options()) if field is not None and field.options else {}
        label = str(options.get(key, "")).strip()
        alike = [other for other in options.values() if str(other).strip().casefold() == label.casefold()]
        if label and len(alike) == 1 and label not in options:
            return _quoted(label)
        return f"#{key}" if key.isdecimal() else _quoted(key)


def _counted(found: "re.Match[str]") -> str:
    return f"{found[1]} {found[2]}" if found[1] != "1" else f"1 {found[2].removesuffix('s')}"


def _days(within: int | None) -> list[str]:
    if within is None:
        return []
    return [f"within = {within} {'day' if within == 1 else 'days'}"]


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return _number(value)
    return _quoted(value) if isinstance(value, str) else str(json_of(value))


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
