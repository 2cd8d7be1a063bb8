"""Which records have fields of the business, and how their slice names and finds what such a field may lead to."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from django.apps import apps
from django.db import models
from django.utils.translation import pgettext

from perennial.kernel.manifests import Label
from perennial.kernel.registry import Registry


@dataclasses.dataclass(frozen=True, kw_only=True)
class Holder:
    """A kind of record that has fields of the business. `tail` are the columns that order the records of one value, and end the
    field's index; `kept` is the condition, on columns, of the records that lists show. `page` gives a record's address."""

    key: str
    label: Label
    one: Label  # of one record
    icon: str
    model_name: str
    tail: tuple[str, ...]
    beside: tuple[str, ...] = ()  # columns that are asked along with a field so often that its index ends with them
    edit: Callable[[Any, Mapping[str, Any], Any], Any]  # edit(record, {key of a field: value}, by): the slice's action
    reindex: Callable[[list[int]], None]  # write the words anew by which search finds these records
    kept: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    variants: tuple[tuple[str, Label], ...] = ()
    variant_field: str = ""
    page: Callable[[int], str] | None = None
    may_see: Callable[[Any, Any], bool] = lambda _member, _record: True  # whether a member may be told of a record
    may_edit: Callable[[Any, Any], bool] = lambda _member, _record: False  # whether a member may change a record
    may_edit_many: Callable[[Any], bool] = lambda _member: False  # whether a member may change such records at all
    deed: str = ""  # how the log calls a change of a record
    closed: Callable[[Any], str] | None = None  # why a record with this value of `closed_by` cannot be changed, "" when it can
    closed_by: str = ""
    refusals: tuple[type[Exception], ...] = ()  # the errors by which `edit` says no in words
    order: int = 50

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.model_name)

    def records(self) -> "models.QuerySet[Any]":
        """All of them, the deleted ones too."""
        return self.model._base_manager.all()

    def name_for(self, member: Any, record: Any) -> str:
        """What a record is called, to a member (None: anybody) who may be told of it."""
        is_named = member is None or self.may_see(member, record)
        return str(record) if is_named else pgettext("a customer who may not be named", "somebody")

    def variant_of(self, record: models.Model) -> str:
        """Which variant a record is; "" where there are none."""
        return str(getattr(record, self.variant_field)) if self.variant_field else ""


class Directory(Protocol):
    """What a slice above knows of persons and organisations: `records` stands below them."""

    def names(self, ids: Iterable[int], member: Any = None) -> Mapping[int, str]:
        """What parties are called, deleted ones too; those that are erased or beyond the reach of `member` are missing."""

    def found(self, member: Any, text: str, kind: str) -> list[int]:
        """The parties that a text means, an id or the exact name, of those that `member` (None: anybody) sees; at most two."""

    def like(self, member: Any, text: str, kind: str) -> Sequence[int]:
        """The parties that a member may mean by a text that was typed."""

    def same(self, ids: Iterable[int]) -> Sequence[int]:
        """Every id under which these parties were ever known: of who holds their history, and of all merged into them."""

    def newest(self, member: Any, kind: str) -> Sequence[tuple[int, str]]:
        """Some to choose from without a script."""

    def address(self, party_id: int) -> str:
        """The page of a party."""

    def options_url(self, kind: str) -> str:
        """Where a combobox finds parties."""


holders: Registry[Holder] = Registry("kind of record with fields of the business")
_directory: Directory | None = None


def use_directory(directory: Directory) -> None:
    """Say who knows persons and organisations: a slice above does."""
    global _directory
    _directory = directory


def directory() -> Directory:
    """Who knows persons and organisations."""
    if _directory is None:
        raise LookupError("no slice knows persons and organisations")
    return _directory


def holder_named(key: str) -> Holder:
    """The kind of record with this key; raises LookupError."""
    holder = holders.get(key)
    if holder is None:
        raise LookupError(f"no records “{key}” have fields of the business")
    return holder


def holder_of(record: models.Model) -> Holder:
    """The kind that a record is of."""
    return next(holder for holder in holders if holder.model_name.lower() == record._meta.label_lower)
