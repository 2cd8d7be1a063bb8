"""What a condition means, said a second time in plain Python: the database must agree with it."""

import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from perennial.kernel.clock import start_of_day
from perennial.records.choices import NONE, Operator, Type
from perennial.records.compiling import days_of
from perennial.records.conditions import All, AnyOf, Condition, Is, Not
from perennial.records.fields import Field


def fits(record: dict[str, Any], condition: Condition, fields: dict[str, Field]) -> bool:
    """Whether a record, as {key of a field: value}, fits."""
    match condition:
        case All(parts):
            return all(fits(record, part, fields) for part in parts)
        case AnyOf(parts):
            return any(fits(record, part, fields) for part in parts)
        case Not(part):
            return not fits(record, part, fields)
        case Is(key, operator, value):
            return _is(record[key], fields[key].type, operator, value)


def _is(held: Any, type_: Type, operator: Operator, value: Any) -> bool:
    if operator in (Operator.EMPTY, Operator.FILLED):
        return (held in (None, "", ()) or held == set()) == (operator == Operator.EMPTY)
    if held is None:
        return type_ == Type.CHOICE and NONE in value
    if type_ in (Type.DAY, Type.MOMENT):
        return _day(held, operator, value)
    if type_ in (Type.NUMBER, Type.MONEY):
        return _amount(Decimal(held), operator, value)
    if type_ == Type.CHOICES:
        return _choices(held, operator, value)
    if type_ == Type.CHOICE:
        return held in value or (NONE in value and held == "")
    if type_ == Type.YES_NO:
        return bool(held) == value
    mine, asked = held.lower(), value.lower()
    return {Operator.IS: mine == asked, Operator.CONTAINS: asked in mine, Operator.BEGINS: mine.startswith(asked)}[operator]


def _day(held: Any, operator: Operator, value: Any) -> bool:
    first, end = (start_of_day(day) if isinstance(held, dt.datetime) else day for day in days_of(value))
    return {
        Operator.IS: first <= held < end,
        Operator.FROM: held >= first,
        Operator.TO: held < end,
        Operator.BEFORE: held < first,
        Operator.AFTER: held >= end,
    }[operator]


def _amount(held: Decimal, operator: Operator, value: Decimal) -> bool:
    return {
        Operator.IS: held == value,
        Operator.FROM: held >= value,
        Operator.TO: held <= value,
        Operator.ABOVE: held > value,
        Operator.BELOW: held < value,
    }[operator]


def _choices(held: Collection[str], operator: Operator, value: tuple[str, ...]) -> bool:
    each = [(choice in held) or (choice == NONE and not held) for choice in value]
    return all(each) if operator == Operator.ALL_OF else any(each)
