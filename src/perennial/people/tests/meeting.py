"""Which of some labelled records meet, as the database finds it: those that share a key which not too many have."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from perennial.people.matching.keys import keys_of, largest_block, name_key
from perennial.people.matching.records import Record


def count_namesakes(records: Iterable[Record]) -> None:
    """Tell every record how many have its name."""
    records = list(records)
    counts = Counter(key for record in records if (key := name_key(record)) is not None)
    for record in records:
        record.namesakes = counts.get(name_key(record) or 0, 1)


def pairs_that_meet(records: Iterable[Record]) -> Iterator[tuple[Record, Record]]:
    """Each two records of one kind that have a key in common, once, the smaller id first."""
    blocks: defaultdict[int, list[Record]] = defaultdict(list)
    for record in records:
        for key in keys_of(record):
            blocks[key].append(record)
    seen: set[tuple[int, int]] = set()
    for key, block in blocks.items():
        if len(block) <= largest_block(key):
            for one, other in combinations(sorted(block, key=lambda record: record.id), 2):
                if one.is_firm == other.is_firm and (one.id, other.id) not in seen:
                    seen.add((one.id, other.id))
                    yield one, other
