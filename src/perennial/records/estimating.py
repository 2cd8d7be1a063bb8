"""What many records add up to, about: from those that stand for all, with how far off that may be.

Each record is taken with the same chance, one in `every`, whatever it holds. So `every` times what the taken ones add up to is
right on average, and the variance of that is `every * (every - 1)` times the sum of their squares (Horvitz and Thompson 1952,
for a Bernoulli sample). Twice its root is what the truth is away from it in at most one of twenty cases.
"""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, FloatField, Sum
from django.db.models.functions import Cast

from perennial.kernel.money import Money
from perennial.records.choices import Type
from perennial.records.fields import Field
from perennial.records.listing import fitting
from perennial.records.sampling import ONE_IN, OneIn
from perennial.records.wanted import Wanted

LOOKED_AT = 5_000  # records, twice as many at most
FEWEST = 30  # of fewer nothing is told
MOST_OFF = 0.5  # what may be further off is not said


@dataclasses.dataclass(frozen=True, slots=True)
class About:
    """An estimate, rounded to what is known of it, and by how many percent the truth may differ."""

    amount: Any
    percent: int


@dataclasses.dataclass(frozen=True, slots=True)
class Estimate:
    """How many records there are, about, and what their fields add up to."""

    count: About
    totals: tuple[tuple[Field, tuple[About, ...]], ...]


def estimate_of(wanted: Wanted, fields: Sequence[Field]) -> Estimate | None:
    """What is wanted, and what these fields of it add up to, estimated in two queries over at most 10,000 records; None where
    too few of them are wanted to tell."""
    size = wanted.kind.model._default_manager.filter(OneIn("id")).count()
    every = ONE_IN * 2 ** max(0, math.floor(math.log2(max(1, size / LOOKED_AT))))
    summed = [field for field in fields if field.sums]
    currencies = sorted({field.currency for field in summed if field.currency})
    sums: dict[str, Any] = {}
    for field in summed:
        value = Cast(field.expression(), FloatField())
        sums |= {f"sum_{field.key}": Sum(value), f"square_{field.key}": Sum(value * value)}
    taken = fitting(wanted, dense=True).filter(OneIn("id")).filter(OneIn("id", every)).order_by()
    rows = list(taken.values(*currencies).annotate(taken=Count("pk"), **sums))
    count = sum(row["taken"] for row in rows)
    if count < FEWEST:
        return None
    told = about(count, count, every)
    assert told is not None
    return Estimate(told, tuple((field, _amounts(field, rows, every)) for field in summed))


def about(total: float, squares: float, every: int) -> About | None:
    """An estimate from what the taken records add up to; None where it may be too far off to be of use."""
    amount, off = total * every, 2 * math.sqrt(every * (every - 1) * squares)
    if not amount or off / abs(amount) > MOST_OFF:
        return None
    digits = max(1, math.ceil(-math.log10(off / abs(amount))) + 1) if off else 3
    return About(rounded(amount, digits), math.ceil(100 * off / abs(amount)))


def rounded(amount: float, digits: int) -> int:
    """A whole number with so many digits that mean anything."""
    step: int = 10 ** max(0, math.floor(math.log10(abs(amount))) + 1 - digits)
    return round(amount / step) * step


def _amounts(field: Field, rows: list[Mapping[str, Any]], every: int) -> tuple[About, ...]:
    found = []
    for row in sorted(rows, key=lambda row: -(row[f"sum_{field.key}"] or 0)):
        told = about(row[f"sum_{field.key}"] or 0, row[f"square_{field.key}"] or 0, every) if row["taken"] >= FEWEST else None
        if told and field.type != Type.MONEY:
            found.append(told)
        elif told and row[field.currency]:
            found.append(About(Money(told.amount, row[field.currency]).shown(whole=True), told.percent))
    return tuple(found)
