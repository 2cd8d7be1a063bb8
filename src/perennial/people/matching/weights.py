"""What each piece of evidence is worth: logarithms of odds, made by `tools/match_weights.py`. Do not edit."""

import math
from collections.abc import Iterable

START = -1.095  # two records that meet by a key, before anything is known of them
WEIGHTS = {
    "birthday:alike": 4.082,
    "birthday:alike~": 2.208,
    "birthday:differs": -5.904,
    "birthday:same": 4.240,
    "birthday:same~": 1.015,
    "email:alike": 0.942,
    "email:alike~": 1.863,
    "email:box": 0.594,
    "email:box~": 2.973,
    "email:differs": -1.534,
    "email:same": 5.020,
    "email:same~": 3.049,
    "generation:differs": -3.329,
    "name:alike": 1.199,
    "name:family": 0.703,
    "name:given": -1.488,
    "name:other": -3.186,
    "name:part": 0.211,
    "name:same": 0.243,
    "name:same_firm": 1.732,
    "name:same_rare": 0.617,
    "name:unread": -1.125,
    "phone:alike": 4.413,
    "phone:alike~": 3.379,
    "phone:differs": -1.728,
    "phone:same": 3.675,
    "phone:same~": 0.851,
    "place:city": 0.953,
    "place:city~": -1.539,
    "place:differs": -2.530,
    "place:moved": -1.845,
    "place:moved~": -3.513,
    "place:same": 2.076,
    "place:same~": -3.093,
    "site:differs": -2.469,
    "site:same": 0.638,
    "site:same~": 1.910,
}


def confidence_of(evidence: Iterable[str]) -> float:
    """The probability that two records with this evidence are one customer."""
    return 1 / (1 + math.exp(-(START + sum(WEIGHTS.get(word, 0.0) for word in evidence))))
