"""Questions that differ in one value: put into SQL once, which takes longer than to ask, and asked with each of the values."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from perennial.records.choices import NONE, Operator
from perennial.records.conditions import Condition, Is
from perennial.records.fields import Field
from perennial.records.statements import Told

OWNER, GROUP = 987_654_321_000_000_000, 987_654_321_000_000_001  # stand for a value in what was put into SQL


def is_one_choice(field: Field | None, asked: Condition) -> bool:
    """Whether one choice is asked of a column as it stands there."""
    if field is None or not isinstance(asked, Is) or asked.field != field.key:
        return False
    is_plain = isinstance(field.column, str) and field.column != "" and field.same is None
    is_one = asked.operator == Operator.ANY_OF and len(values_of(asked)) == 1
    return is_plain and is_one and NONE not in values_of(asked)


def values_of(asked: Is) -> tuple[str, ...]:
    """The choices that are asked for."""
    return asked.value if isinstance(asked.value, tuple) else ()


def marked(asked: Is, mark: int) -> Is:
    """The question with a mark in place of its value."""
    return dataclasses.replace(asked, value=(str(mark),))


def with_each(told: Told, mark: int, field: Field, keys: Iterable[str]) -> list[Told]:
    """What was put into SQL with a mark, with each of some choices of the field instead."""
    sql, params = told
    kept = field.stored or str
    stood = kept(str(mark))

    def instead(param: Any, key: str) -> Any:  # on PostgreSQL a number is a kind of `int` that says how wide its column is
        return type(param)(kept(key)) if param == stood and isinstance(param, type(stood)) else param

    return [(sql, tuple(instead(param, key) for param in params)) for key in keys]
