"""What each piece of evidence is worth: logarithms of odds, made by `tools/match_weights.py`. Do not edit."""

import math
from collections.abc import Iterable
from functools import lru_cache

FEW = 7_000  # customers among whom the first weights hold; the second ones are added for each ten times as many
START = (-0.810, -0.380)  # two records that meet by a key, before anything is known of them
WEIGHTS = {
    "birthday:alike": (4.199, 0.153),
    "birthday:alike~": (1.948, 0.432),
    "birthday:differs": (-5.825, -0.514),
    "birthday:same": (4.323, 0.058),
    "birthday:same~": (0.858, 0.353),
    "email:alike": (1.021, -0.162),
    "email:alike~": (2.455, 0.259),
    "email:box": (0.652, -0.001),
    "email:box~": (2.134, -1.465),
    "email:differs": (-1.577, -0.061),
    "email:same": (5.040, 0.230),
    "email:same~": (2.863, 0.270),
    "generation:differs": (-4.149, -0.467),
    "name:alike": (1.558, 0.170),
    "name:family": (0.781, -0.058),
    "name:given": (-1.799, -1.253),
    "name:other": (-3.487, -0.127),
    "name:part": (0.461, 0.433),
    "name:same": (0.092, 0.143),
    "name:same_common": (0.285, -0.009),
    "name:same_firm": (2.024, 0.239),
    "name:same_rare": (0.802, 0.709),
    "name:unread": (-1.527, -0.627),
    "phone:alike": (4.324, 0.285),
    "phone:alike~": (3.244, 0.205),
    "phone:differs": (-1.707, 0.025),
    "phone:same": (3.353, 0.025),
    "phone:same~": (0.737, 0.576),
    "place:city": (0.681, 0.180),
    "place:city~": (-1.512, -0.084),
    "place:differs": (-2.543, -0.057),
    "place:moved": (-2.142, 0.204),
    "place:moved~": (-3.890, -0.106),
    "place:same": (1.731, 0.130),
    "place:same~": (-2.986, 0.588),
    "site:differs": (-3.239, -0.232),
    "site:same": (0.278, 0.055),
    "site:same~": (4.228, 0.367),
}


def confidence_of(evidence: Iterable[str], customers: int) -> float:
    """The probability that two records with this evidence, among so many customers, are one."""
    start, weights = weights_among(customers)
    return 1 / (1 + math.exp(-(start + sum(weights.get(word, 0.0) for word in evidence))))


@lru_cache(8)
def weights_among(customers: int) -> tuple[float, dict[str, float]]:
    """The start and the weights among so many customers; of a birthday also those of its tenths: “birthday:same/3”."""
    tens = math.log10(max(customers, FEW) / FEW)
    whole = {word: few + growth * tens for word, (few, growth) in WEIGHTS.items()}
    days = [word for word in whole if word.startswith("birthday:")]
    parts = {f"{word}/{tenths}": whole[word] * tenths / 10 for word in days for tenths in range(1, 10)}
    return START[0] + START[1] * tens, whole | parts
