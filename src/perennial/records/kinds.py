"""Kinds of records: whatever is shown as a list that people filter, sort and keep views of."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import Prefetch, Q
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.text import format_lazy

from perennial.kernel.manifests import Label
from perennial.kernel.registry import Registry
from perennial.records.bulk.acts import Act, Held, Left
from perennial.records.conditions import Condition
from perennial.records.fields import Field, Rows


def nobody(member: Any) -> bool:
    """A rule that holds for no member."""
    return False


@dataclasses.dataclass(frozen=True, kw_only=True)
class FieldSource:
    """Fields that are offered for a kind besides its own: by the business, or by a slice above."""

    key: str
    fields: Callable[[str], Sequence[Field]]  # of the kind with this key
    order: int = 50


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Gone:
    """A record that was deleted: what it was called, who did it and when, and the address that a POST restores it at."""

    name: str
    by: Any
    at: dt.datetime
    restore_url: str
    detail: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Given:
    """A view that comes with its kind and stands among everybody's tabs. `condition` is JSON, as a kept view has it."""

    key: str  # letters: it stands in addresses where a kept view has its id
    label: Label
    icon: str
    condition: Mapping[str, Any]
    sort: str = ""
    starts: Callable[[Any], bool] = nobody  # whether the list opens with it for a member who chose no other


EVERY = Q()


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordKind:
    """A kind of record. `visible(member)` is where every list of it starts; `one_for(member, id)` is the door to one of them
    and raises Http404. `hold(member, ids, columns, deleted)` locks many, in the order of their ids, and says of the others why
    they are left; without it nothing can be done to many at once. `sort` is the key of the field by which it is sorted unless
    asked otherwise."""

    key: str
    label: Label
    model: type[models.Model]
    visible: Callable[[Any], Rows]
    one_for: Callable[[Any, int], Any]
    built_in: Callable[[], Sequence[Field]]
    lead: Callable[[Any], Any]  # the first cell of a row: who or what it is, and the way there
    lead_label: Label
    nothing_yet: str  # the template that is shown while there is none at all
    all_label: Label  # “All customers”
    list_url: str  # the name of the address of the list
    sort: str = "name"
    heading: str = ""  # the field of the first cell, where that is not the one of `sort`
    given: tuple[Given, ...] = ()  # views that come with it
    related: tuple[str, ...] = ()  # what its cells need of other tables
    apart: tuple[
        str | Prefetch[Any], ...
    ] = ()  # the same, got by queries of their own: joined, a database may begin with the other table
    row_acts: Callable[[HttpRequest], Callable[[Any], SafeString] | None] | None = None  # the last cell: what to do with one
    live: str = ""  # the topic on which the list fetches itself anew
    along: frozenset[tuple[str, str]] = frozenset()  # (asked, sorted by): pairs of fields that one index serves
    lanes: frozenset[tuple[str, ...]] = (
        frozenset()
    )  # (sorted by), (asked, sorted by): what an index that begins with whose they are serves
    border: Callable[[Any], Condition | None] | None = None  # what a member's reach asks; None: it has no border
    kept: Callable[[], Rows] | None = None  # all that `border` is asked of: `visible` is those of them within it
    kept_when: Q = EVERY  # what every record that is kept fits, as the conditions of their indexes say it
    hidden: Callable[[Any], Rows | None] | None = None  # the few that a member may not see; None: they are not few
    address: Callable[[Any], str] | None = None  # the page of a record; a calendar leads there
    is_form: bool = False  # that page changes the record: to read it, it is opened beside its list
    panel: Callable[[Any, Any], tuple[str, Mapping[str, Any]]] | None = (
        None  # (request, record): the side panel's template, values
    )
    hears: Callable[[Any], str] | None = None  # on what the side panel fetches itself anew; else `topic` and the record's id
    follows: str = ""  # the live topic on which its boards and calendars are drawn anew, when nobody has a card in hand
    topic: str = ""  # the live topic that tells of changes of such records
    gone: Callable[[Any, int], Gone | None] | None = None  # (member, id): one that was deleted, for who may restore it
    whole: Callable[[Any], tuple[Rows, Rows] | None] | None = (
        None  # all there are, and of them the few that a member may not see
    )
    are_many: Callable[[Any, int], bool] | None = None  # (member, count): whether they certainly are more than so many
    ahead: Callable[[Any, int], Rows | None] | None = (
        None  # (member, count): some among which the first so many of all are, in the usual order, where that can be told soon
    )
    search: str = ""  # the field that the text box over the list asks
    search_label: Label = ""
    none_fit: Label  # what is said where the filters leave none
    counted: Callable[[int, bool], str]  # “1,234 customers”; capped: more than so many
    may_see: Callable[[Any], bool]
    may_export: Callable[[Any], bool]
    hold: Callable[[Any, Sequence[int], Sequence[str], bool], tuple[list[Held], list[Left]]] | None = None  # see `bulk`
    acts: Callable[[], Sequence[Act]] = tuple  # what can be done to many besides setting a field
    often_set: tuple[str, ...] = ()  # the fields that have a button of their own for many; with acts among them, what is first
    icon: str = "list"
    order: int = 50

    @property
    def first(self) -> str:
        """The key of the field that every row begins with."""
        return self.heading or self.sort

    def heard_on(self, record: Any) -> str:
        """The live topic, with its id, on which pages that show a record fetch themselves anew; "" where there is none."""
        if self.hears is not None:
            return self.hears(record)
        return f"{self.topic}:{record.pk}" if self.topic else ""

    def fields(self) -> Mapping[str, Field]:
        """Every field by its key: its own, and those that are offered for it."""
        offered = [field for source in field_sources for field in source.fields(self.key)]
        return {field.key: field for field in sorted([*self.built_in(), *offered], key=lambda field: field.order)}

    def fields_for(self, member: Any) -> Mapping[str, Field]:
        """The fields that a member may see: no condition, column or sum may use another one."""
        seen = {key: field.read_by(member) for key, field in self.fields().items() if field.may_see(member)}
        return told_apart(seen)

    def own_fields_for(self, member: Any) -> Mapping[str, Field]:
        """Of these its own alone, for what asks of no other ones: no query."""
        return {field.key: field.read_by(member) for field in self.built_in() if field.may_see(member)}


def told_apart(fields: dict[str, Field]) -> dict[str, Field]:
    """The same fields; those that are called alike say what they are about, too: “Renewal · Subscriptions”."""
    named = {key: str(field.label).casefold() for key, field in fields.items()}
    times = Counter(named.values())
    if len(times) == len(named):
        return fields
    return {
        key: dataclasses.replace(field, label=format_lazy("{field} · {part}", field=field.label, part=field.part))
        if field.part and times[named[key]] > 1
        else field
        for key, field in fields.items()
    }


kinds: Registry[RecordKind] = Registry("kind of record")
field_sources: Registry[FieldSource] = Registry("source of fields")


def kind_named(key: str) -> RecordKind:
    """The kind of record with this key; raises LookupError."""
    kind = kinds.get(key)
    if kind is None:
        raise LookupError(f"no kind of record “{key}”")
    return kind
