"""What all kinds have in common: fields, options, groups of rows, verdicts."""

import dataclasses
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Literal

from django.utils.translation import gettext as _

from perennial.connect.choices import Alike, BadCells, Mode
from perennial.connect.kinds.troubles import Trouble, said_together
from perennial.connect.ledger import Ledger
from perennial.kernel.manifests import Label
from perennial.team.models import Member

Record = dict[str, Any]
Action = Literal["create", "update", "skip", "fail"]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A field that a column can be mapped to. `shape` says what its cells hold (see parsing.py). `many`: several columns may
    go here; `read`: how its cells are read where the shape is not enough. What such a column is called elsewhere stands in
    words.toml."""

    key: str
    label: Label
    shape: str = "line"
    most: int = 200
    many: bool = False
    read: Callable[[str], Any] | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """What a member decided about an import, besides how the file is read."""

    mode: str = Mode.BOTH.value
    match: str = "auto"  # a rule of the kind
    system: str = "import"  # what external ids belong to
    currency: str = "EUR"
    country: str = ""
    alike: str = Alike.CREATE.value
    bad_cells: str = BadCells.WITHOUT.value
    create_customers: bool = True
    zone: str = "UTC"

    @classmethod
    def from_dict(cls, saved: Mapping[str, Any]) -> "Options":
        known = {field.name for field in dataclasses.fields(cls)}
        return cls(**{key: value for key, value in saved.items() if key in known})

    def as_dict(self) -> dict[str, Any]:
        return dataclasses.asdict(self)


@dataclasses.dataclass(slots=True)
class Verdict:
    """What becomes of the rows that share a key: one record, or why not. `changes` is {field: (before, after)}."""

    key: str
    lines: list[int]
    record: Record
    action: Action = "create"
    why: str = ""
    found: Any = None
    made: int | None = None  # the id of the record that was made
    is_same: bool = False  # nothing in it is new
    changes: dict[str, tuple[Any, Any]] = dataclasses.field(default_factory=dict)
    troubles: list[Trouble] = dataclasses.field(default_factory=list)

    @property
    def is_partial(self) -> bool:
        """Whether it is brought without some of its cells."""
        return bool(self.troubles) and (self.action in ("create", "update") or self.is_same)

    @property
    def line(self) -> int:
        """The first of its lines, by which it takes things in the ledger."""
        return self.lines[0] if self.lines else 0

    def fail(self, why: str, *, column: str = "", value: str = "") -> None:
        """Refuse the record, for this and for what else is wrong with it."""
        self.action, self.why = "fail", said_together([*(one.said for one in self.troubles), why])
        self.troubles.append(Trouble(self.line, why, column, "", value, refuses=True))

    def leave_out(self, key: str, value: str, why: str, context: "Context") -> None:
        """Bring the record without one of its fields; refuse it where the member wants that."""
        column = context.columns.get(key, "")
        if context.options.bad_cells == BadCells.REFUSE:
            self.fail(why, column=column, value=value[:80])
            return
        self.record.pop(key, None)
        self.changes.pop(key, None)
        if self.action == "update" and not self.changes:
            self.skip(_("Nothing in it is new"))
            self.is_same = True
        self.troubles.append(Trouble(self.line, why, column, key, value[:80]))

    def skip(self, why: str) -> None:
        self.action, self.why = "skip", why


@dataclasses.dataclass(slots=True)
class Context:
    """Of which import, by whom, with which decisions."""

    import_id: int
    by_id: int | None
    options: Options
    within: frozenset[int] | None = None  # whose customers the importing member sees; None: everybody's
    touched: set[int] = dataclasses.field(default_factory=set)  # parties whose figures must be added up again
    customers: dict[str, Any] = dataclasses.field(default_factory=dict)  # whom `weigh` found, by key, for `write`
    columns: Mapping[str, str] = dataclasses.field(default_factory=dict)  # what the column of a field is called in the file
    ledger: Ledger = dataclasses.field(default_factory=Ledger.alone)  # what other records of the file took and made

    @property
    def owner_of_new(self) -> int | None:
        """Who looks after a new customer of whom the file does not say it: whoever would not see them otherwise."""
        return None if self.within is None else self.by_id

    def owners(self) -> dict[str, int]:
        """The members to whom customers may be given, by e-mail."""
        members = Member.objects.values_list("email", "id")
        return {email: id_ for email, id_ in members if self.within is None or id_ in self.within}


def beyond_reach() -> str:
    """Why a row that belongs to a colleague's customer is refused; says no more of them."""
    return _("A colleague looks after this customer; leave the row to them")


