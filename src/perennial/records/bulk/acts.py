"""What can be done to many records at once: how it is asked for, said, done and taken back."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from perennial.kernel.manifests import Label


class Held(NamedTuple):
    """A record that nobody else changes until the transaction ends, with the columns that an act needs."""

    pk: int
    name: str
    values: tuple[Any, ...]


class Left(NamedTuple):
    """A record that is left as it is, and why; without a name where the member may not be told of it."""

    pk: int
    name: str
    why: str


@dataclasses.dataclass(slots=True)
class Outcome:
    """What became of some records: those that were changed, with what stood there before (plain JSON), and those that were
    left. Whoever is in neither was so already."""

    changed: list[tuple[int, Any]] = dataclasses.field(default_factory=list)
    left: list[Left] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True, slots=True)
class Round:
    """Some thousand records of one bulk change, in one transaction: who changes them, and the id of the whole."""

    by: Any
    bulk_id: int


class Halt(Exception):  # noqa: N818
    """A bulk change cannot go on, for any record; the message says why."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Many:
    """How very many records are changed at once, and set back.

    `form_field(member)` asks for the value; none where nothing has to be said. `keep` makes plain JSON of what was given, which
    `said` says in words. `change(round, held, value)` writes in a fixed number of statements; `take_back(round, held, before,
    value)` sets back those that are still as `change` left them, and leaves the others with the reason. Both write the history
    of each record (`team.deeds.record_deeds`) and raise Halt for what is wrong with all of them.
    """

    change: Callable[[Round, Sequence[Held], Any], Outcome]
    take_back: Callable[[Round, Sequence[Held], Mapping[int, Any], Any], Outcome]
    may: Callable[[Any], bool]
    form_field: Callable[[Any], forms.Field] | None = None
    keep: Callable[[Any], Any] = lambda value: value
    said: Callable[[Any], str] = str
    button: Label = ""  # what its button says, where the label of its field is not enough
    needs: tuple[str, ...] = ()  # the columns of a record that it reads
    is_private: bool = False  # not everybody may read what is set: nothing that others see says it
    comes_back: bool = False  # the records are put away by it: to take it back, those that are deleted are held


@dataclasses.dataclass(frozen=True, kw_only=True)
class Act:
    """Something that a list offers for many records. `label` stands on its button; `title` says it as a heading; `told(value)`
    says what happened to each record, and `doing(value)` that it is happening, once the value is known."""

    key: str
    label: Label
    icon: str
    many: Many
    title: Label
    told: Callable[[str], str]
    doing: Callable[[str], str]
    text: Label = ""  # what has to be known before
    danger: bool = False
    order: int = 50


def deletion(many: Many, *, text: Label = "") -> Act:
    """Deleting, as every list offers it; `text` says what that means for this kind."""
    return Act(
        key="delete",
        label=_("Delete"),
        icon="trash-2",
        many=many,
        title=_("Delete"),
        told=lambda _value: _t("Deleted"),
        doing=lambda _value: _t("Deleting"),
        text=text,
        danger=True,
        order=9,
    )


def act_key(field: Any) -> str:
    """By which key a field is set for many."""
    return f"set.{field.key}"


def act_of_field(field: Any) -> Act | None:
    """Setting a field, where it can be set for many."""
    many: Many | None = field.edit.many if field.edit else None
    if many is None:
        return None
    return Act(
        key=act_key(field),
        label=many.button or field.label,
        icon=field.icon,
        many=many,
        title=format_lazy(_("Set “{field}”"), field=field.label),
        told=lambda value: f"{field.label}: {value}",
        doing=lambda value: _t("Setting “%(field)s”: %(value)s") % {"field": field.label, "value": value},
        order=field.order,
    )


def acts_for(kind: Any, member: Any, fields: Mapping[str, Any] | None = None) -> dict[str, Act]:
    """What a member may do to many records of a kind, by key: its own acts and the fields that they may set. `fields` are those
    that they see, where they are known already."""
    if kind.hold is None:
        return {}
    own = sorted(kind.acts(), key=lambda act: act.order)
    seen = kind.fields_for(member) if fields is None else fields
    fields_set = [act for field in seen.values() if (act := act_of_field(field))]
    return {act.key: act for act in (*own, *fields_set) if act.many.may(member)}


def changed_since() -> str:
    """Why an undo leaves a record."""
    return _t("Somebody changed it since")
