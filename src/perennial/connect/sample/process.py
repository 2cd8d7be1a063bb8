"""A purchase process with churn: how a synthetic customer comes, buys in a rhythm of their own, and one day stays away.

After Pareto/NBD (Schmittlein, Morrison and Colombo 1987) with gamma-distributed rates of buying and of leaving, except that
gaps are log-normal instead of exponential (real customers have a rhythm), and that a year has a mild season. Days are counted
from the first day of the horizon.
"""

import math
import random
from typing import NamedTuple

HORIZON_DAYS = 1095
RATE_SHAPE, RATE_SCALE = 0.85, 6.2  # orders a year while active: mean 5.3, very unequal
LEAVING_SHAPE, LEAVING_SCALE = 1.2, 0.75  # departures a year: mean 0.9
RHYTHM = 0.55  # standard deviation of the log of a gap
MOST_ORDERS = 150
SEASON = (0.98, 1.02, 1.0, 1.0, 1.02, 1.05, 1.1, 1.08, 1.0, 0.96, 0.86, 0.82)  # how long gaps are in each month


class Life(NamedTuple):
    """The days on which a customer bought, and the day on which they joined."""

    joined: int
    bought: list[int]


def live(chance: random.Random, first_month: int) -> Life:
    """One customer's life; `first_month` (0 to 11) is the month in which the horizon begins."""
    joined = int(HORIZON_DAYS * chance.random() ** 0.8)
    rate = max(chance.gammavariate(RATE_SHAPE, RATE_SCALE), 0.05)
    leaving = max(chance.gammavariate(LEAVING_SHAPE, LEAVING_SCALE), 0.02)
    end = min(joined + 365 * chance.expovariate(leaving), HORIZON_DAYS)
    usual = math.log(365 / rate) - RHYTHM * RHYTHM / 2
    day, bought = float(joined), [joined]
    while len(bought) < MOST_ORDERS:
        gap = math.exp(usual + RHYTHM * chance.gauss(0, 1))
        day += max(gap * SEASON[(first_month + int(day / 30.44)) % 12], 1)
        if day >= end:
            break
        bought.append(int(day))
    return Life(joined, bought)
