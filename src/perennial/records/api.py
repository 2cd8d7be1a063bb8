"""The JSON face of the fields of the business: what they are, and how they are defined."""

from collections.abc import Sequence
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query
from pydantic import Field

from perennial.records import actions
from perennial.records.actions import OptionRow
from perennial.records.actions.removing import held
from perennial.records.custom.holders import holders
from perennial.records.custom.rules import may_manage_fields, may_see_field
from perennial.records.models.customfield import LONGEST_NAME, CustomField, FieldType
from perennial.records.queries import field_for
from perennial.records.told import CustomValue, money_given
from perennial.team.choices import Role
from perennial.team.models import Workspace
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
    moment,
    nothing,
    page_of,
    versioned,
)
from perennial.team.rest.schemas import Moment

fields = Routes("Custom fields", "What the business wants to know of customers, products and orders besides.")
MANAGE = Permission.MANAGE_FIELDS
HOLDERS = [holder.key for holder in holders]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
OptionName = Annotated[str, Field(min_length=1, max_length=120)]
RoleWords = Annotated[list[Annotated[str, OneOf(Role.values)]], Field(max_length=20, description="Nobody named: everybody.")]


class OptionGiven(Given):
    """An option that is there, by its id: under another name it stays the same to the records that have it."""

    id: Id
    name: OptionName


Options = Annotated[list[OptionName | OptionGiven], Field(max_length=actions.MOST_OPTIONS)]


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
    is_searchable: bool
    is_asked: bool
    seen_by: list[str]
    edited_by: list[str]
    default: CustomValue
    currency: str
    options: list[OptionShown]
    version: int
    removed_at: Moment | None


class FieldPage(Shown):
    items: list[FieldShown]
    next: str | None


class FieldsAsked(Asked):
    holder: Annotated[str, OneOf(HOLDERS)] | None = None
    is_removed: Annotated[bool, Field(description="Those that can be restored, to who may manage fields.")] = False


class FieldFacts(Given):
    """What may be said of a field."""

    name: Name = ""
    help: Annotated[str, Field(max_length=200)] = ""
    section: Annotated[str, Field(max_length=60)] = ""
    only: Annotated[str, Field(max_length=20, description="person or organisation, of customers.")] = ""
    is_required: Flag = False
    is_unique: Flag = False
    is_searchable: Flag = False
    is_asked: Annotated[Flag, Field(description="Asked for when a customer is written down.")] = False
    seen_by: RoleWords = []
    edited_by: RoleWords = []
    default: Annotated[CustomValue, Field(description="What new records get; of a choice the id of its option.")] = None
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
    rows = CustomField.objects.kept()
    if asked.is_removed:
        may_restore = may_manage_fields(member_of(request))
        rows = CustomField.objects.filter(removed_at__isnull=False) if may_restore else CustomField.objects.none()
    rows = rows.prefetch_related("options")
    if asked.holder:
        rows = rows.filter(holder=asked.holder)
    page = page_of(rows, "id", Sort("id"), asked)
    shown = [field_shown(field) for field in page.rows if may_see_field(member_of(request), field)]
    return answer({"items": shown, "next": page.next or None})


@fields.makes("/custom-fields", may=MANAGE, tells=FieldShown)
def create_custom_field(request: HttpRequest, new: NewField) -> HttpResponse:
    """Add a field. It can be used at once; the index that makes filtering by it fast is made in the background."""
    facts = new.model_dump(exclude={"options"}, exclude_unset=True)
    currency = (new.currency or Workspace.current().currency) if new.type == FieldType.MONEY else ""
    _read_default(facts, currency)
    field = actions.define_field(by=member_of(request), options=_rows(new.options), **facts)
    return told_again(request, field.pk, status=201)


@fields.reads("/custom-fields/{id}", may=Permission.SEE_CUSTOMERS, tells=FieldShown, one=True)
def read_custom_field(request: HttpRequest, id: Id) -> HttpResponse:
    """Read what a field is."""
    field = CustomField.objects.kept().prefetch_related("options").filter(pk=id).first()
    if field is None or not may_see_field(member_of(request), field):
        raise Http404
    return answer(field_shown(field), version=field.version)


@fields.changes("/custom-fields/{id}", may=MANAGE, tells=FieldShown)
def update_custom_field(request: HttpRequest, id: Id, changes: FieldChanges) -> HttpResponse:
    """Change a field. Another type is a conversion: ask first what would not fit."""
    field = field_for(member_of(request), id)
    version = expected_version(request, changes.version, field.version)
    facts = changes.model_dump(exclude={"options", "version"}, exclude_unset=True)
    _read_default(facts, field.currency)
    rows = _rows(changes.options) if "options" in changes.model_fields_set else None
    actions.change_field(field, by=member_of(request), version=version, options=rows, **facts)
    return told_again(request, id)


def _read_default(facts: dict[str, Any], currency: str) -> None:
    if "default" in facts:
        facts["default"] = money_given(facts["default"], currency, "/default")


@fields.removes("/custom-fields/{id}", may=MANAGE, matching=True)
def delete_custom_field(request: HttpRequest, id: Id) -> HttpResponse:
    """Remove a field. Its values stay in the records, unseen, until it is restored."""
    field = field_for(member_of(request), id)
    versioned(request, lambda: held(field).version)
    actions.remove_field(field, by=member_of(request))
    return nothing()


@fields.makes("/custom-fields/{id}/restoration", may=MANAGE, tells=FieldShown, status=200, finds=True)
def restore_custom_field(request: HttpRequest, id: Id) -> HttpResponse:
    """Bring a removed field back with its values."""
    actions.restore_field(field_for(member_of(request), id), by=member_of(request))
    return told_again(request, id)


def _rows(options: list[OptionName | OptionGiven]) -> list[OptionRow]:
    return [OptionRow(one.name, one.id) if isinstance(one, OptionGiven) else OptionRow(one) for one in options]


def field_shown(field: CustomField) -> dict[str, Any]:
    plain = ("key", "holder", "only", "type", "name", "help", "section", "is_required", "is_unique")
    more = ("is_searchable", "is_asked", "seen_by", "edited_by", "default", "currency", "version")
    options = [
        {"id": str(option.pk), "name": option.name, "is_archived": option.is_archived} for option in field.options_in_order()
    ]
    told = {name: getattr(field, name) for name in (*plain, *more)}
    return {"id": str(field.pk), **told, "options": options, "removed_at": moment(field.removed_at)}


def told_again(request: HttpRequest, id: int, *, status: int = 200) -> HttpResponse:
    field = field_for(member_of(request), id)
    location = reverse("api:read_custom_field", args=[id]) if status == 201 else ""
    return answer(field_shown(field), status=status, version=field.version, location=location)


def routes() -> Sequence[Routes]:
    """Every operation of this slice."""
    from perennial.records import givenapi, pinapi, typeapi, viewapi  # noqa: F401 - some add their operations by being read

    return [fields, viewapi.routes]
