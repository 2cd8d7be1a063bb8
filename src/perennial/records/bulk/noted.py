"""A state that has a row of its own beside its record (that it ended, was cancelled), put on very many records and lifted."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import models

from perennial.kernel import clock
from perennial.kernel.bulk import bulk_delete, bulk_write
from perennial.kernel.ids import new_ids
from perennial.records.bulk.acts import Held, Left, Many, Outcome, Round, changed_since
from perennial.records.bulk.columns import set_each
from perennial.records.rows import as_column, as_plain
from perennial.team.deeds import record_deeds

Note = dict[str, Any]  # the columns of such a row
Noting = tuple[Held, Note]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Noted:
    """While a record has a `note` (which leads to it by `link`), its `column` is `on`; it comes first among what is held.

    `fresh(one, value)` is what a new note says besides who and when; `off(note)` what the column is once the note is gone.
    `put_deed(note)` and `lift_deed` are how the log calls both, `told(one, note)` the changes that it holds of putting it on.
    `closed(one)` says why a record cannot get one, "" when it can; `follow(ids)` is what follows from both."""

    model: type[models.Model]
    note: type[models.Model]
    link: str
    column: str
    on: Any
    fresh: Callable[[Held, Any], Note]
    off: Callable[[Note], Any]
    put_deed: Callable[[Note], str]
    lift_deed: str
    told: Callable[[Note], Mapping[str, tuple[Any, Any]]]
    also: tuple[str, ...] = ()
    closed: Callable[[Held], str] = lambda _one: ""
    follow: Callable[[Sequence[int]], object] = len

    def putting(self, **how: Any) -> Many:
        """Putting it on, and off again; `how` is the rest of what `Many` says."""
        return Many(change=self._put_on, take_back=self._take_off, needs=(self.column, *self.also), **how)

    def lifting(self, **how: Any) -> Many:
        """Lifting it, and putting it back."""
        return Many(change=self._lift, take_back=self._put_back, needs=(self.column, *self.also), **how)

    def _put_on(self, turn: Round, held: Sequence[Held], value: Any) -> Outcome:
        able, left = self._able([one for one in held if one.values[0] != self.on])
        same = {"by_id": turn.by.pk, "at": clock.now()}
        ids = new_ids(len(able) or 1)
        noting = [(one, {"id": pk, **same, **self.fresh(one, value)}) for one, pk in zip(able, ids, strict=False)]
        self._write(turn, noting)
        return Outcome([(one.pk, note["id"]) for one, note in noting], left)

    def _take_off(self, turn: Round, held: Sequence[Held], before: Mapping[int, Any], value: Any) -> Outcome:
        notes = self._notes(held)
        sound = [(one, notes[one.pk]) for one in held if one.pk in notes and notes[one.pk]["id"] == before[one.pk]]
        self._remove(turn, sound)
        return Outcome([(one.pk, None) for one, _note in sound], _others(held, sound))

    def _lift(self, turn: Round, held: Sequence[Held], value: Any) -> Outcome:
        notes = self._notes(held)
        noting = [(one, notes[one.pk]) for one in held if one.pk in notes]
        self._remove(turn, noting)
        return Outcome([(one.pk, {name: as_plain(told) for name, told in note.items()}) for one, note in noting])

    def _put_back(self, turn: Round, held: Sequence[Held], before: Mapping[int, Any], value: Any) -> Outcome:
        able, left = self._able(held)
        told = [(one, {name: as_column(self.note, name, it) for name, it in before[one.pk].items()}) for one in able]
        sound = [(one, note) for one, note in told if one.values[0] == self.off(note)]
        self._write(turn, sound)
        return Outcome([(one.pk, None) for one, _note in sound], left + _others(able, sound))

    def _able(self, held: Sequence[Held]) -> tuple[list[Held], list[Left]]:
        whys = [(one, self.closed(one)) for one in held]
        return [one for one, why in whys if not why], [Left(one.pk, one.name, why) for one, why in whys if why]

    def _notes(self, held: Sequence[Held]) -> dict[int, Note]:
        names = [field.attname for field in self.note._meta.concrete_fields]
        found = self.note._base_manager.filter(**{f"{self.link}__in": [one.pk for one in held]}).values(*names)
        return {note.pop(f"{self.link}_id"): note for note in found}

    def _write(self, turn: Round, noting: Sequence[Noting]) -> None:
        names = [field.attname for field in self.note._meta.concrete_fields if field.name != self.link]
        rows = ((one.pk, *(note[name] for name in names)) for one, note in noting)
        bulk_write(self.note, (f"{self.link}_id", *names), rows)
        set_each(self.model, [self.column], [(one.pk, (self.on,)) for one, _note in noting])
        self._tell(turn, ((self.put_deed(note), one, self.told(note)) for one, note in noting))
        self.follow([one.pk for one, _note in noting])

    def _remove(self, turn: Round, noting: Sequence[Noting]) -> None:
        bulk_delete(self.note, "id", [note["id"] for _one, note in noting])
        set_each(self.model, [self.column], [(one.pk, (self.off(note),)) for one, note in noting])
        turned = ((one, {name: (now, was) for name, (was, now) in self.told(note).items()}) for one, note in noting)
        self._tell(turn, ((self.lift_deed, one, changes) for one, changes in turned))
        self.follow([one.pk for one, _note in noting])

    def _tell(self, turn: Round, told: Iterable[tuple[str, Held, Mapping[str, tuple[Any, Any]]]]) -> None:
        by_deed: dict[str, list[tuple[int, str, Mapping[str, tuple[Any, Any]]]]] = {}
        for deed, one, changes in told:
            by_deed.setdefault(deed, []).append((one.pk, one.name, changes))
        for deed, rows in by_deed.items():
            record_deeds(deed, rows, model=self.model, by=turn.by, part_of=turn.bulk_id)


def _others(held: Sequence[Held], sound: Sequence[Noting]) -> list[Left]:
    fine = {one.pk for one, _note in sound}
    return [Left(one.pk, one.name, changed_since()) for one in held if one.pk not in fine]
