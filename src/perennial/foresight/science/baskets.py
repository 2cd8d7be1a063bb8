"""What somebody buys next: again what they bought, or something new; and what is bought together.

“Again” counts a customer's own baskets, a later one more than an earlier one (the personal top list with decay, which newer
methods hardly beat: Hu et al. 2020, “Modeling personalized item frequency information for next-basket recommendation”). “New”
goes from what they have to what others have beside it; which of four ways finds most is tried on the last days (`choosing`).
"""

import dataclasses
from typing import Any, Self, TypeAlias

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from perennial.foresight.science.histories import Floats, Whole

DECAY = 0.9  # what a basket counts for against the next one
Matrix: TypeAlias = "scipy.sparse.csr_array[Any, tuple[int, int]]"


@dataclasses.dataclass(frozen=True, slots=True)
class Baskets:
    """Who bought what on which day, once each, sorted by customer and day. `customer` and `product` count from 0; `basket`
    counts the days on which anybody bought anything, `age` how many the customer has had since."""

    customer: Whole
    product: Whole
    day: Whole
    basket: Whole
    age: Whole
    customers: int
    products: int

    @classmethod
    def of(cls, customer: ArrayLike, product: ArrayLike, day: ArrayLike, customers: int, products: int) -> Self:
        """From lines in any order; customers and products that nobody names may be among those counted."""
        who, what, when = (np.asarray(part, np.int64) for part in (customer, product, day))
        order = np.lexsort((what, when, who))
        who, what, when = who[order], what[order], when[order]
        starts = np.ones(len(who), bool)
        starts[1:] = (who[1:] != who[:-1]) | (when[1:] != when[:-1])
        once = starts.copy()
        once[1:] |= what[1:] != what[:-1]
        basket = np.cumsum(starts) - 1
        last = np.zeros(customers, np.int64)
        last[who] = basket  # the last one is written last
        who, what, when, basket = who[once], what[once], when[once], basket[once]
        return cls(who, what, when, basket, last[who] - basket, customers, products)

    def until(self, day: int) -> Self:
        """What was known at the end of a day."""
        known = self.day <= day
        return type(self).of(self.customer[known], self.product[known], self.day[known], self.customers, self.products)

    def block(self, first: int, last: int) -> Self:
        """Of the customers from `first` to before `last`, who count from 0 then."""
        low, high = np.searchsorted(self.customer, (first, last))
        return self._kept(slice(low, high), self.customer[low:high] - first, last - first)

    def only(self, chosen: Whole) -> Self:
        """Of some customers, in the order of their numbers, who count from 0 then."""
        place = np.full(self.customers, -1)
        place[chosen] = np.arange(len(chosen))
        kept = place[self.customer] >= 0
        return self._kept(kept, place[self.customer[kept]], len(chosen))

    def newest(self, lines: int) -> Self:
        """Of each customer the newest so many lines."""
        ends = np.searchsorted(self.customer, np.arange(self.customers), side="right")
        kept = ends[self.customer] - np.arange(len(self.customer)) <= lines
        return self if kept.all() else self._kept(kept, self.customer[kept], self.customers)

    def _kept(self, which: Any, customer: Whole, customers: int) -> Self:
        """Some of the lines, of customers who have these numbers now."""
        parts = {name: getattr(self, name)[which] for name in ("product", "day", "basket", "age")}
        return dataclasses.replace(self, customer=customer, customers=customers, **parts)

    def table(self, decay: float = 1.0) -> Matrix:
        """Customers × products: 1 where they bought it or, with a decay, what that counts for today."""
        weight = np.ones(len(self.age), np.float32) if decay == 1.0 else (decay**self.age).astype(np.float32)
        table = scipy.sparse.csr_array((weight, (self.customer, self.product)), shape=(self.customers, self.products))
        table.sum_duplicates()
        if decay == 1.0:
            table.data[:] = 1.0
        return table

    def by_basket(self) -> Matrix:
        """Baskets × products: 1 where it lay in it."""
        many = int(self.basket.max(initial=-1)) + 1
        ones = np.ones(len(self.basket), np.float32)
        return scipy.sparse.csr_array((ones, (self.basket, self.product)), shape=(many, self.products))


@dataclasses.dataclass(frozen=True, slots=True)
class Ranked:
    """For each customer up to k products, the best first: `product` and `score` are customers × k, −1 and 0 where there are
    fewer."""

    product: NDArray[np.int32]
    score: NDArray[np.float32]


def again(baskets: Baskets, k: int, decay: float = DECAY) -> Ranked:
    """What they will buy again: Σ decay^age over the baskets in which it lay."""
    return best(baskets.table(decay), k)


def best(table: Matrix, k: int) -> Ranked:
    """The k greatest of each row that are above 0; of equals the one with the lower number, so that the answer depends on no
    order. k passes over the whole table are much faster than sorting its rows."""
    product = np.full((table.shape[0], k), -1, np.int32)
    score = np.zeros((table.shape[0], k), np.float32)
    rows = np.flatnonzero(np.diff(table.indptr))
    if not len(rows):
        return Ranked(product, score)
    data, lengths, starts = table.data.copy(), np.diff(table.indptr)[rows], table.indptr[rows]
    row = np.repeat(rows, lengths)
    for place in range(k):
        top = np.maximum.reduceat(data, starts)
        at = np.flatnonzero((data == np.repeat(top, lengths)) & (data > 0))
        if not len(at):
            break
        at = at[np.append(True, row[at[1:]] != row[at[:-1]])]
        product[row[at], place], score[row[at], place] = table.indices[at], data[at]
        data[at] = 0.0
    return Ranked(product, score)


def recall(ranked: Ranked, wanted: Matrix) -> Floats:
    """Of each customer who wanted something: the share of it that is among what was ranked; nan of the others."""
    rows = np.repeat(np.arange(len(ranked.product)), ranked.product.shape[1])
    column = ranked.product.ravel()
    there = column >= 0
    hits = scipy.sparse.csr_array((np.ones(int(there.sum())), (rows[there], column[there])), shape=wanted.shape)
    many = np.diff(wanted.indptr)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(hits.multiply(wanted).sum(axis=1)).ravel() / np.where(many > 0, many, np.nan)