class Kind:
    """One kind of thing that comes in and goes out. `write` runs in the chunk's transaction; what precedes it only reads."""

    key: ClassVar[str]
    label: ClassVar[Label]
    icon: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]]
    rules: ClassVar[tuple[tuple[str, Label], ...]] = ()
    needed: ClassVar[frozenset[str]] = frozenset()  # fields without which, when their cell cannot be read, a row means nothing
    sample: ClassVar[tuple[tuple[str, ...], ...]]
    help: ClassVar[Label] = ""

    leading: ClassVar[Mapping[str, str]] = {}  # {field: column} that leads a mended row to its record, see `handles`

    holder: ClassVar[str] = ""  # whose fields of the business its columns may be; see `records.custom.holders`
    variant: ClassVar[str] = ""
    words_from: ClassVar[tuple[str, ...]] = ()  # sections of words.toml

    @cached_property
    def words(self) -> Mapping[str, Sequence[str]]:
        """What the columns of each field are called elsewhere."""
        merged: dict[str, Sequence[str]] = {}
        for section in self.words_from:
            merged |= told_words(section)
        return merged

    def field(self, key: str) -> Field | None:
        return next((field for field in self.fields if field.key == key), None) or next(
            (field for field in self.own_fields() if field.key == key), None
        )

    def own_fields(self) -> tuple[Field, ...]:
        """The fields of the business that its columns may be, as they are now."""
        from perennial.connect.kinds.custom import import_fields

        return import_fields(self)

    def all_fields(self) -> tuple[Field, ...]:
        """Everything that a column can be mapped to."""
        return (*self.fields, *self.own_fields())

    def missing(self, mapped: Iterable[str]) -> str:
        """What must still be mapped, in words; "" when the mapping is enough."""
        raise NotImplementedError

    def key_of(self, record: Record, options: Options) -> str:
        """By what the record is recognised, in this file and in the database; "" when by nothing. Raises BadCell."""
        raise NotImplementedError

    def needed_with(self, options: Options) -> frozenset[str]:
        """Fields that a row cannot do without: also the one by which the member wants records recognised."""
        return self.needed | {options.match}

    def handle_of(self, verdict: Verdict) -> str:
        """By what a record that was brought is found again, whatever of its row is mended; "" where its own key serves."""
        return ""

    def handles(self, handles: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        """{handle: {field: cell}}: what a mended row must say so that it leads to the same record."""
        return {}

    def ways_of(self, record: Record, key: str, options: Options) -> Sequence[str]:
        """By what a record might be recognised besides its key, the key itself among them where it is one of these."""
        return ()

    def joined(self, shared: Iterable[tuple[str, str]]) -> Mapping[str, str]:
        """Which keys of a file give way to which, because ways that rows of both share say that they are about the same."""
        return {}

    def leads(self, keys: Sequence[str], context: Context) -> Mapping[str, int]:
        """Which customer keys lead to, of those that lead to one."""
        return {}

    def group_of(self, record: Record) -> str:
        """The key of what a row belongs to although it is bad itself; "" when it stands alone."""
        return ""

    def look_ahead(self, groups: Sequence[Verdict], context: Context) -> None:
        """Note in the ledger what must be known of all groups before anything is written."""

    def weigh(self, groups: Sequence[Verdict], context: Context) -> None:
        """Decide for each group what becomes of it."""
        raise NotImplementedError

    def write(self, verdicts: Sequence[Verdict], context: Context) -> None:
        """Write what was decided. A verdict may still turn out to fail."""
        raise NotImplementedError

    def like(self, record: Record, within: frozenset[int] | None) -> str:
        """Whom a record that would be added looks like, in words; "" where there is nobody, or nothing to compare."""
        return ""

    def count_alikes(self, groups: Sequence[Verdict], within: frozenset[int] | None) -> int:
        """How many of the records that would be added look like somebody who is known."""
        return 0

    def settle(self, party_ids: Sequence[int]) -> None:
        """Add up what follows from written records for these parties."""

    def title_of(self, record: Record) -> str:
        """What a record is called in a preview."""
        raise NotImplementedError

    def join(self, records: Sequence[Record]) -> Record:
        """One record from the rows that share a key: later cells win, lists are joined, blanks take nothing away."""
        if len(records) == 1:
            return records[0]
        joined: Record = {}
        for record in records:
            for key, value in record.items():
                known = joined.get(key)
                is_value = key == "birthday" or key.startswith("custom_")  # [slot, value]: one of them wins whole
                if isinstance(value, list) and isinstance(known, list) and not is_value:
                    joined[key] = known + [part for part in value if part not in known]
                else:
                    joined[key] = value
        return joined


def told_words(section: str) -> Any:
    """One section of words.toml."""
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))[section]


def settle(verdict: Verdict, mode: str, what_new: str, what_known: str) -> None:
    """Apply the mode to a group that was found or not found and whose changes are known."""
    if verdict.action == "fail":
        return
    if verdict.found is None:
        verdict.action = "create"
        if mode == Mode.UPDATE:
            verdict.skip(what_new)
    elif mode == Mode.CREATE:
        verdict.skip(what_known)
    elif verdict.changes:
        verdict.action = "update"
    else:
        verdict.skip(_("Nothing in it is new"))
        verdict.is_same = True
