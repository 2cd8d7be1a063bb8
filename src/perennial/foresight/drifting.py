"""Holding what was told of customers against what came of it, month by month."""

import dataclasses
from collections.abc import Mapping
from typing import Any, Self

import numpy as np

from perennial.foresight.reporting import FAR_OFF, Pair, Point
from perennial.foresight.science import metrics
from perennial.foresight.science.backtesting import FEW_BUYERS
from perennial.foresight.science.histories import Floats, Log, Whole


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    """What was told of customers, one entry each: the day, and for the days after it the chance of any order, how many, for how
    much. `customer` is as in the log."""

    customer: Whole
    as_of: Whole
    chance: Floats
    orders: Floats
    value: Floats


@dataclasses.dataclass(frozen=True, slots=True)
class Drift:
    """How what was told in a month (year × 12 + month − 1) came true. `skill` is how much smaller the log loss was than that
    of giving everybody the share that came: 1 is perfect, 0 or less is none."""

    month: int
    customers: int
    buyers: Pair
    orders: Pair
    value: Pair
    auc: float | None
    log_loss: float | None
    skill: float | None
    points: tuple[Point, ...]

    @property
    def is_far_off(self) -> bool:
        """Whether the sum of orders missed by so much that a warning is due."""
        off = self.orders.bias
        return off is not None and self.orders.came >= FEW_BUYERS and abs(off) > FAR_OFF

    @property
    def has_no_skill(self) -> bool:
        """Whether knowing only how many come would have been as good."""
        return self.skill is not None and self.skill <= 0

    def as_plain(self) -> dict[str, Any]:
        """As JSON takes it."""
        return dataclasses.asdict(self)

    @classmethod
    def of_plain(cls, told: Mapping[str, Any]) -> Self:
        """What was kept."""
        sums = {name: Pair(**told[name]) for name in ("buyers", "orders", "value")}
        return cls(**{**told, **sums, "points": tuple(Point(**point) for point in told["points"])})


def drift(kept: Kept, log: Log, month: int, horizon: int) -> Drift:
    """Hold what was told against a log that reaches beyond its horizon."""
    orders, value = _came(kept, log, horizon)
    bought = orders > 0
    loss = skill = None
    few = min(int(bought.sum()), int((~bought).sum()))
    if len(bought):
        loss = metrics.log_loss(kept.chance, bought)
    if loss is not None and few >= FEW_BUYERS:
        skill = 1 - loss / metrics.log_loss(np.full(len(bought), bought.mean()), bought)
    return Drift(
        month=month,
        customers=len(bought),
        buyers=Pair(float(kept.chance.sum()), float(bought.sum())),
        orders=Pair(float(kept.orders.sum()), float(orders.sum())),
        value=Pair(float(kept.value.sum()), float(value.sum())),
        auc=metrics.auc(kept.chance, bought) if few else None,
        log_loss=loss,
        skill=skill,
        points=tuple(_point(kept.chance[part], bought[part]) for part in metrics.groups(kept.chance)),
    )


def _came(kept: Kept, log: Log, horizon: int) -> tuple[Floats, Floats]:
    """How often each of them bought in the days after they were told of, and for how much."""
    order = np.argsort(kept.customer, kind="stable")
    place = np.searchsorted(kept.customer[order], log.customer)
    inside = place < len(order)
    inside[inside] = kept.customer[order][place[inside]] == log.customer[inside]
    whose = order[place[inside]]
    after = log.day[inside] - kept.as_of[whose]
    within = (after > 0) & (after <= horizon)
    many = len(kept.customer)
    counts = np.bincount(whose[within], minlength=many).astype(np.float64)
    return counts, np.bincount(whose[within], weights=log.value[inside][within], minlength=many).astype(np.float64)


def _point(chance: Floats, bought: Any) -> Point:
    share = metrics.wilson(float(bought.sum()), len(chance))
    return Point(len(chance), float(chance.mean()), share.value, share.low, share.high)
