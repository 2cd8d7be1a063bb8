"""A board: the records of a list in columns, one for each choice of a field, with what each column counts and adds up to."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count, Sum
from django.utils.safestring import SafeString

from perennial.kernel.money import Money
from perennial.records.choices import NONE, Operator, Type
from perennial.records.conditions import Is, joined
from perennial.records.fields import Field
from perennial.records.grouping import parts_of
from perennial.records.layouts.cards import cards_of
from perennial.records.layouts.places import can_move
from perennial.records.layouts.walking import records_after
from perennial.records.listing import COUNTED, count_of, fitting
from perennial.records.state import State
from perennial.records.summing import AT_ONCE, sums_of
from perennial.records.wanted import Wanted

IN_EACH = 12  # cards of a column at first; fewer where there are many columns
AT_FIRST = 100  # cards of a board
MORE = 30  # and with every step further
MOST_COLUMNS = 24


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """The records that hold one choice: `amounts` is None where there are too many to add up with every page."""

    key: str
    label: Any
    url: str  # the same records as a table
    count: int
    capped: bool
    amounts: Sequence[Any] | None
    cards: Sequence[SafeString]
    more: int | None  # the record after which there are more
    is_retired: bool = False  # of a choice that was removed: records stand there and leave, none comes


@dataclasses.dataclass(frozen=True, slots=True)
class Board:
    field: Field
    summed: Field | None
    columns: Sequence[Column]
    is_cut: bool  # there are more choices than columns

    @property
    def can_move(self) -> bool:
        """Whether records are moved by this field at all."""
        return can_move(self.field)

    @property
    def adds_up(self) -> bool:
        """Whether every column says its sum."""
        return all(column.amounts is not None for column in self.columns)


@dataclasses.dataclass(frozen=True, slots=True)
class _Tally:
    count: int
    amounts: Sequence[Any] | None


def board_of(state: State, field: Field, *, sums: bool = False) -> Board:
    """The board of what a list shows: two queries and one a column while no more than COUNTED records fit, three for each
    column beyond; and one for each field of a card that is kept elsewhere."""
    parts, retired = list(columns_asked(state, field)), retired_of(field)
    shown = parts[:MOST_COLUMNS]
    wanted = {key: _within(state, field, asked) for key, _label, asked in shown}
    tallies = _tallied(state, field, wanted, sums=sums)
    shown = [part for part in shown if part[0] not in retired or tallies[part[0]].count]
    most = max(4, min(IN_EACH, AT_FIRST // max(1, len(shown))))
    found = {
        key: records_after(each, None, most + 1, dense=tallies[key].count > COUNTED) if tallies[key].count else []
        for key, each in wanted.items()
    }
    drawn = iter(cards_of(state, field, ((key, record) for key, records in found.items() for record in records[:most])))
    columns = [
        Column(
            key,
            label,
            state.address(layout="", condition=wanted[key].condition),
            min(tallies[key].count, COUNTED),
            tallies[key].count > COUNTED,
            tallies[key].amounts,
            [next(drawn) for _ in found[key][:most]],
            found[key][most - 1].pk if len(found[key]) > most else None,
            key in retired,
        )
        for key, label, _asked in shown
    ]
    return Board(field, _summed(state), columns, len(parts) > MOST_COLUMNS)


def more_of(state: State, field: Field, key: str, after: int) -> tuple[list[SafeString], int | None]:
    """The next cards of a column, and the record after which there are more."""
    asked = next((asked for name, _label, asked in columns_asked(state, field) if name == key), None)
    if asked is None:
        return [], None
    wanted = _within(state, field, asked)
    records = records_after(wanted, after, MORE + 1, dense=count_of(wanted) > COUNTED)
    return list(cards_of(state, field, ((key, record) for record in records[:MORE]))), records[MORE - 1].pk if len(
        records
    ) > MORE else None


def column_url(state: State, field: Field, key: str) -> str:
    """The records of one column as a table."""
    asked = next((asked for name, _label, asked in columns_asked(state, field) if name == key), None)
    return state.address(layout="", condition=_within(state, field, asked).condition) if asked else state.address(layout="")


def columns_asked(state: State, field: Field) -> Iterator[tuple[str, Any, Is]]:
    """(key, label, what is asked) of every column: all choices, those that were removed last, or those that the list is
    filtered by."""
    only: set[str] | None = None
    for part in state.parts():
        if isinstance(part, Is) and part.field == field.key and part.operator == Operator.ANY_OF:
            only = set(part.value) if only is None else only & set(part.value)  # type: ignore[arg-type]
    retired = retired_of(field)
    for label, asked in sorted(parts_of(state.wanted, field), key=lambda part: key_of(part[1]) in retired):
        key = key_of(asked)
        if only is None or key in only:
            yield key, label, asked


def retired_of(field: Field) -> frozenset[str]:
    """The choices of a field that were removed and stay where they were chosen."""
    return field.retired() if field.retired else frozenset()


def key_of(asked: Is) -> str:
    """The word for a choice in addresses and forms."""
    match asked.value:
        case bool():
            return "yes" if asked.value else "no"
        case (key, *_others):
            return str(key)
    return NONE


def _within(state: State, field: Field, asked: Is) -> Wanted:
    """The records of one column. A filter by a field that holds one choice says nothing more within it; without, an index may
    serve the column and its order together."""
    plain = field.type in (Type.CHOICE, Type.YES_NO)
    rest = state.without(field.key) if plain else state.condition
    return dataclasses.replace(state.wanted, condition=joined(rest, asked))


def _tallied(state: State, field: Field, wanted: Mapping[str, Wanted], *, sums: bool) -> dict[str, _Tally]:
    if field.column and (sums or count_of(state.wanted) <= COUNTED):
        return _together(state, field, list(wanted))
    tallies, summed = {}, _summed(state)
    for key, each in wanted.items():
        count = count_of(each)
        total = sums_of(each, [summed], dense=count > COUNTED).totals[0] if summed and (sums or count <= AT_ONCE) else None
        tallies[key] = _Tally(count, total.amounts if total else None)
    return tallies


def _together(state: State, field: Field, keys: Sequence[str]) -> dict[str, _Tally]:
    """Every column counted and added up in one query over all records of the list."""
    summed = _summed(state)
    currency = [summed.currency] if summed and summed.currency else []
    total = {"added": Sum(summed.expression())} if summed else {}
    rows = fitting(state.wanted, dense=False).order_by().annotate(stands=field.expression())
    counts: dict[str, int] = dict.fromkeys(keys, 0)
    amounts: dict[str, list[Any]] = {key: [] for key in keys}
    for row in rows.values("stands", *currency).annotate(counted=Count("pk"), **total):
        key = _word(field, row["stands"])
        if key not in counts:
            continue
        counts[key] += row["counted"]
        if summed and row["added"] and (not currency or row[summed.currency]):
            amounts[key].append(Money(row["added"], row[summed.currency]) if currency else row["added"])
    return {key: _Tally(counts[key], _largest_first(amounts[key])) for key in keys}


def _largest_first(amounts: list[Any]) -> list[Any]:
    return sorted(amounts, key=lambda amount: -(amount.minor if isinstance(amount, Money) else amount))


def _word(field: Field, stored: Any) -> str:
    if stored is None or stored == "":
        return NONE
    if field.type == Type.YES_NO:
        return "yes" if stored else "no"
    return str(stored)


def _summed(state: State) -> Field | None:
    """What a column adds up: the first amount of money that the list sums."""
    return next((field for field in state.fields.values() if field.sums and field.type == Type.MONEY), None)
