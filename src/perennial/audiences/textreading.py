"""From a parsed text to a tree: each leaf is read as its JSON would be, and what is wrong with it is told with its place."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from lark import Token, v_args
from lark.visitors import Transformer_NonRecursive

from perennial.audiences import textlookups
from perennial.audiences.choices import OF_MONEY, SIGNS, Comparison, Measure
from perennial.audiences.reading import DEEPEST, MOST_PARTS, from_json, happening_named
from perennial.audiences.tree import Did, Tree, all_of, any_of, opposite, to_json
from perennial.kernel.http.numbers import whole_number
from perennial.records.choices import NONE, Operator
from perennial.records.conditions import ConditionError
from perennial.records.fields import Field

_UNITS = {unit + s: unit for unit in ("day", "week", "month", "quarter", "year") for s in ("", "s")}
_COMPARISONS = {sign: str(word) for word, sign in SIGNS.items()}
_OPERATORS = {">=": Operator.FROM, "<=": Operator.TO, ">": Operator.ABOVE, "<": Operator.BELOW}
Call = tuple[str, list[Any], Token]


class TextError(ValueError):
    """A text that cannot be understood: where, and why."""

    def __init__(self, line: int, column: int, why: "str | Promise") -> None:
        self.line, self.column, self.why = line, column, why
        super().__init__(line, column, why)

    def __str__(self) -> str:
        return f"{self.line}:{self.column}: {self.why}"


class Given:
    """A value as it was written: its text, the unit behind it, and whether it is an id."""

    def __init__(self, tokens: Sequence[Token | None]) -> None:
        token = tokens[0]
        assert token is not None
        self.token, self.unit = token, str(tokens[1]) if len(tokens) > 1 and tokens[1] else ""
        self.is_id, self.is_quoted = token.type == "ID", token.type == "STRING"
        self.text = unquoted(token) if self.is_quoted else str(token).lstrip("#") if self.is_id else str(token)


class Part:
    """A tree with how deep its groups stand."""

    def __init__(self, tree: Tree, deep: int = 0, everybody: Token | None = None) -> None:
        self.tree, self.deep, self.everybody = tree, deep, everybody

    def joined(self) -> "Part":
        """The same, if it can be a part of something: no condition at all cannot."""
        if self.everybody is not None:
            raise _at(self.everybody, _("“everybody” stands alone."))
        return self


@v_args(inline=True)
class Builder(Transformer_NonRecursive[Token, Tree]):
    """Builds the tree from its leaves upwards."""

    def __init__(self, fields: Mapping[str, Field], member: Any) -> None:
        super().__init__()
        self.fields, self.member, self.parts = fields, member, 0
        self._labels = {str(field.label).casefold(): field for field in fields.values()}
        self._lookups = textlookups.Lookups(member)

    def start(self, part: Part) -> Tree:
        return part.tree

    def either(self, *parts: Part) -> Part:
        return _grouped(any_of, parts)

    def every(self, *parts: Part) -> Part:
        return _grouped(all_of, parts)

    def bracket(self, part: Part) -> Part:
        return part

    def negated(self, part: Part) -> Part:
        return _deeper(opposite(part.joined().tree), part.deep)

    def everybody(self, token: Token) -> Part:
        return Part(all_of(()), everybody=token)

    def subject(self, token: Token) -> tuple[Field, Token]:
        quoted = token.type == "STRING"
        field = self._labels.get(unquoted(token).casefold()) if quoted else self.fields.get(str(token))
        if field is None:
            named = unquoted(token) if quoted else str(token)
            raise _at(token, format_lazy(_("There is no field “{name}”."), name=named[:40]))
        return field, token

    def value(self, *tokens: Token | None) -> Given:
        return Given(tokens)

    def values(self, *given: Given) -> list[Given]:
        return list(given)

    def empty(self, subject: tuple[Field, Token]) -> Part:
        return self._ask(subject, Operator.EMPTY, None)

    def filled(self, subject: tuple[Field, Token]) -> Part:
        return self._ask(subject, Operator.FILLED, None)

    def is_value(self, subject: tuple[Field, Token], given: Given) -> Part:
        plain = Operator.IS in subject[0].asks
        return self._ask(subject, Operator.IS, [given]) if plain else self._ask(subject, Operator.ANY_OF, [given])

    def is_among(self, subject: tuple[Field, Token], given: list[Given]) -> Part:
        return self._ask(subject, Operator.ANY_OF, given)

    def has_all(self, subject: tuple[Field, Token], given: list[Given]) -> Part:
        return self._ask(subject, Operator.ALL_OF, given)

    def contains(self, subject: tuple[Field, Token], given: Given) -> Part:
        return self._ask(subject, Operator.CONTAINS, [given])

    def begins(self, subject: tuple[Field, Token], given: Given) -> Part:
        return self._ask(subject, Operator.BEGINS, [given])

    def before(self, subject: tuple[Field, Token], given: Given) -> Part:
        return self._ask(subject, Operator.BEFORE, [given])

    def after(self, subject: tuple[Field, Token], given: Given) -> Part:
        return self._ask(subject, Operator.AFTER, [given])

    def field_compared(self, subject: tuple[Field, Token], sign: Token, given: Given) -> Part:
        return self.is_value(subject, given) if sign == "=" else self._ask(subject, _OPERATORS[sign], [given])

    def _ask(self, subject: tuple[Field, Token], operator: Operator, given: list[Given] | None) -> Part:
        field, token = subject
        data: dict[str, Any] = {"field": field.key, "operator": str(operator)}
        for each in given or ():
            _refuse_unit(each)
        if given is not None:
            chosen = operator in (Operator.ANY_OF, Operator.ALL_OF)
            data["value"] = [self._choice(field, each) for each in given] if chosen else given[0].text
        return self._leaf(data, token)

    def _leaf(self, data: dict[str, Any], token: Token) -> Part:
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise _at(token, format_lazy(_("There are more than {most} conditions."), most=MOST_PARTS))
        try:
            return Part(from_json(data, self.fields))
        except ConditionError as error:
            raise _at(token, error.why) from None

    def argument(self, call: Any) -> Any:
        return call

    def compared(self, name: Token, sign: Token, given: Given) -> tuple[Token, str, list[Given]]:
        return name, str(sign), [given]

    def same(self, name: Token, given: Given) -> tuple[Token, str, list[Given]]:
        return name, "=", [given]

    def among(self, name: Token, given: list[Given]) -> tuple[Token, str, list[Given]]:
        return name, "=", given

    def bare(self, given: Given) -> Given:
        return given

    def call(self, name: Token, *arguments: Any) -> Part:
        given = [argument for argument in arguments if argument is not None]
        if name == "audience":
            return self._audience(name, given)
        return self._sequence(name, given) if name == "sequence" else self._did(name, given)

    def _audience(self, name: Token, given: list[Any]) -> Part:
        if len(given) != 1 or not isinstance(given[0], Given):
            raise _at(name, _('Name one audience: audience("Regulars").'))
        if given[0].is_id:
            return self._leaf({"audience": given[0].text}, name)
        pk = self._lookups.audiences.get(given[0].text.casefold())
        if pk is None:
            raise _at(given[0].token, format_lazy(_("There is no audience “{name}”."), name=given[0].text[:40]))
        return self._leaf({"audience": str(pk)}, name)

    def _sequence(self, name: Token, given: list[Any]) -> Part:
        data: dict[str, Any] = {"sequence": []}
        for argument in given:
            if isinstance(argument, Part) and isinstance(argument.tree, Did) and _measures_nothing(argument.tree):
                step = to_json(argument.tree)
                data["sequence"].append({word: step[word] for word in ("did", "where", "within") if word in step})
            elif isinstance(argument, tuple) and (days := _days(argument)) is not None:
                data["within_days"] = days
            else:
                raise _at(name, _("A sequence holds what happened, and “within = 14 days”."))
        return self._leaf(data, name)

    def _did(self, name: Token, given: list[Any]) -> Part:
        try:
            happening = happening_named(str(name), "")
        except ConditionError as error:
            raise _at(name, error.why) from None
        details = {key: field.read_by(self.member) for key, field in happening.details().items()}
        data: dict[str, Any] = {"did": str(name), "where": []}
        for argument in given:
            if not isinstance(argument, tuple):
                raise _at(name, _('Write what is asked of it as “count >= 2” or “product = "Coffee"”.'))
            asked, sign, values = argument
            if asked == "within" and sign == "=" and len(values) == 1:
                data["within"] = _span(values[0])
            elif str(asked) in set(Measure) and len(values) == 1:
                data |= {"measure": str(asked), "operator": _COMPARISONS[sign], "value": values[0].text}
                data |= {"currency": _currency(str(asked), values[0])} if values[0].unit else {}
            elif sign != "=" or str(asked) not in details:
                raise _at(asked, _unknown(str(asked), details))
            else:
                for each in values:
                    _refuse_unit(each)
                keys = [self._choice(details[str(asked)], each, str(name)) for each in values]
                data["where"].append({"field": str(asked), "operator": "any_of", "value": keys})
        return self._leaf(data, name)

    def _choice(self, field: Field, given: Given, of: str = "") -> str:
        """The key of a choice that was written as its key, its label or its id. `of` is what happened, where it is asked of
        that: a channel of orders is another one than of touchpoints."""
        if given.is_id or given.text == NONE:
            return given.text
        if field.leads_to is not None:
            return self._led_to(field, given, of)
        options = self._lookups.options(field, of)
        if given.text in options:
            return given.text
        named = [key for key, label in options.items() if str(label).strip().casefold() == given.text.casefold()]
        return _one(field, given, named)

    def _led_to(self, field: Field, given: Given, of: str) -> str:
        called = self._lookups.called(field, given.text, of)
        if called is None:
            text = _("More than {most} names are written. Write the others as # and their id.")
            raise _at(given.token, format_lazy(text, most=textlookups.MOST_NAMES))
        return _one(field, given, called)


def _one(field: Field, given: Given, keys: Sequence[str]) -> str:
    if len(keys) == 1:
        return keys[0]
    if keys:
        text = _("Several are called “{name}”: write {ids}.")
        ids = ", ".join(f"#{key}" for key in keys[:5])
        raise _at(given.token, format_lazy(text, name=given.text[:40], ids=ids))
    text = _("“{choice}” is not among the choices of “{field}”.")
    raise _at(given.token, format_lazy(text, choice=given.text[:40], field=field.label))


def _measures_nothing(did: Did) -> bool:
    """Whether it only asks that something happened, as a step of a sequence does."""
    return (did.measure, did.operator, did.value) == (Measure.COUNT, Comparison.AT_LEAST, Decimal(1))


def _days(argument: tuple[Token, str, list[Given]]) -> int | None:
    """The whole days of “within = 14 days”."""
    asked, sign, given = argument
    is_said = asked == "within" and sign == "=" and len(given) == 1 and _UNITS.get(given[0].unit) == "day"
    return whole_number(given[0].text) if is_said else None


def _currency(measure: str, given: Given) -> str:
    """The money behind an amount; behind any other number nothing stands."""
    if measure not in OF_MONEY:
        _refuse_unit(given)
    return given.unit


def _refuse_unit(given: Given) -> None:
    """A word behind a number that means nothing there is a mistake, not something to pass over."""
    if given.unit:
        raise _at(given.token, format_lazy(_("“{name}” is not known here."), name=given.unit[:40]))


def _unknown(name: str, details: Mapping[str, Field]) -> "str | Promise":
    known = ", ".join([*details, "within", *Measure])
    return format_lazy(_("“{name}” cannot be asked here. There is: {all}."), name=name[:40], all=known)


def _span(given: Given) -> str:
    unit = _UNITS.get(given.unit)
    return f"last-{given.text}-{unit}s" if unit else given.text


def _grouped(make: Callable[[Sequence[Tree]], Tree], parts: Sequence[Part]) -> Part:
    if len(parts) == 1:
        return parts[0]
    return _deeper(make([part.joined().tree for part in parts]), max(part.deep for part in parts))


def _deeper(tree: Tree, deep: int) -> Part:
    if deep + 2 > DEEPEST:
        raise TextError(1, 1, format_lazy(_("Groups stand in groups more than {most} deep."), most=DEEPEST))
    return Part(tree, deep + 1)


def _at(token: Token, why: "str | Promise") -> TextError:
    return TextError(token.line or 1, token.column or 1, why)


def unquoted(token: Token) -> str:
    """What stands between the quotes."""
    return str(token)[1:-1].replace('\\"', '"').replace("\\\\", "\\")
