"""What goes with what: for each product the few others that its buyers have beside it, in four ways of telling."""

import dataclasses
from collections.abc import Callable
from typing import Any, Literal, Self, get_args

import numpy as np
import scipy
from numpy.typing import NDArray

from perennial.foresight.science.baskets import DECAY, Baskets, Matrix, Ranked, best
from perennial.foresight.science.histories import Whole

Way = Literal["popular", "alike", "recent", "ease"]
WAYS: tuple[Way, ...] = get_args(Way)
LEAST = 3  # who bought both: fewer are chance
NEIGHBOURS = 20  # of a product
EASE_MOST = 2_000  # products: their matrix is inverted, which takes the cube of their number
_NEWEST = 100  # lines of a customer: who has bought everything says nothing of what goes with what
_RIDGE = 300.0  # of EASE
_SHRINK = 10.0  # buyers that nobody saw, who bought only one of the two: rare products are not alike by accident
_BLOCK, _FAR = 1024, 1e9
Dense = NDArray[np.float32]


@dataclasses.dataclass(frozen=True, slots=True)
class Companions:
    """Products × products: how much having one (the row) speaks for another, and how many bought both; `buyers` of each."""

    way: Way
    weight: Matrix
    both: Matrix
    buyers: Whole

    @classmethod
    def learn(cls, baskets: Baskets, way: Way) -> Self:
        """From all baskets, by one of the ways."""
        baskets = baskets.newest(_NEWEST)
        had = baskets.table()
        buyers = np.asarray(had.sum(axis=0)).ravel().astype(np.int64)
        if way == "popular":
            nothing = _nothing(baskets.products, baskets.products)
            return cls(way, nothing, nothing, buyers)
        if way == "ease":
            weight = _ease(had, buyers)
        elif way == "recent":
            weight = _cosine(baskets.table(DECAY))
        else:
            weight = _cosine(had)
        return cls(way, *_nearest(had, weight, len(buyers)), buyers)

    def new(self, baskets: Baskets, k: int) -> Ranked:
        """What customers do not have yet, by what they have: nothing where nothing speaks for it."""
        had = baskets.table()
        told: Matrix = (baskets.table(DECAY) if self.way == "recent" else had) @ self.weight
        if self.way == "popular":
            told = _most_bought(self.buyers, had, k)
        return best(scipy.sparse.csr_array(told - had * np.float32(_FAR)), k)

    def because(self, baskets: Baskets, ranked: Ranked) -> NDArray[np.int32]:
        """Which of the products they have speaks most for each that was ranked: customers × k, −1 where none does."""
        found = np.full_like(ranked.product, -1)
        had = baskets.table()
        speaks: Matrix = scipy.sparse.csr_array(self.weight.T)
        for place, ranked_here in enumerate(ranked.product.T):
            asked = np.flatnonzero(ranked_here >= 0)
            spoken = _row(speaks, ranked_here[asked]).multiply(_row(had, asked))
            found[asked, place] = best(scipy.sparse.csr_array(spoken), 1).product[:, 0]
        return found


def _row(table: Matrix, which: NDArray[Any]) -> Matrix:
    """Some rows, in any order, some of them more than once."""
    chosen: Matrix = scipy.sparse.csr_array(table[which])
    return chosen


def how_many(both: Matrix, row: NDArray[Any], column: NDArray[Any]) -> Whole:
    """What stands at these places of a table of numbers; 0 where nothing does, or where one of the two is −1."""
    width = max(both.shape[1], 1)
    keys = np.repeat(np.arange(both.shape[0]), np.diff(both.indptr)) * width + both.indices  # sorted, as its rows are
    asked = row.astype(np.int64) * width + column
    place = np.searchsorted(keys, asked)
    found = np.zeros(asked.shape, np.int64)
    there = (row >= 0) & (column >= 0) & (place < len(keys))
    there[there] = keys[place[there]] == asked[there]
    found[there] = both.data[place[there]]
    return found


def sold_most(baskets: Baskets, most: int) -> Whole:
    """The products that most customers have, in the order of their numbers; none that fewer than LEAST have."""
    buyers = np.asarray(baskets.table().sum(axis=0)).ravel()
    chosen = np.argsort(-buyers, kind="stable")[:most]
    return np.sort(chosen[buyers[chosen] >= LEAST])


