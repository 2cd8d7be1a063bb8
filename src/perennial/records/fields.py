"""A field of a kind of record: what it holds, where that stands, what can be asked of it and who may see it."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any, NamedTuple

from django.db.models import Expression, F, Q, QuerySet

from perennial.kernel.manifests import Label, anyone
from perennial.records.choices import EXISTENCE, ME, OPERATORS, Operator, Type
from perennial.records.editing import Editing

Rows = QuerySet[Any, Any]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Elsewhere:
    """A field that is kept in rows of another table: `rows()`, of which `path` holds the value and `link` names the record."""

    rows: Callable[[], Rows]
    path: str  # of an ANNIVERSARY: its day, beside `month` and `year`
    link: str = "party"
    words: str = ""  # the column that says what a row is about
    begun: Callable[[str], str] | None = None  # `path` is a WordField with an index: how what is typed would stand in it
    moves: tuple[str, str] | None = None  # the rows are records of this kind, and stand on the day of this field of it


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Sorting:
    """How records are sorted by a field. `falling`: the largest first, unless turned round; `newest`: may be unknown, and the
    unknown come last (an index of `ordering.NewestIndex` serves it)."""

    by: str | Callable[[], Expression]
    falling: bool = False
    newest: bool = False
    unique: bool = False  # no two records hold the same
    then: tuple[str, ...] = ()  # how records with the same value follow each other, where the index has more than the id


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Directory:
    """The records that a REFERENCE leads to, as a member knows them."""

    names: Callable[[Any, Sequence[int]], Mapping[int, str]]  # (member, ids): what they are called
    found: Callable[[Any, str], Sequence[int]]  # (member, text): those that a text means
    url: Callable[[], str]  # where a combobox finds them while one types


class Way(NamedTuple):
    """One of several ways in which a record may fit: `listed` are the ids of all that do, `each` asks it of one record. They
    are asked together as many lists put behind each other, or record by record: an index serves either."""

    listed: Rows
    each: Q


@dataclasses.dataclass(frozen=True, kw_only=True)
class Field:
    """One field, built in or defined by the business. Its value stands in a column (`column`: an ORM path, or a function that
    makes an expression), in rows of another table (`elsewhere`), or is asked in a way of its own (`asked`)."""

    key: str  # letters, digits, _ : it stands in addresses and in JSON
    label: Label
    type: Type
    column: str | Callable[[], Expression] = ""
    elsewhere: Elsewhere | None = None
    asked: Callable[[Operator, Any], Sequence[tuple[Rows, str]]] | None = None  # rows elsewhere, one of each must be there
    ways: Callable[[Operator, Any], Sequence[Way]] | None = None  # one of them must hold
    names: str = "pk"  # of `elsewhere` and `asked`: the column of the record that their rows name
    whole: bool = False  # NUMBER: its column keeps whole numbers only (MONEY always: minor units)
    nullable: bool = False  # the column may be NULL
    mine: bool = False  # its choices are members, and one of them is whoever asks
    optional: bool = False  # may be empty: then EMPTY and FILLED can be asked
    operators: tuple[Operator, ...] = ()  # where they are others than those of the type
    options: Callable[[], Sequence[tuple[str, Label]]] | None = None  # of CHOICE and CHOICES
    retired: Callable[[], frozenset[str]] | None = None  # of those the ones that stay where they stand and are given to nobody
    leads_to: Directory | None = None  # of REFERENCE
    reader: Any = None  # of REFERENCE: the member as who reads it
    same: Callable[[Sequence[str]], Sequence[str]] | None = None  # every choice that means one of these
    spelt: Callable[[list[str]], list[str]] | None = None  # of TEXT: which spellings are worth asking for
    stored: Callable[[Any], Any] | None = None  # a value of a condition as the column holds it
    value: Callable[[Any], Any] | None = None  # of one record, in the words of its type
    values: Callable[[Sequence[Any]], Mapping[int, Any]] | None = None  # of many records by their ids, in one query
    values_for: Callable[[Any, Sequence[Any]], Mapping[int, Any]] | None = (
        None  # (member, records): where it depends on who reads
    )
    draw: Callable[[Any, Any], Any] | None = None  # (record, value): its cell, where the type's own way is not enough
    head: Callable[[str], Any] | None = None  # (choice): drawn over the column of a board, where the word is not enough
    plain: Callable[[Any, Any], Any] | None = None  # (record, value): as a spreadsheet has it, where that is not the value
    sorting: Sorting | None = None
    beside: tuple[str, ...] = ()  # columns that its index has, too: asked with it, they are compared there
    along: bool = False  # its index has the records of one value in the usual order of the list
    groups: bool = False  # records can be grouped by it
    sums: bool = False  # the list says its sum
    currency: str = ""  # of MONEY that sums: the column beside it
    edit: Editing | None = None  # how it is changed where it is read; None: it is worked out, or changed elsewhere
    may_see: Callable[[Any], bool] = anyone
    default: bool = False  # shown where no columns were chosen
    place: str = ""  # in the two lines of a phone: sub, end, end2
    part: Label = ""  # what it is about, where menus show it apart from the others: “Purchases”
    icon: str = "list"
    order: int = 50

    @property
    def asks(self) -> tuple[Operator, ...]:
        """What can be asked of it, nothing of what is only shown; the first is meant where none is named."""
        if not (self.column or self.elsewhere or self.asked or self.ways):
            return ()
        usual = self.operators or OPERATORS[self.type]
        return (*usual, *EXISTENCE) if self.optional and Operator.EMPTY not in usual else usual

    @property
    def is_number(self) -> bool:
        """Whether it stands right-aligned."""
        return self.type in (Type.NUMBER, Type.MONEY)

    @property
    def is_column(self) -> bool:
        """Whether a list can show it."""
        return bool(self.value or self.values or self.column)

    @property
    def may_be_none(self) -> bool:
        """Whether “none” is one of its choices."""
        return self.optional and self.type in (Type.CHOICE, Type.CHOICES)

    def read_by(self, member: Any) -> "Field":
        """The field as a member reads it, and asks of it."""
        told, stored = self.values_for, self.stored
        known: dict[str, Any] = {"values": lambda records: told(member, records)} if told else {}
        if self.leads_to:
            known["reader"] = member
        if self.mine and stored:
            known["stored"] = lambda key: member.pk if key == ME else stored(key)
        return dataclasses.replace(self, **known) if known else self

    def names_of(self, keys: Sequence[str]) -> dict[str, str]:
        """What the records that are meant by ids are called; those that the reader may not know are missing."""
        ids = [int(key) for key in keys if key.isdecimal()]
        names = self.leads_to.names(self.reader, ids) if self.leads_to and ids else {}
        return {str(pk): name for pk, name in names.items()}

    def of(self, record: Any) -> Any:
        """What a record holds in it."""
        if self.value:
            return self.value(record)
        return reduce(getattr, self.column.split("__"), record) if isinstance(self.column, str) and self.column else None

    def expression(self) -> Any:
        """Its column as an expression."""
        return F(self.column) if isinstance(self.column, str) else self.column()
