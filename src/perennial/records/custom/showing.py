"""What a record holds in the fields of the business, as its page shows it."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

from perennial.design.markup import format_html, format_html_join
from perennial.design.templatetags.ui import day, link, tag
from perennial.records.custom.holders import Holder, directory, holder_of
from perennial.records.custom.rules import may_fill_field, may_see_field
from perennial.records.custom.types import parties_in, said
from perennial.records.custom.values import fields_of
from perennial.records.models.customfield import CustomField, FieldType


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """One field with what a record holds in it, and whether the record must have it and has not."""

    field: CustomField
    stored: Any
    names: Mapping[int, str]
    url: str = ""  # where it is changed; "": not by this member

    @property
    def is_link(self) -> bool:
        """Whether what is drawn leads somewhere by itself."""
        return self.field.type == FieldType.LINK or self.field.leads_to_party

    def drawn(self) -> SafeString | str:
        """The value as HTML."""
        field, stored = self.field, self.stored
        match field.type:
            case FieldType.CHOICE | FieldType.CHOICES:
                known = field.options_by_id()
                chosen = [known[key] for key in ([stored] if isinstance(stored, str) else stored) if key in known]
                return format_html_join(" ", "{}", ((tag(option.name, option.hue),) for option in chosen))
            case FieldType.LINK:
                return link(str(stored))
            case FieldType.LONG_TEXT:
                return mark_safe(linebreaks(stored, autoescape=True))  # noqa: S308 (escaped there)
            case FieldType.DATE:
                return day(dt.date.fromisoformat(stored))
            case FieldType.PERSON | FieldType.ORGANISATION if int(stored) in self.names:
                return format_html('<a href="{}" dir="auto">{}</a>', directory().address(int(stored)), self.names[int(stored)])
            case FieldType.NUMBER | FieldType.MONEY:
                return format_html('<span class="num">{}</span>', said(field, stored))
        return format_html('<span dir="auto">{}</span>', said(field, stored, self.names))


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading."""

    name: str
    rows: list[Shown]


@dataclasses.dataclass(frozen=True, slots=True)
class Filled:
    """What a member sees of a record: the fields that hold something, by section; how many are empty; whether any can be
    filled in."""

    groups: Sequence[Group]
    empty: Sequence[Shown]
    may_fill: bool


def filled_for(member: Any, record: Any) -> Filled | None:
    """The fields of a record that a member may see; None where there are none. At most three queries."""
    holder = holder_of(record)
    fields = [field for field in fields_of(holder.key, holder.variant_of(record)) if may_see_field(member, field)]
    if not fields:
        return None
    names = parties_in(fields, [record.custom], member)
    groups: dict[str, Group] = {"": Group("", [])}
    held = [field for field in fields if field.value_in(record.custom) is not None]
    for field in held:
        group = groups.setdefault(field.section, Group(field.section, []))
        group.rows.append(Shown(field, field.value_in(record.custom), names, _url(member, holder, record, field)))
    shown = [group for group in groups.values() if group.rows]
    empty = [Shown(field, None, {}, _url(member, holder, record, field)) for field in fields if field not in held]
    return Filled(shown, empty, any(may_fill_field(member, field) for field in fields))


def _url(member: Any, holder: Holder, record: Any, field: CustomField) -> str:
    if not (may_fill_field(member, field) and holder.may_edit(member, record)):
        return ""
    return reverse("records:value", args=[holder.key, record.pk, field.key])
