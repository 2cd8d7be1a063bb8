"""The columns of a list: which ones are shown, and their cells, drawn fast because fifty rows of them make the page."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from perennial.design.markup import format_html, format_html_join
from perennial.design.templatetags.ui import ago, day, link
from perennial.records.choices import Type
from perennial.records.fields import Field
from perennial.records.kinds import RecordKind


def offered_columns(kind: RecordKind, fields: Mapping[str, Field]) -> list[Field]:
    """What a member may choose from: everything that can be shown, without the field that every row begins with."""
    return [field for field in fields.values() if field.is_column and field.key != kind.first]


def chosen_columns(kind: RecordKind, fields: Mapping[str, Field], keys: Sequence[str]) -> list[Field]:
    """The columns that were chosen, each once, in their order, or the usual ones."""
    offered = {field.key: field for field in offered_columns(kind, fields)}
    return [offered[key] for key in dict.fromkeys(keys) if key in offered] or [
        field for field in offered.values() if field.default
    ]


def columns_to_choose(kind: RecordKind, fields: Mapping[str, Field], chosen: Sequence[Field]) -> list[tuple[Field, bool]]:
    """Every column with whether it is shown: those that are, in their order, and the others after them."""
    shown = {field.key for field in chosen}
    others = [field for field in offered_columns(kind, fields) if field.key not in shown]
    return [*((field, True) for field in chosen), *((field, False) for field in others)]


def cells_of(records: Sequence[Any], columns: Sequence[Field], member: Any = None) -> Iterator[tuple[Any, SafeString]]:
    """Each record with its cells; one query for each column that is kept elsewhere. The cells that `member` may change where
    they stand are marked."""
    kept = kept_elsewhere(records, columns)
    openings = [
        (field, (_opening(field), _opening(field, " data-e")), {} if field.draw else labels_of(field)) for field in columns
    ]
    for record in records:
        drawn = (
            (
                opening[may_change(field, record, member)],
                cell(field, record, kept[field.key].get(record.pk) if field.values else field.of(record), labels),
            )
            for field, opening, labels in openings
        )
        yield record, format_html_join("", "{}{}</td>", drawn)


def kept_elsewhere(records: Sequence[Any], columns: Sequence[Field]) -> dict[str, Mapping[int, Any]]:
    """What other tables hold of these records, by the key of the field."""
    return {field.key: field.values(records) if records else {} for field in columns if field.values}


def labels_of(field: Field) -> dict[str, str]:
    """The choices of a field in words."""
    return {key: str(label) for key, label in field.options()} if field.options else {}


def cell(field: Field, record: Any, value: Any, labels: Mapping[str, str]) -> Any:
    """One cell: in the field's own way, or in that of its type."""
    if field.draw:
        return field.draw(record, value)
    if value is None or value == "":
        return ""
    match field.type:
        case Type.MOMENT:
            return ago(value)
        case Type.DAY:
            return day(value)
        case Type.LINK:
            return link(str(value))
        case Type.NUMBER | Type.MONEY:
            return format_html('<span class="num">{}</span>', said_plainly(value, labels))
    return format_html('<span dir="auto">{}</span>', said_plainly(value, labels))


def said_plainly(value: Any, labels: Mapping[str, str]) -> str:
    """A value in words."""
    match value:
        case None:
            return ""
        case bool():
            return _("Yes") if value else _("No")
        case int() | float() | Decimal():
            return str(number_format(value))
        case dt.date():
            return date_format(value, "SHORT_DATE_FORMAT")
        case list() | tuple() | set():
            return ", ".join(labels.get(str(each), str(each)) for each in value)
    return labels.get(str(value), str(value))


def may_change(field: Field, record: Any, member: Any) -> bool:
    """Whether a member may change a field of a record where it is read; no query."""
    return member is not None and field.edit is not None and field.edit.may(member, record)


def _opening(field: Field, mark: str = "") -> SafeString:
    """The tag with which each of its cells begins."""
    numeric = mark_safe(' class="r num"') if field.is_number else ""
    place = format_html(' data-cell="{}"', field.place) if field.place else ""
    return format_html("<td{}{}{}>", numeric, place, mark_safe(mark))  # noqa: S308 - our own words
