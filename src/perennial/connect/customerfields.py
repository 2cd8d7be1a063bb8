"""What imports know of a customer, as a field of the list: which file brought them. `listed` offers it."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from perennial.connect.choices import ImportKind, ImportState
from perennial.connect.models import Change, Import
from perennial.connect.rules import may_import
from perennial.people.models import Party
from perennial.records.choices import NONE, Operator, Type
from perennial.records.fields import Field, Rows
from perennial.team.reach import sees_all

MOST_OFFERED = 500  # of those that still stand; older ones are looked up by when a customer was added


def brought_customers(member: Any, one: Import) -> bool:
    """Whether the list can show a member whom an import brought."""
    return may_see_files(member) and that_brought("customers").filter(pk=one.pk).exists()


def brought(model: Any, operator: Operator, value: Any) -> Sequence[tuple[Rows, str]]:
    """The records that imports added, and those that they changed. What one added was numbered after it began, which spares
    orders and products an index of their own; customers may bring their ids along, and have one."""
    ids = [int(one) for one in value if str(one).isdecimal()]
    changed = Change.objects.filter(of__in=ids, model=model._meta.label_lower).values("object_id")
    added = Q(batch__in=ids) if model is Party else Q(batch__in=ids, pk__gt=min(ids, default=0))
    found = added | Q(pk__in=changed)
    return [(model.objects.filter(found | Q(batch=None) if NONE in value else found), "pk")]


def may_see_files(member: Any) -> bool:
    """A file's name tells of customers: whoever sees only some of them sees no names of files of others."""
    return may_import(member) and sees_all(member)


def options_of(holder: str) -> list[tuple[str, Any]]:
    """The imports that brought records of a kind and were not undone for good, the newest first."""
    return [(str(one.pk), label_of(one)) for one in that_brought(holder).only("id", "file_name", "at")[:MOST_OFFERED]]


def that_brought(holder: str) -> QuerySet[Import]:
    """The imports that added or changed records of a kind, but those of which nothing stands. Orders bring their customers."""
    standing = Import.objects.exclude(state=ImportState.UNDONE, kept=0)
    if holder != "customers":
        return standing.filter(Q(created__gt=0) | Q(updated__gt=0), kind=holder)
    changed = Q(updated__gt=0, kind__in=(ImportKind.PERSONS, ImportKind.ORGANISATIONS))
    return standing.filter(Q(created__gt=0) | changed).exclude(kind=ImportKind.PRODUCTS)


def label_of(one: Import) -> str:
    day = date_format(timezone.localtime(one.at), pgettext("date format", "j M Y"))
    return _("%(file)s, %(day)s") % {"file": one.file_name, "day": day}


FIELDS = (
    Field(
        key="import",
        label=gettext_lazy("Import"),
        type=Type.CHOICE,
        column="batch",
        asked=partial(brought, Party),
        nullable=True,
        optional=True,
        options=partial(options_of, "customers"),
        stored=int,
        value=lambda party: str(party.batch) if party.batch else None,
        may_see=may_see_files,
        icon="import",
        order=40,
    ),
)
