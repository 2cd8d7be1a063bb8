"""Measures and how they are compared: the one place that both the rows of one customer and core SQL go by.

A measure is a fraction of whole numbers, so that no engine has to divide: the average gap of 3 orders over 40 days is at most
20 if 40 <= 20 × 2. Below `fewest` happenings it is unknown, and whatever is asked of it is not so.
"""

import dataclasses
import datetime as dt
import operator
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR

from perennial.audiences.choices import OF_NOTHING, SIGNS, Measure
from perennial.audiences.tree import Did
from perennial.kernel.money import precision
from perennial.records.happenings import Facts, happenings
from perennial.team.models import Workspace

EPOCH = dt.date(1970, 1, 1)
_COMPARED: dict[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "=": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
}


@dataclasses.dataclass(frozen=True, slots=True)
class Tally:
    """What happened to one customer: how often, the sum of its amounts and quantities, the first and last day (since 1970)."""

    count: int = 0
    total: int = 0
    quantity: int = 0
    first: int = 0
    last: int = 0


NOTHING = Tally()


@dataclasses.dataclass(frozen=True, slots=True)
class Comparing:
    """A measure compared with a number: `top` <sign> `number` × `bottom`, known from `fewest` happenings on. `never`: no whole
    number can be it."""

    measure: Measure
    sign: str
    number: int
    fewest: int
    never: bool = False

    def holds(self, tally: Tally, today: int) -> bool:
        """Whether it is so of what was found."""
        if self.never or tally.count < self.fewest:
            return False
        top, bottom = sides(self.measure, tally, today)
        return _COMPARED[self.sign](top, self.number * bottom)

    @property
    def holds_for_none(self) -> bool:
        """Whether it is so where nothing happened."""
        return self.holds(NOTHING, 0)


def facts_of(did: Did) -> Facts:
    """How what is asked is kept. Raises LookupError where nobody offers it any more."""
    happening = happenings.get(did.happening)
    facts = happening.knowing([part.field for part in did.where]) if happening else None
    if facts is None:
        raise LookupError(did.happening)
    return facts


def comparing(did: Did) -> Comparing:
    """How a leaf compares."""
    number, sign = did.value, SIGNS[did.operator]
    if did.measure in (Measure.SUM, Measure.AVERAGE):
        number = number.scaleb(precision(currency_of(did)))  # exact: an amount between two cents is none, and none is too large
    elif did.measure == Measure.QUANTITY:
        number *= facts_of(did).scale
    fewest = 0 if did.measure in OF_NOTHING else 2 if did.measure == Measure.AVERAGE_GAP_DAYS else 1
    up = sign in (">=", "<")
    whole = int(number.to_integral_value(ROUND_CEILING if up else ROUND_FLOOR))
    return Comparing(did.measure, sign, whole, fewest, never=sign == "=" and whole != number)


def currency_of(did: Did) -> str:
    """Of amounts: sums of different money make no sense."""
    return did.currency or Workspace.current().currency


def sides(measure: Measure, tally: Tally, today: int) -> tuple[int, int]:
    """The measure as a fraction: above, below."""
    match measure:
        case Measure.COUNT:
            return tally.count, 1
        case Measure.SUM:
            return tally.total, 1
        case Measure.AVERAGE:
            return tally.total, tally.count
        case Measure.QUANTITY:
            return tally.quantity, 1
        case Measure.AVERAGE_GAP_DAYS:
            return tally.last - tally.first, tally.count - 1
        case Measure.DAYS_SINCE_FIRST:
            return today - tally.first, 1
    return today - tally.last, 1


def number_of(day: dt.date) -> int:
    """A day as the lake counts it."""
    return (day - EPOCH).days


def day_of(number: int) -> dt.date:
    """The day that the lake counts so."""
    return EPOCH + dt.timedelta(days=number)
