"""What subscriptions' due days tell: the chance that each is renewed, how long it may go on, and the report card of that."""

import dataclasses
from collections.abc import Mapping
from typing import Any, Self

import numpy as np

from perennial.foresight.reporting import (
    BETTER,
    NO_BETTER,
    TOO_FEW_CAME,
    TOO_LITTLE,
    Pair,
    Point,
    Verdict,
    point_of,
)
from perennial.foresight.science import metrics
from perennial.foresight.science.backtesting import FEW_BUYERS, Decile, Judged, Way, judged_way
from perennial.foresight.science.histories import Floats, Mask, Whole
from perennial.foresight.science.renewals import LITTLE, MODEL, RATE, Dues, Renewing

HORIZON = 90
_GROUPS = 5


@dataclasses.dataclass(frozen=True, slots=True)
class RenewalCard:
    """Learnt from the due days until `as_of`, held against those of the `horizon` days after: the first of each subscription.
    `ways[0]` is the model, `ways[1]` the plain rate."""

    as_of: int
    horizon: int
    learnt_from: int
    renewals: Pair
    due: int
    verdict: Verdict
    ways: tuple[Judged, ...]
    points: tuple[Point, ...]

    def as_plain(self) -> dict[str, Any]:
        """As JSON takes it."""
        return dataclasses.asdict(self)

    @classmethod
    def of_plain(cls, told: Mapping[str, Any]) -> Self:
        """The card that was kept."""
        parts = dict(told)
        parts["renewals"], parts["verdict"] = Pair(**told["renewals"]), Verdict(**told["verdict"])
        parts["ways"] = tuple(Judged(**way) for way in told["ways"])
        parts["points"] = tuple(Point(**point) for point in told["points"])
        return cls(**parts)


def renewal_card(dues: Dues, as_of: int, horizon: int = HORIZON) -> RenewalCard:
    """Learn from what was due until a day, and judge by what was due in the days after."""
    past = dues.take(dues.day <= as_of)
    after = _first_of_each(dues.take((dues.day > as_of) & (dues.day <= as_of + horizon)))
    learnt = Renewing.fit(past)
    chance, plain = learnt.chance(after.every, after.before), learnt.plain(after.every, after.before)
    renewed, none = after.renewed.astype(np.float64), np.zeros(len(after))
    losses = metrics.losses(chance, after.renewed)
    ways = tuple(judged_way(Way(name, said), renewed, none, losses) for name, said in ((MODEL, chance), (RATE, plain)))
    return RenewalCard(
        as_of=as_of,
        horizon=horizon,
        learnt_from=len(past),
        renewals=Pair(float(chance.sum()), float(renewed.sum())),
        due=len(after),
        verdict=_verdict(ways, learnt, past, after.renewed),
        ways=ways,
        points=tuple(_points(chance, after.renewed)),
    )


def _first_of_each(dues: Dues) -> Dues:
    """One due day a subscription: the others follow from it."""
    _rows, first = np.unique(dues.row, return_index=True)
    which = np.zeros(len(dues), bool)
    which[first] = True
    return dues.take(which)


def _verdict(ways: tuple[Judged, ...], learnt: Renewing, past: Dues, renewed: Mask) -> Verdict:
    """The model is used where its chances were better than the plain rate by more than a standard error."""
    plain = ways[1]
    figures = (RATE, plain.behind, plain.behind_error)
    if len(past) < LITTLE or not learnt.models:
        return Verdict(False, TOO_LITTLE, *figures)
    if min(renewed.sum(), (~renewed).sum()) < FEW_BUYERS:
        return Verdict(False, TOO_FEW_CAME, *figures)
    better = plain.behind is not None and plain.behind_error is not None and plain.behind > plain.behind_error
    return Verdict(True, BETTER, *figures) if better else Verdict(False, NO_BETTER, *figures)


def _points(chance: Floats, renewed: Mask) -> list[Point]:
    return [
        point_of(Decile(len(part), float(chance[part].sum()), int(renewed[part].sum()), 0.0, 0.0, 0.0, 0.0))
        for part in metrics.groups(chance, _GROUPS)
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class Outlook:
    """Of subscriptions that go on: the chance that the next due day is renewed, how many renewals are to be expected within two
    years, of how many, and the plain rate beside."""

    chance: Floats
    expected: Floats
    within: Whole
    plain: Floats


YEARS = 2


def outlook(learnt: Renewing, every: Whole, before: Floats, *, use_model: bool) -> Outlook:
    """By the model, or by the plain rate where that is as good."""
    plain = learnt.plain(every, before)
    within = np.maximum(YEARS * 12 // every, 1)
    if not use_model:
        expected = plain * (1 - plain**within) / np.maximum(1 - plain, 1e-9)
        return Outlook(plain, expected, within, plain)
    expected = np.empty(len(before))
    for one in np.unique(every).tolist():
        which = every == one
        model = learnt.models.get(one)
        rate = plain[which]
        expected[which] = (
            model.expected(before[which], within[which])
            if model
            else rate * (1 - rate ** within[which]) / np.maximum(1 - rate, 1e-9)
        )
    return Outlook(learnt.chance(every, before), expected, within, plain)
