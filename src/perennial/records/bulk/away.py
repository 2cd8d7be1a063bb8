"""Deleting very many records at once and restoring them: where a bin keeps them, and where they stay in their table, marked."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.records.bins import Bin, Returned, Row, bring_back, put_away
from perennial.records.bulk.acts import Held, Left, Many, Outcome, Round, changed_since
from perennial.records.custom.values import taken_since
from perennial.team.deeds import record_deeds


def deleting(
    into: Bin,
    *,
    may: Callable[[Any], bool],
    deleted: str,
    restored: str,
    follow: Callable[[Collection[Row]], object] = len,
) -> Many:
    """How many records are put away into a bin and brought back; `deleted` and `restored` are the deeds, `follow` is told the
    records that came or went. One whose place another one has taken since stays away."""

    def change(turn: Round, held: Sequence[Held], value: Any) -> Outcome:
        follow(put_away(into, [one.pk for one in held], by=turn.by))
        _tell(turn, deleted, into.model, held)
        return Outcome([(one.pk, None) for one in held])

    def take_back(turn: Round, held: Sequence[Held], before: Mapping[int, Any], value: Any) -> Outcome:
        back, stayed = _bring_back(into, [one.pk for one in held], turn.by)
        follow(back)
        sound = [one for one in held if one.pk not in stayed]
        _tell(turn, restored, into.model, sound)
        left = [Left(one.pk, one.name, stayed[one.pk]) for one in held if one.pk in stayed]
        return Outcome([(one.pk, None) for one in sound], left)

    return Many(change=change, take_back=take_back, may=may, comes_back=True)


def _bring_back(into: Bin, ids: Sequence[int], by: Any) -> Returned:
    """Bring them back. What somebody takes in this very moment shows only as it is written: then each half is tried again, down
    to the record whose place it was, and the rest comes back."""
    try:
        with transaction.atomic():
            return bring_back(into, ids, by=by)
    except IntegrityError:
        if len(ids) == 1:
            return Returned([], {ids[0]: _("Another one has taken its place in this very moment")})
    middle = len(ids) // 2
    first, second = _bring_back(into, ids[:middle], by), _bring_back(into, ids[middle:], by)
    return Returned(first.rows + second.rows, first.stayed | second.stayed)


def marking(model: type[models.Model], *, may: Callable[[Any], bool], holder: str, deleted: str, restored: str) -> Many:
    """How many records with a `deleted_at` are deleted and restored. One that was restored and deleted again is left, and one
    with a value that must be unique and that somebody took since."""

    def change(turn: Round, held: Sequence[Held], value: Any) -> Outcome:
        now = clock.now()
        mark(held, deleted_at=now, deleted_by=turn.by.pk)
        _tell(turn, deleted, model, held)
        return Outcome([(one.pk, now.isoformat()) for one in held])

    def take_back(turn: Round, held: Sequence[Held], before: Mapping[int, Any], value: Any) -> Outcome:
        sound = [one for one in held if one.values[0] == dt.datetime.fromisoformat(before[one.pk])]
        then = {one.pk for one in sound}
        left = [Left(one.pk, one.name, changed_since()) for one in held if one.pk not in then]
        taken = taken_since(holder, ((one.pk, one.values[1]) for one in sound), turn.by)
        left += [Left(one.pk, one.name, taken[one.pk]) for one in sound if one.pk in taken]
        sound = [one for one in sound if one.pk not in taken]
        mark(sound, deleted_at=None, deleted_by=None)
        _tell(turn, restored, model, sound)
        return Outcome([(one.pk, None) for one in sound], left)

    def mark(held: Sequence[Held], **values: Any) -> None:
        model._base_manager.filter(pk__in=[one.pk for one in held]).update(version=F("version") + 1, **values)

    return Many(change=change, take_back=take_back, may=may, needs=("deleted_at", "custom"), comes_back=True)


def _tell(turn: Round, deed: str, model: type[models.Model], held: Sequence[Held]) -> None:
    record_deeds(deed, ((one.pk, one.name, {}) for one in held), model=model, by=turn.by, part_of=turn.bulk_id)
