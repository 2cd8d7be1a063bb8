"""The fields of the business as `Field`s of their kind, so that conditions, views, sums and whoever asks know them like
built-in ones, and find records by the same expression as their index."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from perennial.kernel.money import LARGEST_MINOR, Money, MoneyError
from perennial.records.choices import Type
from perennial.records.custom.editing import editing_of
from perennial.records.custom.expressions import CustomValue
from perennial.records.custom.holders import directory, holders
from perennial.records.custom.rules import may_see_field
from perennial.records.custom.types import exact_number, parties_in, said
from perennial.records.custom.values import fields_of
from perennial.records.fields import Directory, Elsewhere, Field, Sorting
from perennial.records.models.customfield import CustomField, FieldType, Pick

_TYPES = {
    FieldType.TEXT: Type.TEXT,
    FieldType.LONG_TEXT: Type.LONG_TEXT,
    FieldType.NUMBER: Type.NUMBER,
    FieldType.MONEY: Type.MONEY,
    FieldType.DATE: Type.DAY,
    FieldType.CHOICE: Type.CHOICE,
    FieldType.CHOICES: Type.CHOICES,
    FieldType.YES_NO: Type.YES_NO,
    FieldType.LINK: Type.LINK,
    FieldType.PERSON: Type.REFERENCE,
    FieldType.ORGANISATION: Type.REFERENCE,
}
_GROUPED = {FieldType.CHOICE, FieldType.YES_NO}
_ORDER = 500  # after the built-in ones, in the order of the business


def fields_for_kind(kind: str) -> Sequence[Field]:
    """The fields of the business that a kind of record has now; two queries, one where there are none."""
    if kind not in holders:
        return ()
    return [as_field(field, place) for place, field in enumerate(fields_of(kind))]


def as_field(field: CustomField, place: int = 0) -> Field:
    """One field of the business as a field that lists, conditions and exports know."""
    holder = holders.get(field.holder)
    assert holder is not None
    several, reads = field.type == FieldType.CHOICES, field.type != FieldType.LONG_TEXT
    return Field(
        key=field.key,
        label=field.name,
        type=_TYPES[FieldType(field.type)],
        column="" if several else lambda: CustomValue(field),
        elsewhere=Elsewhere(rows=lambda: Pick.objects.filter(option__field=field), path="option_id", link="record")
        if several
        else None,
        nullable=True,
        optional=True,
        options=_options(field) if field.has_options else None,
        retired=_archived(field) if field.has_options else None,
        leads_to=_parties(field.type) if field.leads_to_party else None,
        same=_known_as if field.leads_to_party else None,
        stored=_stored(field),
        value=lambda record: python_value(field, field.value_in(record.custom)),
        values=(lambda records: _names(field, records)) if field.leads_to_party else None,
        values_for=(lambda member, records: _names(field, records, member)) if field.leads_to_party else None,
        sorting=Sorting(by=lambda: CustomValue(field), newest=True, then=holder.tail) if reads and not several else None,
        along=reads and not several,
        beside=holder.beside if reads and not several else (),
        groups=field.type in _GROUPED,
        sums=field.type == FieldType.NUMBER,
        edit=editing_of(field, holder),
        may_see=lambda member: may_see_field(member, field),
        part=field.section or _("Your own fields"),
        icon=ICONS[FieldType(field.type)],
        order=_ORDER + place,
    )


ICONS = {
    FieldType.TEXT: "type",
    FieldType.LONG_TEXT: "text-align-start",
    FieldType.NUMBER: "hash",
    FieldType.MONEY: "coins",
    FieldType.DATE: "calendar-days",
    FieldType.CHOICE: "circle-dot",
    FieldType.CHOICES: "list-checks",
    FieldType.YES_NO: "toggle-left",
    FieldType.LINK: "link",
    FieldType.PERSON: "user-round",
    FieldType.ORGANISATION: "building-2",
}


def _parties(kind: str) -> Directory:
    return Directory(
        names=lambda member, ids: directory().names(ids, member),
        found=lambda member, text: directory().like(member, text, kind),
        url=lambda: directory().options_url(kind),
    )


def _known_as(keys: Sequence[str]) -> list[str]:
    return [str(pk) for pk in directory().same(map(int, keys))]


def _options(field: CustomField) -> Callable[[], Sequence[tuple[str, str]]]:
    return lambda: [(str(option.pk), option.name) for option in field.options_in_order()]


def _archived(field: CustomField) -> Callable[[], frozenset[str]]:
    return lambda: frozenset(str(option.pk) for option in field.options_in_order() if option.is_archived)


def _stored(field: CustomField) -> Callable[[Any], Any] | None:
    """How a value of a condition is compared: as the expression has it."""
    match field.type:
        case FieldType.MONEY:
            return lambda amount: minor_in(amount, field.currency)
        case FieldType.NUMBER:
            return float
        case FieldType.YES_NO | FieldType.CHOICES:
            return int
        case FieldType.CHOICE | FieldType.PERSON | FieldType.ORGANISATION:
            return str
    return None


def minor_in(amount: Any, currency: str) -> int:
    """An amount in minor units; the largest there are for one that is larger."""
    try:
        return Money.of(amount, currency).minor
    except MoneyError:
        return LARGEST_MINOR if amount > 0 else -LARGEST_MINOR


def python_value(field: CustomField, stored: Any) -> Any:
    """A stored value as lists, files and interfaces have it: a day as a date, money as `Money`."""
    if stored is None:
        return None
    match field.type:
        case FieldType.DATE:
            return dt.date.fromisoformat(stored)
        case FieldType.MONEY:
            return Money(int(stored), field.currency)
        case FieldType.NUMBER:
            return exact_number(stored)
    return stored


def _names(field: CustomField, records: Sequence[Any], member: Any = None) -> dict[int, str]:
    names = parties_in([field], [record.custom for record in records], member)
    return {record.pk: said(field, field.value_in(record.custom), names) for record in records}
