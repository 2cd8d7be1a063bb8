"""Columns of very many records, set in a fixed number of statements and set back, leaving what the single action leaves."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import models
from django.db.models import F

from perennial.kernel import clock
from perennial.kernel.bulk import bulk_update
from perennial.records.bulk.acts import Held, Left, Many, Outcome, Round, changed_since
from perennial.records.rows import as_column, as_plain
from perennial.team.deeds import record_deeds
from perennial.team.models import Member

Values = tuple[Any, ...]
_FEW = 20  # so many different values are written with a statement each; more, row by row


class Moved(NamedTuple):
    """A record, what its columns held and what they hold now."""

    one: Held
    before: Values
    after: Values


def _nothing(*_told: Any) -> None:
    """Nothing is checked, nothing follows."""


def _open(_one: Held) -> str:
    return ""


def _all_fit(_turn: Round, _values: set[Any]) -> Mapping[Any, str]:
    return {}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Columns:
    """Some columns that are set together (most often one). They come first among what is held, then those named in `also`.

    `check(round, value)` raises Halt for a value that nobody may hold. `closed(one)` says why a record cannot be changed, ""
    when it can. `aim(one, value)` gives each record a value of its own. `unfit(round, firsts)` says of values that would be set
    back why they cannot be. `follow(round, moved)` does what follows in both directions, `tell(round, moved, value)` what
    follows from the change alone. `logged` are the names in the history, `words(moved)` the values as it holds them.
    """

    model: type[models.Model]
    names: tuple[str, ...]
    deed: str
    also: tuple[str, ...] = ()
    logged: tuple[str, ...] = ()
    check: Callable[[Round, Any], None] = _nothing
    closed: Callable[[Held], str] = _open
    aim: Callable[[Held, Any], Values] | None = None
    unfit: Callable[[Round, set[Any]], Mapping[Any, str]] = _all_fit
    follow: Callable[[Round, Sequence[Moved]], None] = _nothing
    tell: Callable[[Round, Sequence[Moved], Any], None] = _nothing
    words: Callable[[Sequence[Moved]], Sequence[Moved]] = lambda moved: moved

    @property
    def needs(self) -> tuple[str, ...]:
        """The columns that have to be held."""
        return (*self.names, *self.also)

    def change(self, turn: Round, held: Sequence[Held], value: Any) -> Outcome:
        """Set them; who holds the value already is in neither part of the outcome."""
        self.check(turn, value)
        able, left = self._able(held)
        aimed = [Moved(one, self._now(one), self._aim(one, value)) for one in able]
        moved = [each for each in aimed if each.before != each.after]
        self._write(turn, moved)
        self.tell(turn, moved, value)
        return Outcome([(each.one.pk, self._kept(each)) for each in moved], left)

    def take_back(self, turn: Round, held: Sequence[Held], before: Mapping[int, Any], value: Any) -> Outcome:
        """Set those back that still hold what they were given."""
        able, left = self._able(held)
        moved: list[Moved] = []
        for one in able:
            was, became = self._remembered(before[one.pk], value)
            if self._now(one) == became:
                moved.append(Moved(one, became, was))
            else:
                left.append(Left(one.pk, one.name, changed_since()))
        why = self.unfit(turn, {each.after[0] for each in moved})
        left += [Left(each.one.pk, each.one.name, why[each.after[0]]) for each in moved if each.after[0] in why]
        moved = [each for each in moved if each.after[0] not in why]
        self._write(turn, moved)
        return Outcome([(each.one.pk, None) for each in moved], left)

    def _able(self, held: Sequence[Held]) -> tuple[list[Held], list[Left]]:
        whys = [(one, self.closed(one)) for one in held]
        return [one for one, why in whys if not why], [Left(one.pk, one.name, why) for one, why in whys if why]

    def _now(self, one: Held) -> Values:
        return one.values[: len(self.names)]

    def _aim(self, one: Held, value: Any) -> Values:
        return self.aim(one, value) if self.aim else self._read(value)

    def _kept(self, each: Moved) -> Any:
        """What is remembered, as plain JSON: with what it became where that is each record's own."""
        return [self._plain(each.before), self._plain(each.after)] if self.aim else self._plain(each.before)

    def _remembered(self, kept: Any, value: Any) -> tuple[Values, Values]:
        return (self._read(kept[0]), self._read(kept[1])) if self.aim else (self._read(kept), self._read(value))

    def _plain(self, values: Values) -> Any:
        told = [as_plain(value) for value in values]
        return told[0] if len(told) == 1 else told

    def _read(self, kept: Any) -> Values:
        told = [kept] if len(self.names) == 1 else kept
        return tuple(as_column(self.model, name, value) for name, value in zip(self.names, told, strict=True))

    def _write(self, turn: Round, moved: Sequence[Moved]) -> None:
        set_each(self.model, self.names, [(each.one.pk, each.after) for each in moved])
        names = self.logged or self.names
        told = (
            (one.pk, one.name, {name: (was, now) for name, was, now in zip(names, before, after, strict=False) if was != now})
            for one, before, after in self.words(moved)
        )
        record_deeds(self.deed, told, model=self.model, by=turn.by, part_of=turn.bulk_id)
        self.follow(turn, moved)


def setting(columns: Columns, **how: Any) -> Many:
    """How these columns are set for many; `how` is the rest of what `Many` says."""
    return Many(change=columns.change, take_back=columns.take_back, needs=columns.needs, **how)


def naming_members(moved: Sequence[Moved]) -> Sequence[Moved]:
    """Members by their names, where the first column leads to one; one query."""
    known = Member.objects.in_bulk({pk for each in moved for pk in (each.before[0], each.after[0]) if pk})
    return [Moved(one, (known.get(before[0]),), (known.get(after[0]),)) for one, before, after in moved]


def set_each(model: type[models.Model], names: Sequence[str], rows: Sequence[tuple[int, Values]]) -> None:
    """Write values into columns, and count each record's version on: one statement for each value where they are few."""
    by_values: dict[Values, list[int]] = {}
    for pk, values in rows:
        by_values.setdefault(values, []).append(pk)
    if len(by_values) <= _FEW:
        for values, ids in by_values.items():
            touch(model, ids, **dict(zip(names, values, strict=True)))
        return
    bulk_update(model, ("id", *names), ((pk, *values) for pk, values in rows))
    touch(model, [pk for pk, _values in rows])


def touch(model: type[models.Model], ids: Iterable[int], **values: Any) -> None:
    """Set columns of records to the same values, and count their versions on."""
    if any(field.name == "updated_at" for field in model._meta.concrete_fields):
        values["updated_at"] = clock.now()
    model._base_manager.filter(pk__in=list(ids)).update(version=F("version") + 1, **values)
