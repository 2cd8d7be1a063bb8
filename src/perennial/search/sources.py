"""What other slices offer to the search: which of some words their records still hold, and how their records are indexed."""

import dataclasses
from collections.abc import Callable, Collection

from perennial.kernel.registry import Registry


@dataclasses.dataclass(frozen=True, kw_only=True)
class Holder:
    """Records that hold words of a vocabulary. `held(words)` says which of them are still there.

    `fill(after, size)` indexes the next `size` records after an id anew and gives the last of their ids, None at the end: for
    records that are older than the index, or than its `version`.
    """

    key: str
    vocabulary: int
    held: Callable[[Collection[str]], set[str]]
    fill: Callable[[int, int], int | None]
    version: int = 1
    order: int = 50


holders: Registry[Holder] = Registry("holder of words")


def held_words(vocabulary: int, words: Collection[str]) -> set[str]:
    """Those of the words that any record holds."""
    found: set[str] = set()
    for holder in holders:
        if holder.vocabulary == vocabulary:
            found |= holder.held([word for word in words if word not in found])
    return found
