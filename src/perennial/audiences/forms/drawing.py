"""How parts of a condition become rows, and rows parts of a condition."""

import dataclasses
from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from perennial.audiences.forms import rows
from perennial.audiences.forms.draft import Branch, Leaf, Node, Typed, group
from perennial.audiences.forms.rows import AUDIENCE, DID, FIELD, Choice, Clause, Json, Row, chosen
from perennial.kernel.http.numbers import whole_number
from perennial.records.conditions import ConditionError, Is, from_json
from perennial.records.fields import Field
from perennial.records.happenings import Happening
from perennial.records.missing import no_field
from perennial.records.rowform import NOT, UNITS, put_typed

IN_AUDIENCE = [("in", _("is in")), ("not-in", _("is not in"))]


@dataclasses.dataclass(frozen=True)
class Known:
    """What can be asked: fields of customers that the member may see, what happens to them, and other audiences. `read` is the
    reader of conditions, which raises ConditionError."""

    fields: Mapping[str, Field]
    happenings: Mapping[str, Happening]
    audiences: Mapping[int, str]
    read: Callable[[Json], Any]

    def wrong(self, said: Json) -> "str | Promise":
        """Why it cannot be asked, if so."""
        try:
            self.read(said)
        except ConditionError as error:
            return error.why
        return ""


def first_row(known: Known) -> Leaf:
    """What a new row begins with: they bought something."""
    key = f"{DID}.{next(iter(known.happenings))}" if known.happenings else f"{FIELD}.{next(iter(known.fields))}"
    return Leaf({"what": [key]})


def step_json(place: str, leaf: Leaf, known: Known, *, strict: bool = False) -> Json | None:
    """What a row says as a step of what happened in order."""
    kind, _dot, key = leaf.one("what").partition(".")
    if kind != DID or key not in known.happenings:
        return None
    return rows.step_json(place, leaf, known.happenings[key].details(), strict=strict)


def row_json(place: str, leaf: Leaf, known: Known, *, strict: bool = False) -> Json | None:
    """What a row says; None where what it asks is not known."""
    kind, _dot, key = leaf.one("what").partition(".")
    if kind == FIELD and key in known.fields:
        return rows.field_json(place, leaf.typed, known.fields[key])
    if kind == DID and key in known.happenings:
        return rows.did_json(place, leaf, known.happenings[key].details(), strict=strict)
    number = whole_number(leaf.one("audience"))
    if kind == AUDIENCE and number:
        said: Json = {"audience": str(number)}
        return {"not": said} if leaf.one("in") == "not-in" else said
    return None


def waits(place: str, leaf: Leaf, known: Known) -> bool:
    """Whether a row asks a field of which it does not say yet what is wanted."""
    kind, _dot, key = leaf.one("what").partition(".")
    return kind == FIELD and key in known.fields and not rows.is_whole(rows.field_json(place, leaf.typed, known.fields[key]))


def unknown(leaf: Leaf) -> "str | Promise":
    """What to say of a row that asks something that is not there any more."""
    kind, _dot, key = leaf.one("what").partition(".")
    return no_field(key) if kind == FIELD else _("Choose what is asked.")


def drawn_row(place: str, leaf: Leaf, known: Known, *, wrong: "str | Promise" = "", only_did: bool = False) -> Row:
    """A row as the template draws it."""
    kind, _dot, key = leaf.one("what").partition(".")
    row = Row(place, kind, leaf.one("what"), _whats(leaf.one("what"), known, only_did=only_did), leaf.fresh, wrong)
    if kind == FIELD and key in known.fields:
        row.form, asked = rows.field_form(place, leaf.typed, known.fields[key])
        row.ways = chosen(row.form.ways, asked)
    elif kind == DID and key in known.happenings:
        details = known.happenings[key].details()
        row.values = _did_values(leaf)
        row.form = rows.BetweenForm(place, leaf) if leaf.one("within") == rows.BETWEEN else None
        row.clauses = [_clause(f"{place}.w{number}", typed, details) for number, typed in enumerate(rows.clauses_of(leaf))]
        row.has_room = bool(details) and len(row.clauses) < rows.MOST_WHERE
    elif kind == AUDIENCE:
        row.ways = chosen(IN_AUDIENCE, leaf.one("in") or "in")
        row.values = {"audiences": chosen(known.audiences.items(), leaf.one("audience"))}
    else:
        row.kind = ""
    return row


def _whats(what: str, known: Known, *, only_did: bool) -> "list[tuple[Any, list[Choice]]]":
    """Everything that can be asked, as a select shows it: what they did, what they are, by what it is about."""
    did = chosen([(f"{DID}.{each.key}", each.label) for each in known.happenings.values()], what)
    if only_did:
        return [(_("What happened"), did)]
    groups: list[tuple[Any, list[Choice]]] = [(_("What happened"), did)]
    if known.audiences:
        groups.append((_("Audiences"), chosen([(AUDIENCE, _("Audience"))], what)))
    asked = [field for field in known.fields.values() if field.asks]
    for part, fields in groupby(sorted(asked, key=lambda field: str(field.part)), key=lambda field: str(field.part)):
        groups.append((part or _("Customer"), chosen([(f"{FIELD}.{each.key}", each.label) for each in fields], what)))
    return groups


