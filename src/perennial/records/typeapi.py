"""The JSON face of what becomes of a field of the business: another type with what would be lost, taken back, their order."""

from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from perennial.records import actions
from perennial.records.api import HOLDERS, MANAGE, FieldShown, field_shown, fields, told_again
from perennial.records.custom.converting import convert_first
from perennial.records.custom.rules import may_see_field
from perennial.records.models import Conversion, CustomField, FieldType
from perennial.records.queries import conversion_for, field_for
from perennial.team.rest import (
    Asked,
    Given,
    Id,
    OneOf,
    Shown,
    Sort,
    Whole,
    answer,
    expected_version,
    member_of,
    moment,
    page_answer,
    page_of,
    wrong,
)
from perennial.team.rest.schemas import Moment

TypeWord = Annotated[str, OneOf(FieldType.values)]


class Unfit(Shown):
    """A value that the new type cannot hold. It is kept, and comes back when the change is taken back."""

    record_id: Id
    record: str
    value: str
    why: str


class Check(Shown):
    """What would become of the values that were read; of a large table they are the first ones."""

    converted: int
    failed: int
    is_complete: bool
    failures: list[Unfit]


class ConversionShown(Shown):
    """`ended_at` is null while the values are still being read, during which nobody can fill the field."""

    id: Id
    field_id: Id
    type_before: TypeWord
    type_after: TypeWord
    at: Moment
    by_id: Id | None
    converted: int
    failed: int
    failures: list[Unfit]
    ended_at: Moment | None
    undone_at: Moment | None


class ConversionPage(Shown):
    items: list[ConversionShown]
    next: str | None


class TypeAsked(Given):
    type: TypeWord
    currency: Annotated[str, Field(max_length=3, description="Of money; without it that of the workspace.")] = ""


class TypeGiven(TypeAsked):
    """The new type, and the version from which the change starts (or `If-Match`)."""

    version: Annotated[Whole, Field(ge=1, le=2**31 - 1)] | None = None


class OrderGiven(Given):
    """Fields that are not named follow in the order they had."""

    field_ids: Annotated[list[Id], Field(min_length=1, max_length=500)]


class FieldsShown(Shown):
    items: list[FieldShown]


@fields.makes("/custom-fields/{id}/conversion-checks", may=MANAGE, tells=Check, status=200, finds=True)
def check_conversion(request: HttpRequest, id: Id, told: TypeAsked) -> HttpResponse:
    """Ask what would become of a field's values under another type. Nothing is changed."""
    with transaction.atomic():
        made = actions.convert_field(
            field_for(member_of(request), id), told.type, by=member_of(request), currency=_currency(told)
        )
        is_complete = made.ended_at is not None
        found = _counts(request, made if is_complete else convert_first(made)) | {"is_complete": is_complete}
        transaction.set_rollback(True)
    return answer(found)


@fields.makes("/custom-fields/{id}/conversions", may=MANAGE, tells=ConversionShown, finds=True)
def convert_custom_field(request: HttpRequest, id: Id, told: TypeGiven) -> HttpResponse:
    """Give a field another type. Values that do not fit are counted, named and kept; all of it can be taken back."""
    field = field_for(member_of(request), id)
    version = expected_version(request, told.version, field.version) if _says_version(request, told) else None
    made = actions.convert_field(field, told.type, by=member_of(request), version=version, currency=_currency(told))
    return answer(conversion_shown(request, made), status=201)


@fields.reads("/custom-fields/{id}/conversions", may=MANAGE, tells=ConversionPage, one=True)
def list_conversions(request: HttpRequest, id: Id, asked: Query[Asked]) -> HttpResponse:
    """List the changes of a field's type, the last one first."""
    rows = Conversion.objects.filter(field=field_for(member_of(request), id))
    return page_answer(page_of(rows, "-id", Sort("id", descending=True), asked), lambda made: conversion_shown(request, made))


@fields.reads("/custom-fields/{id}/conversions/{pk}", may=MANAGE, tells=ConversionShown, one=True)
def read_conversion(request: HttpRequest, id: Id, pk: Id) -> HttpResponse:
    """Read what came of a change of the type."""
    return answer(conversion_shown(request, conversion_for(member_of(request), id, pk)))


@fields.makes("/custom-fields/{id}/conversions/{pk}/undoing", may=MANAGE, tells=FieldShown, status=200, finds=True)
def undo_conversion(request: HttpRequest, id: Id, pk: Id) -> HttpResponse:
    """Take the last change of the type back, with every value as it was."""
    actions.undo_conversion(conversion_for(member_of(request), id, pk), by=member_of(request))
    return told_again(request, id)


@fields.puts("/custom-field-order/{holder}", may=MANAGE, tells=FieldsShown)
def order_custom_fields(request: HttpRequest, holder: Annotated[str, OneOf(HOLDERS)], told: OrderGiven) -> HttpResponse:
    """Put the fields of a kind of record in order."""
    known = {field.pk: field for field in CustomField.objects.kept().of(holder).prefetch_related("options")}
    for at, pk in enumerate(told.field_ids):
        if pk not in known:
            raise wrong(_("There is nothing with this id that you may see."), pointer=f"/field_ids/{at}")
    actions.order_fields(holder, told.field_ids, by=member_of(request))
    ordered = CustomField.objects.kept().of(holder).prefetch_related("options")
    return answer({"items": [field_shown(field) for field in ordered if may_see_field(member_of(request), field)]})


def conversion_shown(request: HttpRequest, made: Conversion) -> dict[str, Any]:
    return {
        "id": str(made.pk),
        "field_id": str(made.field_id),
        "type_before": made.before["type"],
        "type_after": made.after["type"],
        "at": moment(made.at),
        "by_id": str(made.by_id) if made.by_id else None,
        **_counts(request, made),
        "ended_at": moment(made.ended_at),
        "undone_at": moment(made.undone_at),
    }


def _counts(request: HttpRequest, made: Conversion) -> dict[str, Any]:
    """How many; and which, to who may see the field."""
    told = made.failures if may_see_field(member_of(request), made.field) else []
    failures = [
        {"record_id": str(record), "record": name, "value": str(value), "why": why} for record, name, value, why in told
    ]
    return {"converted": made.converted, "failed": made.failed, "failures": failures}


def _says_version(request: HttpRequest, told: TypeGiven) -> bool:
    return told.version is not None or bool(request.headers.get("If-Match"))


def _currency(told: TypeAsked) -> str:
    return told.currency if told.type == FieldType.MONEY else ""
