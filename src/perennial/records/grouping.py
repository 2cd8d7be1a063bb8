"""A list in groups: each with its count and its first records."""

import dataclasses
from collections.abc import Iterator
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from perennial.records.choices import Operator, Type
from perennial.records.conditions import Condition, Is, joined
from perennial.records.fields import Field
from perennial.records.listing import Page, first_pages_of
from perennial.records.wanted import Wanted

MOST_GROUPS = 40
IN_EACH = 10
_FEW = 12  # so many choices are asked without looking first which of them occur


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Records that hold the same in a field."""

    label: Any
    condition: Condition
    page: Page


def groups_of(wanted: Wanted, field: Field) -> list[Group]:
    """The groups that are not empty, in the order of the field's choices: two queries each, however many records there are, and
    one that reads the first records of all."""
    parts = [(label, joined(wanted.condition, asked)) for label, asked in parts_of(wanted, field)]
    pages = first_pages_of([dataclasses.replace(wanted, condition=condition) for _label, condition in parts], size=IN_EACH)
    return [Group(label, condition, page) for (label, condition), page in zip(parts, pages, strict=True) if page.rows]


def parts_of(wanted: Wanted, field: Field) -> Iterator[tuple[Any, Is]]:
    """What each group is called, and what is asked of those in it."""
    options = list(field.options()) if field.options else []
    if len(options) > _FEW and isinstance(field.column, str) and field.column:
        used = _used(wanted, field.column, 0 if field.stored is int else "")
        options = [(key, label) for key, label in options if key in used]
    if field.type == Type.YES_NO:
        yield _("Yes"), Is(field.key, Operator.IS, True)
        yield _("No"), Is(field.key, Operator.IS, False)
    for key, label in options[:MOST_GROUPS]:
        yield label, Is(field.key, Operator.ANY_OF, (key,))
    if Operator.EMPTY in field.asks:
        yield format_lazy(_("Without {field}"), field=field.label), Is(field.key, Operator.EMPTY)


def _used(wanted: Wanted, column: str, least: int | str) -> set[str]:
    """Which values occur, by hopping along the index of the column: as many steps as there are values. `least` lies before all
    of them: asked only for one that is known, SQLite would walk another index and sort the whole table."""
    rows = wanted.kind.visible(wanted.member).order_by(column)
    used: set[str] = set()
    last = rows.filter(**{f"{column}__gt": least}).values_list(column, flat=True).first()
    while last is not None and len(used) <= MOST_GROUPS:
        used.add(str(last))
        last = rows.filter(**{f"{column}__gt": last}).values_list(column, flat=True).first()
    return used