def _did_values(leaf: Leaf) -> Mapping[str, Any]:
    said, within = rows.measure_said(leaf), leaf.one("within")
    operator = rows.NEVER if leaf.one("operator") == rows.NEVER else said["operator"]
    return {
        "operators": chosen(rows.HOW_MUCH, operator),
        "measures": chosen(MEASURES, said["measure"]),
        "value": leaf.one("value") or "1",
        "spans": rows.spans_offered(within),
        "count": leaf.one("count") or "90",
        "units": chosen(UNITS, leaf.one("unit") or "day"),
        "currency": leaf.one("currency"),
    }


def _clause(name: str, typed: Typed, details: Mapping[str, Field]) -> Clause:
    key = (typed.get("field") or [""])[0]
    field = details.get(key) or next(iter(details.values()))
    form, asked = rows.field_form(name, typed, field)
    return Clause(
        name,
        chosen([(each.key, each.label) for each in details.values()], field.key),
        form,
        chosen([(way, label) for way, label in form.ways if not way.startswith(NOT)], asked),
    )


MEASURES = [
    ("count", pgettext_lazy("at least 2 …", "times")),
    ("sum", pgettext_lazy("at least 200 …", "money in all")),
    ("average", pgettext_lazy("at least 200 …", "money each, on average")),
    ("quantity", pgettext_lazy("at least 5 …", "pieces in all")),
    ("average_gap_days", pgettext_lazy("at least 30 …", "days apart, on average")),
    ("days_since_first", pgettext_lazy("at least 30 …", "days since the first")),
    ("days_since_last", pgettext_lazy("at least 30 …", "days since the last")),
]


def node_of(said: Mapping[str, Any], known: Known) -> Node:
    """The part of the tree that draws a condition, which is whole and understood."""
    if "all" in said or "any" in said:
        match = "all" if "all" in said else "any"
        return group(match, *(node_of(part, known) for part in said[match]))
    if "sequence" in said:
        parts: list[Node] = [Leaf(_typed_did(part, known)) for part in said["sequence"]]
        return Branch({"order": ["yes"], "days": [str(said.get("within_days") or "")]}, parts)
    if "not" in said:
        return _denied(said["not"], known)
    return Leaf(_typed(said, known))


def _denied(said: Mapping[str, Any], known: Known) -> Node:
    """What must not be true: a row where its words can say so, else a group of which nothing may hold."""
    if "any" in said:
        return group("none", *(node_of(part, known) for part in said["any"]))
    if "field" in said:
        typed = _typed(said, known)
        return Leaf(typed | {"asked": [f"{NOT}{typed['asked'][0]}"]}) if "value" in said else group("none", Leaf(typed))
    if "audience" in said:
        return Leaf(_typed(said, known) | {"in": ["not-in"]})
    return group("none", node_of(said, known))


def _typed(said: Mapping[str, Any], known: Known) -> Typed:
    if "did" in said:
        return _typed_did(said, known)
    if "audience" in said:
        return {"what": [AUDIENCE], "audience": [str(said["audience"])], "in": ["in"]}
    return {"what": [f"{FIELD}.{said['field']}"], **_typed_field(said, known.fields)}


def _typed_field(said: Mapping[str, Any], fields: Mapping[str, Field]) -> Typed:
    """The inputs of a field with what is asked of it; without a value where it is not understood any more."""
    data = QueryDict(mutable=True)
    try:
        asked = from_json(dict(said), fields)
        assert isinstance(asked, Is)
        put_typed(data, "x", asked)
    except ConditionError:
        return {"asked": [str(said.get("operator", ""))]}
    return {"asked": [str(asked.operator)], **{name.removeprefix("x."): data.getlist(name) for name in data}}


def _typed_did(said: Mapping[str, Any], known: Known) -> Typed:
    happening = known.happenings.get(said["did"])
    details = happening.details() if happening else {}
    never = said.get("measure", "count") == "count" and said.get("operator") == "at-most" and str(said.get("value")) == "0"
    typed: Typed = {
        "what": [f"{DID}.{said['did']}"],
        "operator": [rows.NEVER if never else str(said.get("operator", "at-least"))],
        "measure": [str(said.get("measure", "count"))],
        "value": ["1" if never else str(said.get("value", 1))],
        **rows.typed_within(str(said.get("within") or "")),
    }
    if said.get("currency"):
        typed["currency"] = [str(said["currency"])]
    for number, asked in enumerate(said.get("where", ())):
        inside = {"field": [asked["field"]], **_typed_field(asked, details)}
        typed |= {f"w{number}.{name}": values for name, values in inside.items()}
    return typed
