"""Learns from labelled pairs what each piece of evidence is worth, and writes `people/matching/weights.py`.

    DJANGO_SETTINGS_MODULE=perennial.config.settings python -m tools.match_weights

Logistic regression by Newton's method with a small ridge, over the pairs that meet by their keys among invented customers of
other seeds than the set that the tests measure on. Equal evidence is counted together,
so it takes seconds in plain Python.
"""

import csv
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import django

SEEDS = (1, 2, 3, 4)
CUSTOMERS = 6_000
RIDGE = 0.5
TARGET = Path(__file__).parents[1] / "src/perennial/people/matching/weights.py"
HEAD = '''"""What each piece of evidence is worth: logarithms of odds, made by `tools/match_weights.py`. Do not edit."""

import math
from collections.abc import Iterable

START = {start:.3f}  # two records that meet by a key, before anything is known of them
WEIGHTS = {{
{weights}
}}


def confidence_of(evidence: Iterable[str]) -> float:
    """The probability that two records with this evidence are one customer."""
    return 1 / (1 + math.exp(-(START + sum(WEIGHTS.get(word, 0.0) for word in evidence))))
'''


def labelled(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a labelled file."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


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


def learn(pairs: Iterable[tuple[tuple[str, ...], bool]]) -> tuple[float, dict[str, float]]:
    """The start and the weights that explain the labels best."""
    counts: Counter[tuple[tuple[str, ...], bool]] = Counter(pairs)
    words = sorted({word for evidence, _same in counts for word in evidence})
    place = {word: i + 1 for i, word in enumerate(words)}
    weights = [0.0] * (len(words) + 1)
    for _step in range(25):
        gradient = [-RIDGE * w for w in weights]
        hessian = [[RIDGE if i == j else 0.0 for j in range(len(weights))] for i in range(len(weights))]
        for (evidence, same), count in counts.items():
            at = [0, *(place[word] for word in evidence)]
            p = 1 / (1 + math.exp(-sum(weights[i] for i in at)))
            for i in at:
                gradient[i] += count * (same - p)
                for j in at:
                    hessian[i][j] += count * p * (1 - p)
        step = solve(hessian, gradient)
        weights = [w + d for w, d in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-6:
            break
    return weights[0], dict(zip(words, weights[1:], strict=True))


def main() -> None:
    """Learn and write."""
    django.setup()
    from perennial.people.matching.comparing import evidence_of
    from perennial.people.tests.labelled import labelled_pairs, records_in
    from tools.labelled_customers import COLUMNS, World

    pairs: list[tuple[tuple[str, ...], bool]] = []
    for seed in SEEDS:
        rows = [dict(zip(COLUMNS, row.told(), strict=True)) for row in World(seed).rows(CUSTOMERS)]
        pairs += [(tuple(evidence_of(one, other)), same) for one, other, same in labelled_pairs(records_in(rows))]
    start, weights = learn(pairs)
    lines = "\n".join(f'    "{word}": {weight:.3f},' for word, weight in weights.items())
    TARGET.write_text(HEAD.format(start=start, weights=lines), encoding="utf-8")
    print(f"{len(pairs)} pairs, {sum(same for _evidence, same in pairs)} of one customer")


if __name__ == "__main__":
    main()
