"""CDNOW (Fader, Hardie 2001): everybody who bought their first CD there in the first quarter of 1997, and what followed."""

import datetime as dt
from functools import cache

import numpy as np

from perennial.connect.sample.history import history_file
from perennial.foresight.science.histories import Floats, Histories, Log

START, SPLIT, HORIZON = dt.date(1997, 1, 1), 272, 273


@cache
def cdnow() -> Log:
    """All 23,570 customers; days since 1 January 1997, cents."""
    lines = [line.split() for line in history_file().read_text("ascii").splitlines()[1:]]
    return Log.of(
        [int(line[0]) for line in lines], [_day(line[1]) for line in lines], [round(float(line[3]) * 100) for line in lines]
    )


@cache
def sample_log() -> Log:
    """The tenth of them that the papers used."""
    lines = [line.split() for line in history_file().with_name("CDNOW_sample.txt").read_text("ascii").splitlines()]
    return Log.of(
        [int(line[1]) for line in lines], [_day(line[2]) for line in lines], [round(float(line[4]) * 100) for line in lines]
    )


@cache
def sample() -> Histories:
    """What was known of them after 39 weeks."""
    return Histories.of(sample_log(), SPLIT)


def repeated() -> tuple[Floats, Floats]:
    """The number and the value of the purchases after the first of those who came again."""
    log, known = sample_log().until(SPLIT), sample()
    first = np.flatnonzero(np.diff(log.customer, prepend=-1))
    again = known.repeats > 0
    return known.repeats[again], (known.value - log.value[first])[again]


def _day(text: str) -> int:
    return (dt.date(int(text[:4]), int(text[4:6]), int(text[6:])) - START).days
