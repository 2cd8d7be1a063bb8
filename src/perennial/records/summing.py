"""Sums under a list: exact, and only worked out at once while they are cheap."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Sum

from perennial.kernel.money import Money
from perennial.records.choices import Type
from perennial.records.fields import Field, Rows
from perennial.records.listing import fitting
from perennial.records.wanted import Wanted

AT_ONCE = 1_000  # so many records are added up with every page; more of them when somebody asks


@dataclasses.dataclass(frozen=True, slots=True)
class Total:
    """What a field adds up to: money in each currency that occurs, or a number."""

    field: Field
    amounts: tuple[Any, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Sums:
    """How many records there are, all counted, and what their fields add up to."""

    count: int
    totals: tuple[Total, ...]


def sums_of(wanted: Wanted, fields: Sequence[Field], *, dense: bool, found: Rows | None = None) -> Sums:
    """All records that are wanted, counted, and those of these fields that can be added up: one query, over as many rows as
    there are. `dense` where many fit; `found` are all of them, where they are known."""
    summed = [field for field in fields if field.sums]
    currencies = sorted({field.currency for field in summed if field.currency})
    amounts = {f"sum_{field.key}": Sum(field.expression()) for field in summed}
    found = (fitting(wanted, dense=dense) if found is None else found).order_by()
    rows: list[dict[str, Any]] = (
        list(found.values(*currencies).annotate(counted=Count("pk"), **amounts))
        if currencies
        else [found.aggregate(counted=Count("pk"), **amounts)]
    )
    return Sums(sum(row["counted"] for row in rows), tuple(Total(field, _amounts(field, rows)) for field in summed))


def _amounts(field: Field, rows: Sequence[dict[str, Any]]) -> tuple[Any, ...]:
    if field.type != Type.MONEY:
        return (sum(row[f"sum_{field.key}"] or 0 for row in rows),)
    minor: dict[str, int] = {}
    for row in rows:
        if row[field.currency]:
            minor[row[field.currency]] = minor.get(row[field.currency], 0) + (row[f"sum_{field.key}"] or 0)
    return tuple(Money(amount, currency) for currency, amount in sorted(minor.items(), key=lambda pair: -pair[1]))