def together(baskets: Baskets, k: int) -> tuple[Ranked, Matrix, Whole]:
    """What lies in the same basket: for each product its k companions, best first, how many baskets held both, and how many
    each one."""
    lay = baskets.by_basket()
    many = np.asarray(lay.sum(axis=0)).ravel().astype(np.int64)
    weight, both = _nearest(lay, _cosine(lay), len(many))
    return best(weight, k), both, many


def _nearest(had: Matrix, weight: Callable[[slice, Dense], Dense], products: int) -> tuple[Matrix, Matrix]:
    """Of each product the few others with the greatest weight, and how many bought both; some rows at a time, because all
    products × all products would be too many."""
    weights, boths = [_nothing(0, products)], [_nothing(0, products)]
    by = scipy.sparse.csr_array(had.T)
    for start in range(0, products, _BLOCK):
        some = slice(start, min(start + _BLOCK, products))
        both: Dense = (by[some] @ had).toarray()
        near = weight(some, both)
        near[(both < LEAST) | (near <= 0)] = 0.0
        near[np.arange(len(near)), np.arange(some.start, some.stop)] = 0.0  # not itself
        if products > NEIGHBOURS:
            least = np.partition(near, -NEIGHBOURS, axis=1)[:, -NEIGHBOURS]
            near[near < least[:, None]] = 0.0
        kept = scipy.sparse.csr_array(near)
        weights.append(kept)
        rows = np.repeat(np.arange(len(near)), np.diff(kept.indptr))
        boths.append(scipy.sparse.csr_array((both[rows, kept.indices], kept.indices, kept.indptr), shape=kept.shape))
    return scipy.sparse.csr_array(scipy.sparse.vstack(weights)), scipy.sparse.csr_array(scipy.sparse.vstack(boths))


def _cosine(table: Matrix) -> Callable[[slice, Dense], Dense]:
    """How alike the buyers of two products are: the cosine between them (Sarwar et al. 2001, “Item-based collaborative
    filtering”), of what they bought for today where the table holds that, shrunk."""
    by = scipy.sparse.csr_array(table.T)
    plain = bool((table.data == 1.0).all())
    length = np.sqrt(np.asarray(table.multiply(table).sum(axis=0)).ravel() + np.float32(_SHRINK))

    def weight(some: slice, both: Dense) -> Dense:
        product: Dense = both.copy() if plain else (by[some] @ table).toarray()
        product /= length[some, None]
        product /= length
        return product

    return weight


def _ease(had: Matrix, buyers: Whole) -> Callable[[slice, Dense], Dense]:
    """A linear model of each product by all others, in closed form (Steck 2019, “Embarrassingly shallow autoencoders”), for the
    products that most customers have."""
    chosen = np.sort(np.argsort(-buyers, kind="stable")[:EASE_MOST])
    some = scipy.sparse.csr_array(scipy.sparse.csc_array(had)[:, chosen])
    gram = (some.T @ some).toarray().astype(np.float64)
    gram[np.diag_indices_from(gram)] += _RIDGE
    inverse = scipy.linalg.inv(gram, overwrite_a=True, assume_a="pos")
    weights = (-inverse / np.diag(inverse)).astype(np.float32)
    place = np.full(len(buyers), -1)
    place[chosen] = np.arange(len(chosen))

    def weight(rows: slice, both: Dense) -> Dense:
        found = np.zeros_like(both)
        inside = np.flatnonzero(place[rows] >= 0)
        found[np.ix_(inside, chosen)] = weights[place[rows][inside]]
        return found

    return weight


def _nothing(rows: int, columns: int) -> Matrix:
    empty = np.empty(0, np.float32), np.empty(0, np.int32), np.zeros(rows + 1, np.int32)
    return scipy.sparse.csr_array(empty, shape=(rows, columns))


def _most_bought(buyers: Whole, had: Matrix, k: int) -> Matrix:
    """The same for everybody: the most bought, so many that some are left for who has most of them."""
    many = min(len(buyers), k + int(np.diff(had.indptr).max(initial=0)))
    chosen = np.argsort(-buyers, kind="stable")[:many]
    score = np.where(buyers[chosen] >= LEAST, buyers[chosen], 0).astype(np.float32)
    everybody = np.arange(had.shape[0] + 1) * many
    return scipy.sparse.csr_array(
        (np.tile(score, had.shape[0]), np.tile(chosen, had.shape[0]), everybody), shape=had.shape, dtype=np.float32
    )
