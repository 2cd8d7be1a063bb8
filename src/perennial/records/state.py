"""What a list shows, as its address says it: conditions, order, columns, groups, density, and the view that it started from.

A plain condition is one parameter: `stage=lead&stage=new`, `value.from=100`, `last_order.is=last-30-days`, `owner.empty=1`.
What does not fit into such stands in `where` as JSON.
"""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from perennial.kernel.http.numbers import whole_number
from perennial.records.choices import Operator, Type
from perennial.records.conditions import EVERYTHING, All, Condition, ConditionError, Is, from_json, joined, to_json
from perennial.records.fields import Field
from perennial.records.kinds import RecordKind
from perennial.records.layouts.choosing import CALENDAR, known_layout
from perennial.records.listing import LAST_PAGE
from perennial.records.missing import no_field
from perennial.records.values import LONGEST_TEXT, ValueRefusedError, json_of, read_value
from perennial.records.wanted import Wanted

NAMED = "named"  # a REFERENCE by what it is called, where no script helps to find it
COMPACT = "compact"
ALL = "all"  # the view that is none
LONGEST_WHERE = 20_000
_MANY = (Type.CHOICE, Type.CHOICES, Type.REFERENCE)
_OURS = {
    "view",
    "page",
    "q",
    "where",
    "sort",
    "col",
    "group",
    "density",
    "layout",
    "sums",
    "fields",
    "record",
    "month",
    "open",
    "column",
    "after",
    "field",
    "from",
    "to",
    "version",
}
_WHERE = (
    "view",
    "page",
    "sums",
    "fields",
    "record",
    "month",
    "open",
    "column",
    "after",
    "field",
    "from",
    "to",
)  # where in the list somebody looks, not what it shows
LOOKS = {
    "sort": "sort",
    "col": "columns",
    "group": "group",
    "density": "density",
    "layout": "layout",
}  # word of an address: part of the look
Words = str | Promise


@dataclasses.dataclass(frozen=True)
class Look:
    """How a list looks; what is empty is as usual."""

    sort: str = ""  # the key of a field, with - in front: turned round
    columns: tuple[str, ...] = ()
    group: str = ""
    density: str = ""
    layout: str = ""  # “board:stage”, “calendar:birthday”; empty: a table


@dataclasses.dataclass(frozen=True)
class Problem:
    """What could not be understood. `hides`: it would have left records out, so that nothing may be shown."""

    why: Words
    hides: bool = True


@dataclasses.dataclass(frozen=True, kw_only=True)
class State:
    """What a list shows to a member."""

    kind: RecordKind
    member: Any
    fields: Mapping[str, Field]
    condition: Condition = EVERYTHING
    look: Look = Look()
    view: Any = None
    month: str = ""  # at which a calendar is open, “2026-11”: where somebody looks, not what is shown
    is_changed: bool = False  # differs from the view that it started from
    problems: tuple[Problem, ...] = ()

    @property
    def is_broken(self) -> bool:
        """Whether a condition could not be understood: then nothing is shown, because too much would be."""
        return any(problem.hides for problem in self.problems)

    @property
    def wanted(self) -> Wanted:
        """What to ask the database."""
        sort = self.look.sort
        return Wanted(
            kind=self.kind,
            member=self.member,
            fields=self.fields,
            condition=self.condition,
            sort=sort.removeprefix("-"),
            reverse=sort.startswith("-"),
        )

    @property
    def group(self) -> Field | None:
        """The field by which it is grouped."""
        field = self.fields.get(self.look.group)
        return field if field and field.groups else None

    @property
    def is_as_usual(self) -> bool:
        """Whether it shows everything, or what the kind itself offers: where that is empty, there is nothing yet."""
        return self.condition == EVERYTHING or bool(self.view is not None and self.view.key and not self.is_changed)

    def parts(self) -> tuple[Condition, ...]:
        """What has to be true together."""
        return self.condition.parts if isinstance(self.condition, All) else (self.condition,)

    def address(self, *, condition: Condition | None = None, page: int = 1, **look: Any) -> str:
        """The query of an address that shows this, with changes."""
        now = dataclasses.replace(self.look, **look)
        asked = self.condition if condition is None else condition
        is_changed = self.is_changed or (now, asked) != (self.look, self.condition)
        query = QueryDict(mutable=True)
        if self.view is not None:
            query["view"] = self.view.place
        if self.view is None or is_changed:
            _write(query, self, asked, now)
        if not query:
            query["view"] = ALL  # without a word the list would open with another view
        if self.month and now.layout.startswith(f"{CALENDAR}:"):
            query["month"] = self.month
        if page > 1:
            query["page"] = str(page)
        return f"?{query.urlencode()}"

    @property
    def in_full(self) -> str:
        """The same with every word of it, also where a view would say it all."""
        return dataclasses.replace(self, is_changed=True).address()

    def carried(self, field: str) -> list[tuple[str, str]]:
        """What a form that asks a field sends along: all the rest, said in full, because an address that says anything says
        everything."""
        whole = dataclasses.replace(self, condition=self.without(field)).in_full
        query = QueryDict(whole[1:])
        return [(name, value) for name, values in query.lists() for value in values if (name, value) != ("view", ALL)]

    def without(self, *fields: str) -> Condition:
        """The condition without what is plainly asked of some fields."""
        return joined(EVERYTHING, *(part for part in self.parts() if not (isinstance(part, Is) and part.field in fields)))


