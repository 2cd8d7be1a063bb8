"""Which records can be moved on a board or in a calendar, and by whom."""

from typing import Any

from perennial.records.choices import Type
from perennial.records.fields import Field

_MOVED = (Type.CHOICE, Type.CHOICES, Type.YES_NO, Type.DAY)


def can_move(field: Field) -> bool:
    """Whether records can be moved by a field at all: a chosen one, or a plain day."""
    return field.edit is not None and field.type in _MOVED


def may_move(member: Any, field: Field, record: Any) -> bool:
    """Whether a member may move this record; no query."""
    return can_move(field) and field.edit is not None and field.edit.may(member, record)
