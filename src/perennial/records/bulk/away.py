"""Deleting very many records at once and restoring them, where a bin keeps them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from perennial.records.bins import Bin, Row, bring_back, put_away
from perennial.records.bulk.acts import Held, Left, Many, Outcome, Round
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
        tell(turn, deleted, held)
        return Outcome([(one.pk, None) for one in held])

    def take_back(turn: Round, held: Sequence[Held], before: Mapping[int, Any], value: Any) -> Outcome:
        back, stayed = bring_back(into, [one.pk for one in held], by=turn.by)
        follow(back)
        sound = [one for one in held if one.pk not in stayed]
        tell(turn, restored, sound)
        left = [Left(one.pk, one.name, stayed[one.pk]) for one in held if one.pk in stayed]
        return Outcome([(one.pk, None) for one in sound], left)

    def tell(turn: Round, deed: str, held: Sequence[Held]) -> None:
        record_deeds(deed, ((one.pk, one.name, {}) for one in held), model=into.model, by=turn.by, part_of=turn.bulk_id)

    return Many(change=change, take_back=take_back, may=may, comes_back=True)
