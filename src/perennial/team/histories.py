"""Whose history can be read, and how it is said: each slice names its kinds of record and their fields here.

The history itself is the audit log. A slice adds to it by `record_deed(…, changes={field: (before, after)})`; a field that it
names here is said in words, and one that it can `put_back` can be set to what it was.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst

from perennial.kernel.manifests import Label, anyone
from perennial.kernel.registry import Registry


class NotPutBack(ValueError):  # noqa: N818
    """A field was not set to what it was; the message says why."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class HistoryField:
    """One field. `words(value)` says a value that the log holds. `put_back(member, record, value)` calls the slice's action,
    and `now(record)` is what stands, as the log would hold it: what stands already is not offered. A field that has no `now`
    is one of several values (tags, addresses): only what was taken away can come back. `words_of(values, member)` says many
    values at once for a reader, where that takes a query: what the log holds of another person is an id, so that it can be
    forgotten."""

    label: Label
    words: Callable[[Any], str] | None = None
    words_of: Callable[[Sequence[Any], Any], Sequence[str]] | None = None
    put_back: Callable[[Any, Any, Any], object] | None = None
    now: Callable[[Any], Any] | None = None
    takes: Callable[[Any, Any], bool] | None = None  # (record, value): whether it can be set by hand at all; else not offered
    may_see: Callable[[Any], bool] = anyone


@dataclasses.dataclass(frozen=True, kw_only=True)
class History:
    """A kind of record, by its model's label ("people.party"). `find(member, id)` gives the record or a 404; `field(key)` what
    is known of a field; `refusals` are the exceptions with which the slice's actions refuse; `topic` is the signal that pages
    which show the record listen to, and its id ("" where none does: the page is fetched anew)."""

    key: str
    label: Label
    find: Callable[[Any, int], Any]
    url: Callable[[Any], str]
    field: Callable[[str], HistoryField | None]
    may_edit: Callable[[Any, Any], bool]
    may_see_looks: Callable[[Any, Any], bool] | None = None
    topic: Callable[[Any], tuple[str, int]] = lambda record: ("", record.pk)
    refusals: tuple[type[Exception], ...] = ()
    order: int = 50


histories: Registry[History] = Registry("history")


def field_of(kind: str, key: str) -> HistoryField | None:
    """What is known of a field of a kind of record: what its slice says, else what its model does."""
    history = histories.get(kind)
    return (history.field(key) if history else None) or _field_of_model(kind, key)


def _field_of_model(kind: str, key: str) -> HistoryField | None:
    try:
        field: Any = apps.get_model(kind)._meta.get_field(key)
        choices = dict(field.flatchoices)
    except (LookupError, ValueError, FieldDoesNotExist, AttributeError):
        return None
    return HistoryField(label=capfirst(str(field.verbose_name)), words=of_choices(choices) if choices else None)


def of_choices(choices: Mapping[Any, Any]) -> Callable[[Any], str]:
    """The words of a field with fixed choices."""
    return lambda value: str(choices.get(value, value))
