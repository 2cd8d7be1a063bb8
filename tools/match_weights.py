"""Learns from labelled pairs what each piece of evidence is worth, and writes `people/matching/weights.py`.

    DJANGO_SETTINGS_MODULE=perennial.config.settings python -m tools.match_weights

Logistic regression by Newton's method with a small ridge, over the pairs that meet by their keys among invented customers of
other seeds than the sets that tests and bench measure on: some thousand with the sample company's names in all scripts, and up
to 300,000 with the names of `tools/many_names.py`.

The more customers there are, the more of them agree by chance, while the same share of them is written down twice. So each
piece of evidence has two weights: what it is worth among FEW customers, and by how much that changes with ten times as many,
held near zero by a stronger ridge. A pair of a large set counts less, so that all sizes have their say.

It takes about five minutes and 1.5 GB. Equal evidence is counted together.
"""

import gc
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

SEEDS, CUSTOMERS = (1, 2, 3, 4), 6_000
SIZES, SEED = (6_000, 30_000, 100_000, 300_000), 11
FEW = 7_000
RIDGE, RIDGE_OF_GROWTH = 0.5, 5.0
TARGET = Path(__file__).parents[1] / "src/perennial/people/matching/weights.py"
HEAD = '''"""What each piece of evidence is worth: logarithms of odds, made by `tools/match_weights.py`. Do not edit."""

import math
from collections.abc import Iterable
from functools import lru_cache

FEW = {few:_}  # customers among whom the first weights hold; the second ones are added for each ten times as many
START = ({start:.3f}, {growth:.3f})  # two records that meet by a key, before anything is known of them
WEIGHTS = {{
{weights}
}}


def confidence_of(evidence: Iterable[str], customers: int) -> float:
    """The probability that two records with this evidence, among so many customers, are one."""
    start, weights = weights_among(customers)
    return 1 / (1 + math.exp(-(start + sum(weights.get(word, 0.0) for word in evidence))))


@lru_cache(8)
def weights_among(customers: int) -> tuple[float, dict[str, float]]:
    """The start and the weights among so many customers; of a birthday also those of its tenths: “birthday:same/3”."""
    tens = math.log10(max(customers, FEW) / FEW)
    whole = {{word: few + growth * tens for word, (few, growth) in WEIGHTS.items()}}
    days = [word for word in whole if word.startswith("birthday:")]
    parts = {{f"{{word}}/{{tenths}}": whole[word] * tenths / 10 for word in days for tenths in range(1, 10)}}
    return START[0] + START[1] * tens, whole | parts
'''
Counted = dict[tuple[tuple[str, ...], bool, float], float]  # evidence, whether it is one customer, tens of times FEW


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a small system of linear equations (Gauss)."""
    size = len(right)
    rows = [[*matrix[i], right[i]] for i in range(size)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(i + 1, size):
            factor = rows[r][i] / rows[i][i]
            if factor:
                for c in range(i, size + 1):
                    rows[r][c] -= factor * rows[i][c]
    found = [0.0] * size
    for i in reversed(range(size)):
        found[i] = (rows[i][size] - sum(rows[i][c] * found[c] for c in range(i + 1, size))) / rows[i][i]
    return found


def learn(counts: Counted) -> dict[str, tuple[float, float]]:
    """The weights that explain the labels best; that of "" is the start."""
    words = ["", *sorted({word for evidence, _same, _tens in counts for word in evidence})]
    place, size = {word: i for i, word in enumerate(words)}, len(words)
    ridge = [RIDGE] * size + [RIDGE_OF_GROWTH] * size
    weights = [0.0] * (2 * size)
    for _step in range(25):
        gradient = [-held * w for held, w in zip(ridge, weights, strict=True)]
        hessian = [[ridge[i] if i == j else 0.0 for j in range(2 * size)] for i in range(2 * size)]
        for (evidence, same, tens), count in counts.items():
            at = [(place[word], 1.0) for word in ("", *evidence)]
            at += [(size + i, tens) for i, _one in at if tens]
            p = 1 / (1 + math.exp(-sum(weights[i] * x for i, x in at)))
            for i, x in at:
                gradient[i] += count * (same - p) * x
                for j, z in at:
                    hessian[i][j] += count * p * (1 - p) * x * z
        step = solve(hessian, gradient)
        weights = [w + d for w, d in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-6:
            break
    return {word: (weights[i], weights[size + i]) for word, i in place.items()}


def worlds() -> Iterator[tuple[Any, int]]:
    """Invented customers, and how many of them are asked for."""
    from tools.labelled_customers import World
    from tools.many_names import countries, firm_words, streets

    for seed in SEEDS:
        yield World(seed), CUSTOMERS
    for size in SIZES:
        yield World(SEED, countries(), streets(), firm_words(), 8000), size


def count_pairs(world: Any, size: int, counts: Counted) -> None:
    """Add the pairs of a world that meet, each by the weight that its world has."""
    from perennial.people.matching.comparing import evidence_of
    from perennial.people.tests.labelled import labelled_pairs, records_in
    from tools.labelled_customers import COLUMNS

    labelled = records_in(dict(zip(COLUMNS, row.told(), strict=True)) for row in world.rows(size))
    times = max(1.0, len(labelled) / FEW)
    for one, other, same in labelled_pairs(labelled):
        kind = (tuple(evidence_of(one, other)), same, math.log10(times))
        counts[kind] = counts.get(kind, 0.0) + 1 / math.sqrt(times)


def main() -> None:
    """Learn and write."""
    django.setup()
    counts: Counted = {}
    for world, size in worlds():
        count_pairs(world, size, counts)
        gc.collect()
        print(f"{size} customers: {len(counts)} kinds of pairs")
    weights = learn(counts)
    start, growth = weights.pop("")
    lines = "\n".join(f'    "{word}": ({few:.3f}, {more:.3f}),' for word, (few, more) in weights.items())
    TARGET.write_text(HEAD.format(few=FEW, start=start, growth=growth, weights=lines), encoding="utf-8")


if __name__ == "__main__":
    main()
