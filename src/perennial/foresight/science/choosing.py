"""Which way of suggesting is best in this shop: each is asked at a date in the past, and what customers then bought decides."""

import dataclasses
from typing import Any, Self

import numpy as np
import scipy

from perennial.foresight.science.baskets import DECAY, Baskets, Matrix, again, recall
from perennial.foresight.science.companions import WAYS, Companions, Way

DECAYS = (DECAY, 0.8, 0.95, 0.98)
AT_ONCE = 10  # suggestions that are judged
_ASKED = 5_000  # customers
_FEW = 100  # judged customers: fewer decide nothing
_LONGEST = 90  # days that are held out, at most a fifth of all


@dataclasses.dataclass(frozen=True, slots=True)
class Tried:
    """What is used, and how it did in the days after `as_of`: `found_again` is the share of the next basket that was among ten
    products; `found_new`, by way, the share of what somebody bought for the first time. None where too few could be judged."""

    way: Way
    decay: float
    as_of: int
    days: int
    judged_again: int
    judged_new: int
    found_again: float | None
    found_new: dict[str, float]

    def as_plain(self) -> dict[str, Any]:
        """As JSON takes it."""
        return dataclasses.asdict(self)

    @classmethod
    def from_plain(cls, told: dict[str, Any]) -> Self:
        """What `as_plain` told."""
        return cls(**told)


def choose(baskets: Baskets, days: int | None = None) -> Tried:
    """By what was bought in the last days, a fifth of all or a quarter of a year if not said; nobody's purchases there are
    known to the ways. Of equals the simplest."""
    first, last = (int(baskets.day.min()), int(baskets.day.max())) if len(baskets.day) else (0, 0)
    days = days or max(1, min(_LONGEST, (last - first) // 5))
    as_of = last - days
    known = baskets.until(as_of)
    asked = _asked(known, baskets, as_of)
    had, later = known.only(asked), baskets.only(asked)
    wanted, following = _wanted(had, later, as_of)
    many_again, many_new = _some(following), _some(wanted)
    judged = {decay: _mean(recall(again(had, AT_ONCE, decay), following)) for decay in DECAYS} if many_again >= _FEW else {}
    found: dict[str, float] = {}
    if many_new >= _FEW:
        found = {way: _mean(recall(Companions.learn(known, way).new(had, AT_ONCE), wanted)) for way in WAYS}
    decay = max(judged, key=lambda one: judged[one]) if judged else DECAY
    way: Way = max(WAYS, key=lambda one: found[one]) if found else "alike"
    return Tried(way, decay, as_of, days, many_again, many_new, judged.get(decay), found)


def _asked(known: Baskets, baskets: Baskets, as_of: int) -> np.ndarray:
    """Customers who were known then and came after; of very many every n-th."""
    came = np.unique(baskets.customer[baskets.day > as_of])
    both = np.intersect1d(came, np.unique(known.customer), assume_unique=True)
    return both[:: 1 + len(both) // _ASKED]


def _wanted(had: Baskets, later: Baskets, as_of: int) -> tuple[Matrix, Matrix]:
    """What they bought for the first time in the days after, and their next basket."""
    after = later.day > as_of
    shape = (later.customers, later.products)
    bought = _once(later.customer[after], later.product[after], shape)
    new = scipy.sparse.csr_array(bought - bought.multiply(had.table()))
    new.eliminate_zeros()
    following = np.full(later.customers, np.iinfo(np.int64).max)
    np.minimum.at(following, later.customer[after], later.day[after])
    in_it = later.day == following[later.customer]
    return new, _once(later.customer[in_it], later.product[in_it], shape)


def _once(customer: np.ndarray, product: np.ndarray, shape: tuple[int, int]) -> Matrix:
    table = scipy.sparse.csr_array((np.ones(len(customer), np.float32), (customer, product)), shape=shape)
    table.sum_duplicates()
    table.data[:] = 1.0
    return table


def _some(wanted: Matrix) -> int:
    return int((np.diff(wanted.indptr) > 0).sum())


def _mean(shares: np.ndarray) -> float:
    return float(np.nanmean(shares))
