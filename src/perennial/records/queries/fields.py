"""Named questions about the fields of the business; the only door to one of them is `field_for`."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from perennial.records.custom.rules import may_manage_fields
from perennial.records.models import Conversion, CustomField

_REMOVED_SHOWN = 100


def field_for(member: Any, field_id: int) -> CustomField:
    """The field, removed or not, for a member who may manage fields; else Http404."""
    fields = CustomField.objects.prefetch_related("options")
    field = fields.filter(pk=field_id).first() if 0 < field_id < 2**63 and may_manage_fields(member) else None
    if field is None:
        raise Http404(_("There is no such field."))
    return field


def conversion_for(member: Any, field_id: int, conversion_id: int) -> Conversion:
    """A change of a field's type, for a member who may manage fields; else Http404."""
    field = field_for(member, field_id)
    found = field.conversions.select_related("by").filter(pk=conversion_id).first() if 0 < conversion_id < 2**63 else None
    if found is None:
        raise Http404(_("There is no such change."))
    return found


def removed_fields(holder: str) -> list[CustomField]:
    """The removed fields of a kind of record, the last removed first."""
    return list(CustomField.objects.filter(holder=holder, removed_at__isnull=False).select_related("removed_by")
                .order_by("-removed_at", "-id")[:_REMOVED_SHOWN])  # fmt: skip


def last_conversions(fields: list[CustomField]) -> dict[int, Conversion]:
    """The last change of the type of each field that had one and was not taken back, in one query."""
    found = Conversion.objects.filter(field__in=fields, undone_at=None).order_by("at", "pk")
    return {conversion.field_id: conversion for conversion in found}
