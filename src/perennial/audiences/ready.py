"""Ready-made audiences: what most businesses want to know, with the numbers of this one.

Each is an ordinary condition that can be changed once it is kept.
"""

import dataclasses
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.kernel.manifests import Label
from perennial.kernel.money import precision
from perennial.purchases.models import PurchaseSummary
from perennial.team.models import Workspace

SAMPLE = 20_000
FEW = 12  # customers with orders: with fewer than that their thirds mean nothing, and round numbers are better
Json = dict[str, Any]


class Habits:
    """How the customers of this business buy: of a sample the days since the last order, how often, and for how much."""

    @cached_property
    def rows(self) -> "np.ndarray[Any, Any]":
        buyers = PurchaseSummary.objects.filter(last_order_at__isnull=False, orders__gte=1)
        newest = buyers.order_by("-party_id").values_list("last_order_at", "orders", "value_minor")[:SAMPLE]
        now = clock.now()
        rows = [((now - last).days, orders, value) for last, orders, value in newest if last]
        return np.array(rows, dtype=np.float64).reshape(-1, 3)

    def _at(self, column: int, share: float, otherwise: float) -> float:
        return float(np.quantile(self.rows[:, column], share)) if len(self.rows) >= FEW else otherwise

    def days(self, share: float, otherwise: int) -> int:
        """So many days ago at most was the last order of this share of them."""
        return max(1, round(self._at(0, share, otherwise)))

    def often(self, share: float, otherwise: int) -> int:
        """At most so many orders has this share of them; at least two, because once is no habit."""
        return max(2, round(self._at(1, share, otherwise)))

    def amount(self, share: float, otherwise: int) -> int:
        """At most so much this share of them bought for, in whole units of the business's currency, rounded as people do."""
        minor = self._at(2, share, otherwise * 100)
        whole = minor / 10 ** precision(Workspace.current().currency)
        step = 10 ** max(0, len(str(int(whole))) - 2)
        return max(1, int(round(whole / step) * step))


@dataclasses.dataclass(frozen=True, kw_only=True)
class Pattern:
    """A ready-made audience: `condition(habits)` is the JSON of its tree."""

    key: str
    label: Label
    text: Label
    icon: str
    condition: Callable[[Habits], Json]
    part: str = "life"


def bought(measure: str, operator: str, value: int, **more: Any) -> Json:
    """What is asked of what somebody bought."""
    return {"did": "bought", "measure": measure, "operator": operator, "value": value, **more}


def _silent(days: int) -> Json:
    return bought("days_since_last", "more-than", days)


def _lately(days: int) -> Json:
    return bought("days_since_last", "at-most", days)


def _stage(*stages: str) -> Json:
    return {"field": "stage", "operator": "any_of", "value": list(stages)}


PATTERNS: Sequence[Pattern] = (
    Pattern(
        key="new",
        label=_("New"),
        text=_("Bought for the first time in the last month: the weeks in which a second order is won."),
        icon="sprout",
        condition=lambda habits: bought("days_since_first", "at-most", 30),
    ),
    Pattern(
        key="loyal",
        label=_("Loyal"),
        text=_("Come back again and again, and still do."),
        icon="heart",
        condition=lambda habits: {"all": [bought("count", "at-least", habits.often(0.8, 4)), _lately(habits.days(0.67, 90))]},
    ),
    Pattern(
        key="vip",
        label=_("VIP"),
        text=_("The tenth who bought for most."),
        icon="crown",
        condition=lambda habits: {"field": "value", "operator": "from", "value": habits.amount(0.9, 500)},
    ),
    Pattern(
        key="at-risk",
        label=_("At risk"),
        text=_("Silent for longer than their own rhythm explains."),
        icon="trending-down",
        condition=lambda habits: _stage("at_risk"),
    ),
    Pattern(
        key="lapsed",
        label=_("Lapsed"),
        text=_("Gone by their own rhythm, and not yet for good."),
        icon="moon",
        condition=lambda habits: _stage("lapsed", "lost"),
    ),
    Pattern(
        key="one-time",
        label=_("One-time buyers"),
        text=_("Bought once, some time ago, and never again."),
        icon="circle-dot",
        condition=lambda habits: {"all": [bought("count", "is", 1), _silent(habits.days(0.5, 60))]},
    ),
    Pattern(
        key="big-silent",
        label=_("Big and silent"),
        text=_("Bought for much; nobody has heard of them, nor they of us, for a while."),
        icon="volume-x",
        condition=lambda habits: {
            "all": [
                {"field": "value", "operator": "from", "value": habits.amount(0.8, 300)},
                _silent(60),
                {"did": "touched", "within": "last-60-days", "measure": "count", "operator": "at-most", "value": 0},
            ]
        },
    ),
    Pattern(
        key="birthdays",
        label=_("Birthdays next month"),
        text=_("Time to prepare something."),
        icon="cake",
        condition=lambda habits: {"field": "birthday", "operator": "is", "value": "coming-month"},
    ),
    Pattern(
        key="champions",
        label=_("Champions"),
        text=_("Bought lately, often and for much."),
        icon="trophy",
        part="rfm",
        condition=lambda habits: {"all": [_recent(habits), _frequent(habits), _big(habits)]},
    ),
    Pattern(
        key="steady",
        label=_("Steady"),
        text=_("Bought lately and often, in smaller amounts."),
        icon="repeat",
        part="rfm",
        condition=lambda habits: {"all": [_recent(habits), _frequent(habits), {"not": _big(habits)}]},
    ),
    Pattern(
        key="promising",
        label=_("Promising"),
        text=_("Bought lately, not often yet."),
        icon="leaf",
        part="rfm",
        condition=lambda habits: {"all": [_recent(habits), {"not": _frequent(habits)}]},
    ),
    Pattern(
        key="slipping",
        label=_("Slipping"),
        text=_("Neither lately nor long ago: the third in the middle."),
        icon="hourglass",
        part="rfm",
        condition=lambda habits: {"all": [_silent(habits.days(0.33, 30)), _lately(_long(habits))]},
    ),
    Pattern(
        key="not-to-lose",
        label=_("Not to be lost"),
        text=_("Bought often, but not for a long time."),
        icon="life-buoy",
        part="rfm",
        condition=lambda habits: {"all": [_silent(_long(habits)), _frequent(habits)]},
    ),
    Pattern(
        key="asleep",
        label=_("Asleep"),
        text=_("Bought seldom, and not for a long time."),
        icon="bed",
        part="rfm",
        condition=lambda habits: {"all": [_silent(_long(habits)), {"not": _frequent(habits)}]},
    ),
)


def _recent(habits: Habits) -> Json:
    return _lately(habits.days(0.33, 30))


def _long(habits: Habits) -> int:
    return max(habits.days(0.67, 90), habits.days(0.33, 30) + 1)


def _frequent(habits: Habits) -> Json:
    return bought("count", "at-least", habits.often(0.67, 3))


def _big(habits: Habits) -> Json:
    return {"field": "value", "operator": "from", "value": habits.amount(0.67, 200)}


def pattern_named(key: str) -> Pattern | None:
    """The ready-made audience with this key."""
    return next((pattern for pattern in PATTERNS if pattern.key == key), None)
