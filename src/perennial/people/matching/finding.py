"""Who is like whom: for one that is not written down yet, for some parties, or for everybody."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from perennial.kernel.bulk import bulk_find
from perennial.people.matching.candidates import Candidates
from perennial.people.matching.comparing import evidence_of
from perennial.people.matching.crowds import crowded_days, note_crowds
from perennial.people.matching.keys import keys_of, largest_block, name_key
from perennial.people.matching.reasons import told
from perennial.people.matching.records import Record, records_of
from perennial.people.matching.weights import confidence_of
from perennial.people.models import MatchKey, Party
from perennial.records.sampling import ONE_IN, OneIn

POSSIBLE, LIKELY, CERTAIN = 0.4, 0.8, 0.97
RIGHT_OF_100 = 99  # of the certain ones, as measured among 3,500 to a million; the tests hold it, bench/RESULTS.md tells it


class Pair(NamedTuple):
    """Two that may be one customer, the smaller id first."""

    first_id: int
    second_id: int
    confidence: float
    reasons: list[str]


def how_many() -> int:
    """How many customers there are, to a percent or two: one in 128 is counted, so it costs the same however many there are."""
    return Party.objects.filter(OneIn("id")).count() * ONE_IN


def weighed(one_id: int, other_id: int) -> tuple[float, list[str]]:
    """(confidence, the evidence) of two parties as they stand; (0.0, []) when one of them is gone."""
    records = records_of([one_id, other_id])
    if len(records) < 2:
        return 0.0, []
    customers = how_many()
    _count_namesakes(records.values())
    note_crowds(records.values(), customers)
    evidence = evidence_of(records[one_id], records[other_id])
    return confidence_of(evidence, customers), told(evidence)


def pairs_with(records: Collection[Record]) -> list[Pair]:
    """The pairs of these records with any party whose keys are kept: a fixed number of queries."""
    keys = {record.id: keys_of(record) for record in records}
    blocks = _blocks({key for some in keys.values() for key in some})
    theirs: dict[int, set[int]] = {
        record.id: {id_ for key in keys[record.id] if len(blocks[key]) <= largest_block(key) for id_ in blocks[key]}
        - {record.id}
        for record in records
    }
    known = records_of({id_ for ids in theirs.values() for id_ in ids}) | {record.id: record for record in records}
    customers = how_many()
    _count_namesakes(known.values())
    note_crowds(known.values(), customers)
    pairs = {(min(mine, other), max(mine, other)) for mine, others in theirs.items() for other in others if other in known}
    return list(_suspected(((known[first], known[second]) for first, second in sorted(pairs)), customers))


def compared(wanted: Candidates) -> Iterator[list[Pair]]:
    """The suspected among the candidates, some thousand of them at a time."""
    customers = how_many()
    crowded = crowded_days(customers)
    for some in wanted:
        records = records_of({id_ for pair in some for id_ in pair})
        keys = {record.id: name_key(record) for record in records.values()}
        namesakes = wanted.namesakes({key for key in keys.values() if key is not None})
        for record in records.values():
            record.namesakes = namesakes.get(keys[record.id] or 0, 1)
            record.day_tells = crowded.get(record.birthday, 10) if record.birthday else 10
        yield list(_suspected(((records[a], records[b]) for a, b in some if a in records and b in records), customers))


def _suspected(pairs: Iterable[tuple[Record, Record]], customers: int) -> Iterator[Pair]:
    for one, other in pairs:
        if one.is_firm == other.is_firm:
            evidence = evidence_of(one, other)
            confidence = confidence_of(evidence, customers)
            if confidence >= POSSIBLE:
                yield Pair(one.id, other.id, round(confidence, 4), told(evidence))


def _blocks(keys: Collection[int]) -> defaultdict[int, set[int]]:
    """Who has these keys."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for key, party_id in bulk_find(MatchKey, "key", keys, ("key", "party_id")):
        found[key].add(party_id)
    return found


def _count_namesakes(records: Iterable[Record]) -> None:
    records = list(records)
    keys = {record.id: name_key(record) for record in records}
    counts = Counter(key for (key,) in bulk_find(MatchKey, "key", {key for key in keys.values() if key is not None}, ("key",)))
    for record in records:
        record.namesakes = max(counts.get(keys[record.id] or 0, 1), 1)
