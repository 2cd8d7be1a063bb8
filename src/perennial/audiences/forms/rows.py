"""The rows of the builder: what was typed of one thing that is asked, its inputs, and what it says as JSON."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from perennial.audiences.choices import OF_MONEY
from perennial.audiences.forms.draft import Leaf, Typed
from perennial.design.forms import DatePicker, plain_number
from perennial.kernel.http.numbers import whole_number
from perennial.records.choices import EXISTENCE, Operator
from perennial.records.fields import Field
from perennial.records.rowform import NOT, UNITS, RowForm
from perennial.records.spans import MOST, Unit, Way, relative

FIELD, DID, AUDIENCE = "field", "did", "audience"
NEVER, EVER, BETWEEN = "never", "", "days"
MOST_WHERE = 6
CALENDAR = (
    "today",
    "this-week",
    "this-month",
    "previous-month",
    "this-quarter",
    "previous-quarter",
    "this-year",
    "previous-year",
)
HOW_MUCH = [
    ("at-least", _("at least")),
    ("at-most", _("at most")),
    ("is", pgettext_lazy("how often", "exactly")),
    ("more-than", _("more than")),
    ("less-than", _("less than")),
    (NEVER, pgettext_lazy("how often", "not once")),
]
Json = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Choice:
    """One entry of a select, and whether it is the one that is chosen."""

    key: str
    label: Any
    chosen: bool


@dataclasses.dataclass
class Clause:
    """What is asked of each thing that happened: its product, its channel."""

    name: str
    fields: Sequence[Choice]
    form: RowForm
    ways: Sequence[Choice]


@dataclasses.dataclass
class Row:
    """A row, ready to be drawn. `wrong` says why it cannot be asked as it is."""

    name: str
    kind: str
    what: str
    whats: Sequence["tuple[Any, list[Choice]]"]
    fresh: bool = False
    wrong: "str | Promise" = ""
    ways: Sequence[Choice] = ()
    form: forms.Form | None = None
    clauses: Sequence[Clause] = ()
    has_room: bool = False
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    is_row = True


def chosen(options: Iterable[tuple[Any, Any]], key: str) -> list[Choice]:
    """The entries of a select, with the one that stands."""
    return [Choice(str(value), label, str(value) == key) for value, label in options]


def under(place: str, typed: Typed) -> QueryDict:
    """What was typed, under the names that it has in the form."""
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(f"{place}.{name}", values)
    return data


def field_form(place: str, typed: Typed, field: Field, name: str = "asked") -> tuple[RowForm, str]:
    """The inputs of a field, and the way it is asked: the usual one where it cannot be asked as was said."""
    said = (typed.get(name) or [""])[0]
    asked = said if said.removeprefix(NOT) in field.asks else str(field.asks[0])
    return RowForm(under(place, typed), name=place, field=field, asked=Operator(asked.removeprefix(NOT))), asked


def field_json(place: str, typed: Typed, field: Field) -> Json:
    """What a row says of a field."""
    form, asked = field_form(place, typed, field)
    leaf: Json = {"field": field.key, "operator": asked.removeprefix(NOT)}
    if (value := form.raw()) not in (None, ""):
        leaf["value"] = value
    return {"not": leaf} if asked.startswith(NOT) else leaf


def is_whole(said: Json) -> bool:
    """Whether a field is asked with a value, where it needs one."""
    leaf = said.get("not", said)
    return bool(leaf.get("value")) or leaf["operator"] in EXISTENCE


def clauses_of(leaf: Leaf) -> list[Typed]:
    """What is asked of each thing that happened, as it was typed: `w0.field`, `w0.asked`, `w0.value` …"""
    found: dict[str, Typed] = {}
    for name, values in leaf.typed.items():
        where, dot, rest = name.partition(".")
        if dot and where[:1] == "w" and where[1:].isdecimal():
            found.setdefault(where, {})[rest] = values
    return [found[where] for where in sorted(found, key=lambda name: int(name[1:]))][:MOST_WHERE]


def did_json(place: str, leaf: Leaf, fields: Mapping[str, Field], *, strict: bool) -> Json:
    """What a row says of something that happened. Unless `strict`, details without a value yet are left out."""
    return step_json(place, leaf, fields, strict=strict) | measure_said(leaf)


def step_json(place: str, leaf: Leaf, fields: Mapping[str, Field], *, strict: bool) -> Json:
    """The same without how often: a step of what happened in order."""
    said: Json = {"did": leaf.one("what").partition(".")[2], "where": []}
    for number, typed in enumerate(clauses_of(leaf)):
        field = fields.get((typed.get("field") or [""])[0]) or next(iter(fields.values()), None)
        clause = field_json(f"{place}.w{number}", typed, field) if field else None
        if clause and (strict or is_whole(clause)):
            said["where"].append(clause)
    if within := within_said(leaf):
        said["within"] = within
    return said


def measure_said(leaf: Leaf) -> Json:
    """How often, how much, how long: once at least where nothing is said."""
    operator = leaf.one("operator") or "at-least"
    if operator == NEVER:
        return {"measure": "count", "operator": "at-most", "value": 0}
    said = {"measure": leaf.one("measure") or "count", "operator": operator, "value": plain_number(leaf.one("value") or "1")}
    return said | ({"currency": leaf.one("currency")} if leaf.one("currency") and said["measure"] in OF_MONEY else {})


def within_said(leaf: Leaf) -> str:
    """In which span of days, as a phrase; nothing where any will do."""
    within = leaf.one("within")
    if within == BETWEEN:
        return f"{leaf.one('first')}..{leaf.one('until')}"
    if within != Way.LAST:
        return within
    count = whole_number(leaf.one("count"), MOST) or 0
    return f"last-{count}-{leaf.one('unit') or Unit.DAY}s"


def typed_within(within: str) -> Typed:
    """The inputs that say a span of days."""
    span = relative(within) if within else None
    if span and span.way is Way.LAST and span.unit in {unit for unit, _label in UNITS}:
        return {"within": [str(Way.LAST)], "count": [str(span.count)], "unit": [str(span.unit)]}
    if ".." in within:
        first, _dots, until = within.partition("..")
        return {"within": [BETWEEN], "first": [first], "until": [until]}
    return {"within": [within]}


def spans_offered(within: str) -> list[Choice]:
    """The spans of days that a row offers, and the one that it has, whatever it is."""
    phrases = list(CALENDAR) + ([within] if within not in (EVER, BETWEEN, Way.LAST, *CALENDAR) else [])
    named = [(phrase, span.said() if (span := relative(phrase)) else phrase) for phrase in phrases]
    return chosen([(EVER, _("at any time")), (Way.LAST, _("in the last …")), *named, (BETWEEN, _("between two days"))], within)


class BetweenForm(forms.Form):
    """The two days of a span; either may be left open."""

    def __init__(self, place: str, leaf: Leaf) -> None:
        super().__init__(under(place, leaf.typed), auto_id="c-%s", use_required_attribute=False)
        for name, label in (("first", _("From")), ("until", _("Until"))):
            widget = DatePicker({"aria-label": label, "class": "input sm"})
            self.fields[f"{place}.{name}"] = forms.CharField(label=label, required=False, widget=widget)
