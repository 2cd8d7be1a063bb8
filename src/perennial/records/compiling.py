"""From a tree of conditions to a question that the database understands."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import reduce
from itertools import product
from operator import and_, or_
from typing import Any

from django.db import connection
from django.db.models import Exists, Expression, OuterRef, Q, QuerySet

from perennial.kernel import clock
from perennial.kernel.money import precision
from perennial.records.choices import EXISTENCE, NONE, Operator, Type
from perennial.records.conditions import All, AnyOf, Condition, ConditionError, Is, Not
from perennial.records.fields import Field, Rows, Way
from perennial.records.ordering import Unindexed
from perennial.records.spans import Relative
from perennial.search.fields import beginning
from perennial.team.models import Workspace

_EQUAL = (Operator.IS, Operator.ANY_OF)
NOTHING = Q(pk__in=())
EVERY = Q()


@dataclasses.dataclass(frozen=True)
class Compiled:
    """A Q and the expressions that it names. `on(rows)` asks it."""

    q: Q
    aliases: Mapping[str, Expression]

    def on(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        """The rows that fit."""
        return (rows.alias(**self.aliases) if self.aliases else rows).filter(self.q)


def compiled(
    condition: Condition,
    fields: Mapping[str, Field],
    *,
    dense: bool = False,
    along: object = "",
    each: Q = EVERY,
    most: int | None = None,
) -> Compiled:
    """The tree as a Q, with days resolved now, in the active time zone. With `dense` it is to be asked row by row along the
    index of the column `along`, for a condition that most rows fit: no other index is used. A field that is not among `fields`
    is a ConditionError: what cannot be asked must not let everything through. `each` holds for all rows that will be asked and
    is what their indexes are limited to: SQLite takes an index for a part of an “any of” only where that very part says so.
    Rows elsewhere that are more than `most` are not listed to find what they name, but looked up record by record."""
    compiler = _Compiler(fields, dense, along, EVERY if dense else each, most)
    q = compiler.compile(condition, negated=False) if condition != All() else Q()
    return Compiled(q, compiler.aliases)


class _Compiler:
    def __init__(self, fields: Mapping[str, Field], dense: bool, along: object, each: Q, most: int | None) -> None:
        self.fields, self.dense, self.along, self.each, self.most = fields, dense, along, each, most
        self.aliases: dict[str, Expression] = {}
        self.beside: frozenset[str] = frozenset()

    def compile(self, condition: Condition, *, negated: bool) -> Q:
        match condition:
            case Not(part):
                return ~self.compile(part, negated=True)
            case Is():
                return self._is(condition, negated)
            case All(parts):
                return self._all(parts, negated)
            case AnyOf(parts):
                return reduce(or_, [self.each & self.compile(part, negated=negated) for part in parts] or [NOTHING])

    def _all(self, parts: Sequence[Condition], negated: bool) -> Q:
        before = self.beside
        self.beside |= frozenset() if negated or self.most is not None else self._beside(parts)
        found = [self.compile(part, negated=negated) for part in parts]
        self.beside = before
        return reduce(and_, found or [~NOTHING])

    def _beside(self, parts: Sequence[Condition]) -> frozenset[str]:
        """The columns that the index of a field that is asked, too, has. SQLite would take the index of such a column instead,
        and look every record up; which is right for who sees few, by an index of whose they are and of that column."""
        asked = [self.fields.get(part.field) for part in parts if isinstance(part, Is) and part.operator in _EQUAL]
        return frozenset(column for field in asked if field for column in field.beside)

    def _is(self, asked: Is, negated: bool) -> Q:
        field = self.fields.get(asked.field)
        if field is None:
            raise ConditionError("", f"There is no field “{asked.field}”.", asked.field)
        if field.asked and asked.operator not in EXISTENCE:
            found = [self._among(field, rows, link, negated) for rows, link in field.asked(asked.operator, asked.value)]
            return reduce(and_, found or [NOTHING])
        if field.ways:
            return self._one_of(field.ways(asked.operator, asked.value), negated)
        if field.elsewhere:
            return self._elsewhere(field, asked, negated)
        q = column_condition(self._column(field), field, asked.operator, asked.value, negated=negated)
        begins = asked.operator == Operator.BEGINS and field.spelt and isinstance(field.column, str)
        return q & self._beginnings(field.column, str(asked.value)) if begins and not (negated or self.dense) else q

    def _beginnings(self, column: Any, text: str) -> Q:
        """Where in the index of a column everything stands that begins so, however it is written: SQLite uses none for a
        pattern. PostgreSQL has an index for patterns, and may sort by a language, in which such rows do not stand together."""
        each = [{c, c.lower(), c.upper(), c.title()} for c in text[:3]]
        if connection.vendor != "sqlite" or any(len(c) != 1 for spellings in each for c in spellings):
            return EVERY
        starts = ["".join(spelling) for spelling in product(*each)]
        return reduce(or_, [self.each & beginning(column, start) for start in starts])

    def _column(self, field: Field) -> str:
        is_beside = field.column in self.beside
        if isinstance(field.column, str) and (not self.dense or field.column == self.along) and not is_beside:
            return field.column
        name = f"asked_{field.key}"
        if name not in self.aliases:
            self.aliases[name] = Unindexed(field.expression()) if self.dense or is_beside else field.expression()
        return name

    def _elsewhere(self, field: Field, asked: Is, negated: bool) -> Q:
        kept = field.elsewhere
        assert kept is not None
        rows = kept.rows()
        if asked.operator in EXISTENCE:
            found = self._among(field, rows, kept.link, negated or asked.operator == Operator.EMPTY)
            return ~found if asked.operator == Operator.EMPTY else found
        values = asked.value if isinstance(asked.value, tuple) else ()
        if asked.operator == Operator.ALL_OF:
            each = [Is(asked.field, Operator.ANY_OF, (value,)) for value in values]
            return self.compile(All(tuple(each)), negated=negated)
        if kept.begun and asked.operator == Operator.BEGINS:
            q = beginning(kept.path, kept.begun(str(asked.value)))
        else:
            q = column_condition(kept.path, field, asked.operator, _without_none(asked.value), negated=False)
        found = self._among(field, rows.filter(q), kept.link, negated)
        return found | ~self._among(field, rows, kept.link, True) if NONE in values else found

    def _one_of(self, ways: Sequence[Way], negated: bool) -> Q:
        """Those that fit in one of several ways: a database takes no index for an “or” across tables, but one for each list."""
        if not ways:
            return NOTHING
        first, *rest = (way.listed.order_by() for way in ways)
        listed = first.union(*rest, all=True) if rest else first
        if self.dense or negated or (self.most is not None and len(listed[: self.most + 1]) > self.most):
            return reduce(or_, [way.each for way in ways])
        return Q(pk__in=listed)

    def _among(self, field: Field, rows: Rows, link: str, negated: bool) -> Q:
        """Those that the rows name: asked record by record, or listed first."""
        if self.dense or negated or self._are_many(rows, link):
            return Q(Exists(rows.filter(**{link: OuterRef(field.names)})))
        return Q(**{f"{field.names}__in": rows.values(link)})

    def _are_many(self, rows: Rows, link: str) -> bool:
        """Whether they are too many to be listed."""
        return self.most is not None and rows.order_by().values(link)[: self.most + 1].count() > self.most


def column_condition(column: str, field: Field, operator: Operator, value: Any, *, negated: bool) -> Q:
    """What is asked of a column. Within a `Not` the unknown must be said to be unknown, or its opposite would be too."""
    if operator in EXISTENCE:
        empty = _empty(column, field)
        return ~empty if operator == Operator.FILLED else empty
    q = _WAYS[field.type](column, field, operator, value)
    return q & Q(**{f"{column}__isnull": False}) if negated and field.nullable and NONE not in _many(value) else q


def _empty(column: str, field: Field) -> Q:
    unknown = Q(**{f"{column}__isnull": True})
    if field.type in (Type.TEXT, Type.LONG_TEXT, Type.LINK, Type.CHOICE) and field.stored is None:
        return Q(**{column: ""}) | unknown if field.nullable else Q(**{column: ""})
    return unknown


def _text(column: str, field: Field, operator: Operator, value: str) -> Q:
    """Case does not matter: the ways to write it are asked for, because SQLite folds only ASCII and only without its index."""
    written = sorted({value, value.lower(), value.upper(), value.title(), value.capitalize()})
    if operator == Operator.IS:
        return Q(**{f"{column}__in": field.spelt(written) if field.spelt else written})
    whole = Q()
    for each in written:
        whole |= Q(**{f"{column}__{'icontains' if operator == Operator.CONTAINS else 'istartswith'}": each})
    return whole


_FAR = 2**63 - 1  # what a column keeps
_COMPARED = {
    Operator.IS: "exact",
    Operator.FROM: "gte",
    Operator.TO: "lte",
    Operator.ABOVE: "gt",
    Operator.BELOW: "lt",
}


def _amount(column: str, field: Field, operator: Operator, value: Decimal) -> Q:
    if field.stored:
        return Q(**{f"{column}__{_COMPARED[operator]}": field.stored(value)})
    if field.type == Type.MONEY:
        value = value.scaleb(precision(Workspace.current().currency))
    if field.whole or field.type == Type.MONEY:
        if operator == Operator.IS and value != value.to_integral_value():
            return NOTHING
        up = operator in (Operator.FROM, Operator.BELOW)
        whole = int(value.to_integral_value(ROUND_CEILING if up else ROUND_FLOOR))
        return Q(**{f"{column}__{_COMPARED[operator]}": max(-_FAR, min(whole, _FAR))})
    return Q(**{f"{column}__{_COMPARED[operator]}": value})


def days_of(value: dt.date | Relative) -> tuple[dt.date, dt.date]:
    """The first day that a value means, and the day after its last."""
    if isinstance(value, Relative):
        return value.days(clock.today())
    return value, value + dt.timedelta(days=1) if value < dt.date.max else value


def _day(column: str, field: Field, operator: Operator, value: Any) -> Q:
    first, end = days_of(value)
    morning: Callable[[dt.date], Any] = clock.start_of_day if field.type == Type.MOMENT else lambda day: day
    match operator:
        case Operator.FROM:
            return Q(**{f"{column}__gte": morning(first)})
        case Operator.TO:
            return Q(**{f"{column}__lt": morning(end)})
        case Operator.BEFORE:
            return Q(**{f"{column}__lt": morning(first)})
        case Operator.AFTER:
            return Q(**{f"{column}__gte": morning(end)})
    return Q(**{f"{column}__gte": morning(first), f"{column}__lt": morning(end)})


def _choices(column: str, field: Field, operator: Operator, value: Any) -> Q:
    keys: Sequence[str] = [key for key in _many(value) if key != NONE]
    keys = field.same(keys) if field.same else keys
    q = Q(**{f"{column}__in": [field.stored(key) for key in keys] if field.stored else keys})
    return q | _empty(column, field) if NONE in _many(value) else q


def _yes_or_no(column: str, field: Field, operator: Operator, value: Any) -> Q:
    return Q(**{column: field.stored(value) if field.stored else value})


def _many(value: Any) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _without_none(value: Any) -> Any:
    return tuple(each for each in value if each != NONE) if isinstance(value, tuple) else value


_WAYS: dict[Type, Callable[[str, Field, Operator, Any], Q]] = {
    Type.TEXT: _text,
    Type.LONG_TEXT: _text,
    Type.LINK: _text,
    Type.NUMBER: _amount,
    Type.MONEY: _amount,
    Type.DAY: _day,
    Type.MOMENT: _day,
    Type.CHOICE: _choices,
    Type.CHOICES: _choices,
    Type.REFERENCE: _choices,
    Type.YES_NO: _yes_or_no,
}
