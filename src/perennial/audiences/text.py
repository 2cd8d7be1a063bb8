"""Audiences as text, for programs and version control: text → tree → text is stable.

stage is customer and bought(count >= 2, product = "Coffee", within = 90 days) and not touched(kind = email, within = 60 days)

Conditions are joined by `and`, `or`, `not` and brackets; `everybody` is no condition at all. A field: `city is "Berlin"`,
`stage in (new, loyal)`, `tag has all (vip, press)`, `name contains "berg"`, `city begins with "B"`, `value >= 100`, `last_order
before 2026-01-31`, `last_order is last-30-days`, `email is empty`, `email is filled`. One of the business is named by its label
in quotes: `"Favourite roast" is dark`. What happened: `bought(…)`, `refunded(…)`, `touched(…)`, with a measure (`count`, `sum`,
`average`, `quantity`, `average_gap_days`, `days_since_first`, `days_since_last`) compared by `>=`, `<=`, `=`, `>`, `<`, details
(`product = "Coffee"`, `channel in (web, shop)`) and `within = 90 days`, `this-month`, `2026-01-01..2026-03-31` or
`2026-05-03..`. Amounts may name their money: `100 EUR`. In that order: `sequence(touched(kind = email), bought(), within = 14
days)`. In another audience: `audience("Regulars")`. Choices are written as their key, their label in quotes, or `#` and their
id.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from lark import Lark
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken, VisitError

from perennial.audiences.textreading import Builder, TextError
from perennial.audiences.tree import Tree
from perennial.records.fields import Field

LONGEST = 20_000
GRAMMAR = r"""
start: either
either: every ("or"i every)*
every: no ("and"i no)*
?no: "not"i no -> negated
   | "(" either ")" -> bracket
   | call
   | asked
   | EVERYBODY -> everybody
call: NAME "(" [argument ("," argument)*] ")"
argument: call
   | NAME COMPARED value -> compared
   | NAME "is"i value -> same
   | NAME "in"i values -> among
   | value -> bare
asked: subject "is"i "empty"i -> empty
   | subject "is"i "filled"i -> filled
   | subject "is"i value -> is_value
   | subject "in"i values -> is_among
   | subject "has"i "all"i values -> has_all
   | subject "contains"i value -> contains
   | subject "begins"i "with"i value -> begins
   | subject "before"i value -> before
   | subject "after"i value -> after
   | subject COMPARED value -> field_compared
subject: NAME | STRING
values: "(" value ("," value)* ")"
value: STRING | NUMBER [NAME] | DAYS | DAY | SPAN | NAME | ID
EVERYBODY.2: /everybody\b/i
COMPARED: ">=" | "<=" | "=" | ">" | "<"
STRING: /"(\\.|[^"\\\n])*"/
DAYS.3: /\d{4}-\d\d-\d\d\.\.(\d{4}-\d\d-\d\d)?|\.\.\d{4}-\d\d-\d\d/
DAY.2: /\d{4}-\d\d-\d\d/
SPAN.2: /((last|next)-\d+|this|previous|coming)-(day|week|month|quarter|year)s?|(today|yesterday|tomorrow)\b/
ID: /#\d+/
NUMBER: /-?\d+(\.\d+)?/
NAME: /[^\W\d]\w*/i
%ignore /\s+/
%ignore /--[^\n]*/
"""
_WORDS: Mapping[str, "str | Promise"] = {
    "NAME": _("a name"),
    "STRING": _("a text in quotes"),
    "NUMBER": _("a number"),
    "DAY": _("a day"),
    "SPAN": _("a span of days"),
    "DAYS": _("a span of days"),
    "ID": _("an id (#12)"),
    "COMPARED": ">=, <=, =, >, <",
    "LPAR": "(",
    "RPAR": ")",
    "COMMA": ",",
    "$END": _("the end"),
}


def from_text(text: str, fields: Mapping[str, Field], member: Any = None) -> Tree:
    """The tree that a text says; raises TextError with the line and column at which it cannot be understood. `fields` are those
    that may be asked; names of products and the like are looked up as `member` knows them."""
    if len(text) > LONGEST:
        raise TextError(1, 1, format_lazy(_("A condition has at most {most} characters."), most=LONGEST))
    try:
        parsed = _parser().parse(text)
        tree: Tree = Builder(fields, member).transform(parsed)
    except UnexpectedInput as error:
        raise _unexpected(error, text) from None
    except VisitError as error:
        if isinstance(error.orig_exc, TextError):
            raise error.orig_exc from None
        raise
    return tree


@lru_cache(1)
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", propagate_positions=True)


def _unexpected(error: UnexpectedInput, text: str) -> TextError:
    """What stands there, and what could."""
    expected: set[str] = set()
    if isinstance(error, UnexpectedToken):
        expected, there = set(error.accepts or error.expected), str(error.token)
    elif isinstance(error, UnexpectedCharacters):
        expected, there = set(error.allowed or ()), error.char
    else:
        there = ""
    at_end = (
        isinstance(error, UnexpectedEOF) or not there or (isinstance(error, UnexpectedToken) and error.token.type == "$END")
    )
    words = ", ".join(
        sorted({str(_WORDS.get(name, name.strip("_").lower())) for name in expected if not name.startswith("__")})
    )
    if at_end:
        lines = text.split("\n")
        line, column = len(lines), len(lines[-1]) + 1
        return TextError(line, column, format_lazy(_("Something is missing at the end. Expected: {words}."), words=words))
    why = format_lazy(_("“{there}” cannot stand here. Expected: {words}."), there=there[:40], words=words)
    return TextError(error.line, error.column, why)