def read_conditions(query: QueryDict, kind: RecordKind, fields: Mapping[str, Field]) -> tuple[Condition, list[Problem]]:
    """The conditions of an address, and what of them could not be understood."""
    parts: list[Condition] = []
    problems: list[Problem] = []
    for name in query:
        key, _dot, operator = name.partition(".")
        if name == "q" and kind.search:
            key, operator = kind.search, ""
        elif name in _OURS:
            continue
        given = [value for value in query.getlist(name) if value.strip()]
        try:
            if given:
                parts.append(_asked(fields, key, operator, given))
        except ConditionError as error:
            problems.append(Problem(error.why))
    if text := query.get("where", ""):
        try:
            parts.append(from_json(_loaded(text), fields))
        except ConditionError as error:
            problems.append(Problem(error.why))
    return joined(EVERYTHING, *parts), problems


def read_look(query: QueryDict, fields: Mapping[str, Field]) -> Look:
    """How the address wants the list to look; what is not known is as usual."""
    sort, group = query.get("sort", ""), query.get("group", "")
    field = fields.get(sort.removeprefix("-"))
    return Look(
        sort=sort if field and field.sorting else "",
        columns=tuple(key for key in dict.fromkeys(query.get("col", "").split(",")) if key in fields),
        group=group if group in fields and fields[group].groups else "",
        density=COMPACT if query.get("density") == COMPACT else "",
        layout=known_layout(query.get("layout", ""), fields),
    )


def page_number(query: QueryDict) -> int:
    """The page that is asked for."""
    return max(1, whole_number(query.get("page", ""), LAST_PAGE) or 1)


def says_anything(query: QueryDict) -> bool:
    """Whether an address says more than which view and page of it."""
    return any(name not in _WHERE for name in query)


def says_conditions(query: QueryDict) -> bool:
    """Whether an address says which records are meant."""
    return any(name not in _OURS or name in ("q", "where") for name, values in query.lists() if any(map(str.strip, values)))


def _asked(fields: Mapping[str, Field], key: str, operator: str, given: Sequence[str]) -> Is:
    field = fields.get(key)
    if field is None or not field.asks:
        raise ConditionError("", no_field(key), key[:40])
    if operator == NAMED and field.leads_to:
        return Is(field.key, field.asks[0], meant_by(field, given[-1]))
    try:
        asked = Operator(operator) if operator else field.asks[0]
    except ValueError:
        asked = None
    if asked not in field.asks:
        raise ConditionError(
            "", format_lazy(_("“{field}” cannot be asked “{operator}”."), field=field.label, operator=operator[:40])
        )
    try:
        return Is(field.key, asked, read_value(field, asked, given if field.type in _MANY else given[-1]))
    except ValueRefusedError as error:
        raise ConditionError("", error.why, key) from None


def meant_by(field: Field, text: str) -> tuple[str, ...]:
    """The ids of the records that a typed name means; ConditionError where nothing is called so."""
    found = field.leads_to.found(field.reader, text[:LONGEST_TEXT]) if field.leads_to else ()
    if not found:
        raise ConditionError("", format_lazy(_("There is no “{name}” for “{field}”."), name=text[:40], field=field.label))
    return tuple(map(str, found))


def _loaded(text: str) -> Any:
    try:
        return json.loads(text) if len(text) <= LONGEST_WHERE else None
    except (ValueError, RecursionError):
        return None


def _write(query: QueryDict, state: State, condition: Condition, look: Look) -> None:
    rest: list[Condition] = []
    for part in condition.parts if isinstance(condition, All) else (condition,):
        if isinstance(part, Is) and not query.getlist(name := _name(state, part)):
            value = json_of(part.value)
            query.setlist(name, [_plain(each) for each in value] if isinstance(value, list) else [_plain(value)])
        else:
            rest.append(part)
    if rest:
        query["where"] = _json(joined(*rest))
    if condition == EVERYTHING and state.view is not None and state.view.condition not in ({}, to_json(EVERYTHING)):
        query["where"] = _json(EVERYTHING)  # or what the view asks would be meant
    if look.sort or state.view is not None:  # with a sort, an address is not the view's own one
        query["sort"] = look.sort or state.kind.sort
    if look.columns:
        query["col"] = ",".join(look.columns)
    if look.group:
        query["group"] = look.group
    if look.density:
        query["density"] = look.density
    if look.layout:
        query["layout"] = look.layout


def _json(condition: Condition) -> str:
    return json.dumps(to_json(condition), separators=(",", ":"), ensure_ascii=False)


def _name(state: State, asked: Is) -> str:
    """The parameter that asks it: the plainest there is."""
    if asked.operator != state.fields[asked.field].asks[0]:
        return f"{asked.field}.{asked.operator}"
    return "q" if asked.field == state.kind.search else asked.field


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "1" if value is None else str(value)
