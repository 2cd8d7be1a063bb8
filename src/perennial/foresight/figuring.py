"""From histories and a standing fit to the rounded figures of scores: arrays in, arrays out."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from perennial.foresight.science.histories import Floats, Histories, Mask, Whole
from perennial.foresight.science.standing import HORIZONS, Standing

DAYS = ("last_on", "next_on", "next_lo", "next_hi", "alarming_on")
NEVER = -1  # among days: there is none
_LATEST = 2_900_000  # days: the year 9909
_EXPECTED = 200  # per mille within a year: below, no day is told for the next order
_REPEATS, _HOPE = 2, 100  # at risk is who bought three times, and of whom 1 of 10 still comes within 90 days (per mille)
_FALL, _FALLEN_TO = 150, 0.6  # a clear fall: so many per mille at least, and to so much of what it was
_MIX = np.int64(-7046029254386353131)


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """What was told of each before: at the beginning of which month, and the chances as `Score` keeps them (−1: not)."""

    month: Whole
    told_90: Whole
    before_90: Whole


def figures(standing: Standing, histories: Histories, told: Told, *, month: int, held_out: Mask) -> Mapping[str, Whole]:
    """The columns of `Score`, days since 1970 for its dates, and which of them begin a month (`is_new`)."""
    found: dict[str, Any] = {}
    for days, outlook in standing.outlooks(histories).items():
        found[f"any_{days}"] = _whole(outlook.chance * 1000)
        found[f"orders_{days}"] = _whole(outlook.orders * 1000)
        found[f"value_{days}_minor"] = _digits(outlook.value)
    any_90 = found["any_90"]
    found["of_100"] = (any_90 + 5) // 10
    as_of = histories.as_of
    found["occasions"] = _whole(histories.repeats + 1)
    found["spent_minor"] = _whole(histories.value)
    found["lifetime_minor"] = _digits(histories.value + found["value_365_minor"])
    found["last_on"] = as_of - _whole(histories.silence)
    coming = found[f"any_{HORIZONS[-1]}"] >= _EXPECTED
    soon = standing.next_order(histories)
    for name, wait in (("next_on", soon.middle), ("next_lo", soon.low), ("next_hi", soon.high)):
        found[name] = np.where(coming, as_of + _whole(wait), NEVER)
    found["alarming_on"] = _alarming(standing, histories, found["last_on"])
    found |= _in_months(told, month, any_90)
    found["at_risk"] = _at_risk(histories, found, any_90)
    found["held_out"] = held_out.astype(np.int64)
    found["stake_minor"] = found["at_risk"] * found[f"value_{HORIZONS[-1]}_minor"]
    is_new = found.pop("is_new")
    return found | {"mark": _mark(found), "is_new": is_new}


def _alarming(standing: Standing, histories: Histories, last_on: Whole) -> Whole:
    after = np.ceil(np.minimum(standing.alarming_after(histories), 1e7)).astype(np.int64)
    day = last_on + np.maximum(after, 1)
    return np.where((histories.repeats >= 1) & (day <= _LATEST), day, NEVER)


def _in_months(told: Told, month: int, any_90: Whole) -> dict[str, Whole]:
    """A clock that was set back begins no month."""
    is_new = told.month < month
    return {
        "is_new": is_new.astype(np.int64),
        "month": np.maximum(told.month, month),
        "told_90": np.where(is_new, any_90, told.told_90),
        "before_90": np.where(is_new, told.told_90, told.before_90),
    }


def _at_risk(histories: Histories, found: Mapping[str, Whole], any_90: Whole) -> Whole:
    """The silence passed the alarming day, or the chance fell clearly since last month; not whom nothing is to be hoped of."""
    is_long = (found["alarming_on"] != NEVER) & (found["alarming_on"] <= histories.as_of)
    highest = np.maximum(found["told_90"], found["before_90"])
    fell = (highest - any_90 >= _FALL) & (any_90 <= highest * _FALLEN_TO)
    return np.asarray((histories.repeats >= _REPEATS) & (any_90 >= _HOPE) & (is_long | fell), np.int64)


def held_out_of(customers: Whole, key: int, percent: int) -> Mask:
    """By lot, the same for a customer as long as the key is (splitmix64 of the id)."""
    with np.errstate(over="ignore"):
        mixed = customers.astype(np.uint64) + np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)
        for shift, times in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(times)
        mixed ^= mixed >> np.uint64(31)
    return np.asarray(mixed % np.uint64(10_000) < np.uint64(percent * 100))


def _whole(values: Floats) -> Whole:
    return np.rint(np.clip(values, -9e15, 9e15)).astype(np.int64)


def _digits(values: Floats) -> Whole:
    """Three digits: more would say what nobody knows, and be another number every night."""
    size = 10.0 ** np.maximum(np.floor(np.log10(np.maximum(np.abs(values), 1.0))) - 2, 0)
    return _whole(np.rint(np.clip(values, -9e15, 9e15) / size) * size)


def _mark(found: Mapping[str, Whole]) -> Whole:
    mark = np.zeros(len(found["month"]), np.int64)
    with np.errstate(over="ignore"):
        for name in sorted(found):
            mark = (mark ^ found[name]) * _MIX
            mark ^= mark >> np.int64(29)
    return mark
