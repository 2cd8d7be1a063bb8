"""The builder of conditions: rows in groups, as a form that works without a script and is drawn anew after each step.

Names: `match` (all, any), `g0.match` (all, any, none), `g0.r1.field`, `.asked` (an operator, `not-` before its opposite),
`.value`, `.day`, `.count`, `.unit`; `kept` holds what is nested deeper than rows in groups, as it is.
"""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from perennial.records.choices import Operator
from perennial.records.conditions import EVERYTHING, All, AnyOf, Condition, ConditionError, Is, Not, from_json, joined, to_json
from perennial.records.fields import Field
from perennial.records.rowform import NOT, RowForm, put_typed
from perennial.records.values import ValueRefusedError, read_value
from perennial.records.words import said

MOST_GROUPS = 8
MOST_ROWS = 20
MATCHES = [("all", _("All of these")), ("any", _("Any of these")), ("none", _("None of these"))]


@dataclasses.dataclass
class Row:
    """One thing that is asked: what was typed, how it is drawn, and what is wrong with it."""

    name: str
    field: Field
    asked: str
    form: forms.Form
    wrong: "str | Promise" = ""
    condition: Condition | None = None


@dataclasses.dataclass
class Group:
    """Rows that belong together."""

    name: str
    match: str
    rows: list[Row]


class Builder:
    """What the builder shows: from a condition, or from what was sent."""

    def __init__(self, fields: Mapping[str, Field], match: str, groups: list[Group], kept: tuple[Condition, ...]) -> None:
        self.fields, self.match, self.groups, self.kept = fields, match, groups, kept

    @classmethod
    def of(cls, condition: Condition, fields: Mapping[str, Field]) -> "Builder":
        """The rows and groups that a condition is made of."""
        match = "any" if isinstance(condition, AnyOf) else "all"
        parts = condition.parts if isinstance(condition, All | AnyOf) else (condition,)
        plain = [part for part in parts if _is_plain(part)]
        nested = [(part, found) for part in parts if not _is_plain(part) and (found := _group_of(part))]
        fit = [part for part, _found in nested[: MOST_GROUPS - 1]]
        groups = [_drawn(fields, "g0", match, plain[:MOST_ROWS])]
        for number, (_part, (how, inside)) in enumerate(nested[: MOST_GROUPS - 1], 1):
            groups.append(_drawn(fields, f"g{number}", how, inside))
        kept = tuple(part for part in parts if part not in plain[:MOST_ROWS] and part not in fit)
        return cls(fields, match, groups, kept)

    @classmethod
    def sent(cls, data: QueryDict, fields: Mapping[str, Field]) -> "Builder":
        """What was typed, after the step that was asked for: a row or a group more or less."""
        groups = []
        act = data.get("act", "")
        for number in range(MOST_GROUPS):
            name = f"g{number}"
            if f"{name}.match" not in data and number:
                continue
            rows = [row for place in range(MOST_ROWS) if (row := _sent_row(data, f"{name}.r{place}", fields, act))]
            groups.append(Group(name, data.get(f"{name}.match", "all"), rows))
        match = "any" if data.get("match") == "any" else "all"
        builder = cls(fields, match, groups, _kept(data.get("kept", ""), fields))
        builder.step(act)
        return builder

    def step(self, act: str) -> None:
        """Add a row to a group, or a group; leave one out."""
        what, _colon, name = act.partition(":")
        if what == "group" and len(self.groups) < MOST_GROUPS:
            used = {group.name for group in self.groups}
            free = next(f"g{number}" for number in range(MOST_GROUPS) if f"g{number}" not in used)
            self.groups.append(Group(free, "any", [self._new_row(f"{free}.r0")]))
        elif what == "ungroup":
            self.groups = [group for group in self.groups if group.name != name or name == "g0"]
        for group in self.groups:
            used = {row.name for row in group.rows}
            free_rows = [f"{group.name}.r{place}" for place in range(MOST_ROWS) if f"{group.name}.r{place}" not in used]
            if what == "row" and group.name == name and free_rows:
                group.rows.append(self._new_row(free_rows[-1] if len(used) == MOST_ROWS - 1 else _after(used, group.name)))

    def begin(self, key: str = "") -> None:
        """A row to fill in: about the field from which somebody came, unless one is about it; any where there is none yet."""
        asked = self.fields.get(key)
        rows, count = self.first.rows, len(self.first.rows)
        is_new = asked is not None and bool(asked.asks) and all(row.field.key != key for row in rows)
        if is_new or not (rows or self.nested):
            self.step("row:g0")
        if is_new and len(rows) > count:
            rows[-1] = self._new_row(rows[-1].name, asked)

    def _new_row(self, name: str, field: Field | None = None) -> Row:
        field = field or next(field for field in self.fields.values() if field.asks)
        return _row(name, field, str(field.asks[0]), QueryDict())

    @property
    def first(self) -> Group:
        """The rows outside of groups."""
        return self.groups[0]

    @property
    def nested(self) -> list[Group]:
        return self.groups[1:]

    @property
    def has_room(self) -> bool:
        return len(self.groups) < MOST_GROUPS

    @property
    def is_wrong(self) -> bool:
        """Whether a row cannot be asked as it is."""
        return any(row.wrong for group in self.groups for row in group.rows)

    @property
    def kept_json(self) -> str:
        """What is nested deeper, to be sent along."""
        return json.dumps([to_json(part) for part in self.kept])

    @property
    def kept_said(self) -> list[str]:
        return [said(part, self.fields) for part in self.kept]

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """Every field that can be asked."""
        return [(field.key, field.label) for field in self.fields.values() if field.asks]

    def condition(self) -> Condition:
        """The condition that all of it makes; rows that are not complete are left out."""
        parts: list[Condition] = [row.condition for row in self.first.rows if row.condition]
        for group in self.nested:
            inside = tuple(row.condition for row in group.rows if row.condition)
            if inside:
                together: Condition = All(inside) if group.match == "all" else AnyOf(inside)
                parts.append(Not(together) if group.match == "none" else together)
        parts += self.kept
        if self.match == "any" and len(parts) > 1:
            return AnyOf(tuple(parts))
        return joined(EVERYTHING, *parts)


