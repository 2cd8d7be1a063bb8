"""The JSON face of the fields of the business: what they are, and how they are defined."""

from collections.abc import Sequence
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query
from pydantic import Field

from perennial.records import actions
from perennial.records.actions import OptionRow
from perennial.records.custom.holders import holders
from perennial.records.custom.rules import may_see_field
from perennial.records.models.customfield import LONGEST_NAME, CustomField, FieldType
from perennial.records.queries import field_for
from perennial.team.permissions import Permission
from perennial.team.rest import (
    Asked,
    Flag,
    Given,
    Id,
    OneOf,
    Routes,
    Shown,
    Sort,
    Whole,
    answer,
    expected_version,
    member_of,
    nothing,
    page_of,
    versioned,
)

fields = Routes("Custom fields", "What the business wants to know of customers, products and orders besides.")
MANAGE = Permission.MANAGE_FIELDS
HOLDERS = [holder.key for holder in holders]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Options = Annotated[list[Annotated[str, Field(min_length=1, max_length=120)]], Field(max_length=actions.MOST_OPTIONS)]


class OptionShown(Shown):
    id: Id
    name: str
    is_archived: bool


class FieldShown(Shown):
    """`key` is what values and filters call the field by. A choice is kept as the id of its option, money in minor units."""

    id: Id
    key: str
    holder: Annotated[str, OneOf(HOLDERS)]
    only: str
    type: Annotated[str, OneOf(FieldType.values)]
    name: str
    help: str
    section: str
    is_required: bool
    is_unique: bool
    currency: str
    options: list[OptionShown]
    version: int


class FieldPage(Shown):
    items: list[FieldShown]
    next: str | None


class FieldsAsked(Asked):
    holder: Annotated[str, OneOf(HOLDERS)] | None = None


class FieldFacts(Given):
    """What may be said of a field."""

    name: Name = ""
    help: Annotated[str, Field(max_length=200)] = ""
    section: Annotated[str, Field(max_length=60)] = ""
    only: Annotated[str, Field(max_length=20, description="person or organisation, of customers.")] = ""
    is_required: Flag = False
    is_unique: Flag = False
    is_searchable: Flag = False
    options: Options = []


class NewField(FieldFacts):
    """A field to be added; of a choice with its options."""

    holder: Annotated[str, OneOf(HOLDERS)]
    type: Annotated[str, OneOf(FieldType.values)]
    name: Name
    currency: Annotated[str, Field(max_length=3)] = ""


class FieldChanges(FieldFacts):
    """What changes, and the version from which the change starts (or `If-Match`). Options are changed as a whole: one that is
    not named any more is archived where records have it."""

    version: Annotated[Whole, Field(ge=1, le=2**31 - 1)] | None = None


@fields.reads("/custom-fields", may=Permission.SEE_CUSTOMERS, tells=FieldPage)
def list_custom_fields(request: HttpRequest, asked: Query[FieldsAsked]) -> HttpResponse:
    """List the fields that the token's member may see."""
    rows = CustomField.objects.kept().prefetch_related("options")
    if asked.holder:
        rows = rows.filter(holder=asked.holder)
    page = page_of(rows, "id", Sort("id"), asked)
    shown = [field_shown(field) for field in page.rows if may_see_field(member_of(request), field)]
    return answer({"items": shown, "next": page.next or None})


@fields.makes("/custom-fields", may=MANAGE, tells=FieldShown)
def create_custom_field(request: HttpRequest, new: NewField) -> HttpResponse:
    """Add a field. It can be used at once; the index that makes filtering by it fast is made in the background."""
    facts = new.model_dump(exclude={"options"}, exclude_unset=True)
    field = actions.define_field(by=member_of(request), options=[OptionRow(name) for name in new.options], **facts)
    return _told(request, field.pk, status=201)


@fields.reads("/custom-fields/{id}", may=Permission.SEE_CUSTOMERS, tells=FieldShown, one=True)
def read_custom_field(request: HttpRequest, id: Id) -> HttpResponse:
    """Read what a field is."""
    field = CustomField.objects.kept().prefetch_related("options").filter(pk=id).first()
    if field is None or not may_see_field(member_of(request), field):
        raise Http404
    return answer(field_shown(field), version=field.version)


@fields.changes("/custom-fields/{id}", may=MANAGE, tells=FieldShown)
def update_custom_field(request: HttpRequest, id: Id, changes: FieldChanges) -> HttpResponse:
    """Change a field. Its type is changed on its page, where one sees first what would not fit."""
    field = field_for(member_of(request), id)
    version = expected_version(request, changes.version, field.version)
    facts = changes.model_dump(exclude={"options", "version"}, exclude_unset=True)
    rows = [OptionRow(name) for name in changes.options] if "options" in changes.model_fields_set else None
    actions.change_field(field, by=member_of(request), version=version, options=rows, **facts)
    return _told(request, id)


@fields.removes("/custom-fields/{id}", may=MANAGE, matching=True)
def delete_custom_field(request: HttpRequest, id: Id) -> HttpResponse:
    """Remove a field. Its values stay in the records, unseen, until it is restored."""
    field = field_for(member_of(request), id)
    versioned(request, field.version)
    actions.remove_field(field, by=member_of(request))
    return nothing()


@fields.makes("/custom-fields/{id}/restoration", may=MANAGE, tells=FieldShown, status=200, finds=True)
def restore_custom_field(request: HttpRequest, id: Id) -> HttpResponse:
    """Bring a removed field back with its values."""
    actions.restore_field(field_for(member_of(request), id), by=member_of(request))
    return _told(request, id)


def field_shown(field: CustomField) -> dict[str, Any]:
    plain = ("key", "holder", "only", "type", "name", "help", "section", "is_required", "is_unique", "currency", "version")
    options = [
        {"id": str(option.pk), "name": option.name, "is_archived": option.is_archived} for option in field.options_in_order()
    ]
    return {"id": str(field.pk), **{name: getattr(field, name) for name in plain}, "options": options}


def _told(request: HttpRequest, id: int, *, status: int = 200) -> HttpResponse:
    field = field_for(member_of(request), id)
    location = reverse("api:read_custom_field", args=[id]) if status == 201 else ""
    return answer(field_shown(field), status=status, version=field.version, location=location)


def routes() -> Sequence[Routes]:
    """Every operation of this slice."""
    from perennial.records import viewapi

    return [fields, viewapi.routes]