def _after(used: set[str], group: str) -> str:
    last = max((int(name.rpartition(".r")[2]) for name in used), default=-1)
    return f"{group}.r{last + 1}"


def _is_plain(part: Condition) -> bool:
    return isinstance(part, Is) or (isinstance(part, Not) and isinstance(part.part, Is))


def _group_of(part: Condition) -> tuple[str, list[Condition]] | None:
    how = "none" if isinstance(part, Not) else "any" if isinstance(part, AnyOf) else "all"
    inner = part.part if isinstance(part, Not) else part
    if (
        not isinstance(inner, AnyOf if how != "all" else All)
        or not all(map(_is_plain, inner.parts))
        or len(inner.parts) > MOST_ROWS
    ):
        return None
    return how, list(inner.parts)


def _kept(text: str, fields: Mapping[str, Field]) -> tuple[Condition, ...]:
    try:
        data = json.loads(text or "[]")
        return tuple(from_json(each, fields) for each in data) if isinstance(data, list) else ()
    except (ValueError, RecursionError, ConditionError):
        return ()


def _drawn(fields: Mapping[str, Field], name: str, match: str, parts: list[Condition]) -> Group:
    rows = []
    for place, part in enumerate(parts):
        negated, asked = (True, part.part) if isinstance(part, Not) else (False, part)
        assert isinstance(asked, Is)
        at = f"{name}.r{place}"
        data = QueryDict(mutable=True)
        put_typed(data, at, asked)
        rows.append(_row(at, fields[asked.field], f"{NOT if negated else ''}{asked.operator}", data))
    return Group(name, match, rows)


def _sent_row(data: QueryDict, name: str, fields: Mapping[str, Field], act: str) -> Row | None:
    field = fields.get(data.get(f"{name}.field", ""))
    if field is None or not field.asks or act == f"drop:{name}":
        return None
    asked = data.get(f"{name}.asked", "")
    usual = str(field.asks[0])  # where the field was changed, and cannot be asked so
    return _row(name, field, asked if asked.removeprefix(NOT) in field.asks else usual, data, strict=act == "show")


def _row(name: str, field: Field, asked: str, data: QueryDict, *, strict: bool = False) -> Row:
    form = RowForm(data, name=name, field=field, asked=Operator(asked.removeprefix(NOT)))
    row = Row(name, field, asked, form)
    try:
        value = read_value(field, Operator(asked.removeprefix(NOT)), form.raw())
    except ValueRefusedError as error:
        row.wrong = error.why if strict or form.is_typed() else ""
    else:
        leaf = Is(field.key, Operator(asked.removeprefix(NOT)), value)
        row.condition = Not(leaf) if asked.startswith(NOT) else leaf
    return row
