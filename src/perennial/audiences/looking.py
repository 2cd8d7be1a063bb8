"""What happened to some customers, looked up in the operational tables: a query for each thing that is asked, however many
orders they have; the sums are made by the database."""

import datetime as dt
import heapq
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.models import BigIntegerField, Count, F, Max, Min, Q, Sum, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from perennial.audiences.asking import days_of
from perennial.audiences.choices import OF_MONEY, Measure
from perennial.audiences.measuring import Tally, currency_of, facts_of, number_of
from perennial.audiences.tree import Did, InOrder
from perennial.kernel import clock
from perennial.records.compiling import column_condition
from perennial.records.fields import Rows
from perennial.records.happenings import Facts

_AT_ONCE = 2_000
HALF = 10**9  # both databases divide whole numbers by whole numbers, cutting off


def tallies(did: Did, ids: Collection[int], today: dt.date) -> Mapping[int, Tally]:
    """What of it happened to each of these customers; those to whom nothing did are missing. One query."""
    facts = facts_of(did)
    sums: dict[str, Any] = {
        "tallied": Count(facts.one, distinct=bool(facts.one_stored)),
        "first": Min(facts.moment),
        "last": Max(facts.moment),
    }
    if did.measure in OF_MONEY and facts.amount:
        sums |= _halves("total", facts.amount[0])
    if did.measure == Measure.QUANTITY and facts.quantity:
        sums |= _halves("pieces", F(facts.quantity[0]))
    found = _happened(did, facts, ids, today).order_by().values(facts.party).annotate(**sums)
    return {
        row[facts.party]: Tally(
            row["tallied"], _whole("total", row), _whole("pieces", row), _day(row["first"]), _day(row["last"])
        )
        for row in found
    }


def _halves(name: str, number: Combinable) -> dict[str, Any]:
    """The sum of a column in two parts: the largest amounts of a thousand orders are more than a database's integer holds."""
    bulk = number / Value(HALF)
    return {f"{name}_bulk": Sum(bulk, output_field=BigIntegerField()), f"{name}_rest": Sum(number - bulk * Value(HALF))}


def _whole(name: str, row: Mapping[str, Any]) -> int:
    return int(row.get(f"{name}_bulk") or 0) * HALF + int(row.get(f"{name}_rest") or 0)


def in_order(sequence: InOrder, ids: Collection[int], today: dt.date) -> Mapping[int, tuple[int, int]]:
    """Who did all of it one after the other, with the first and last day of one such row of things. A query for each step, read
    as a stream: of each step only the latest beginning is kept."""
    streams = [_moments(step, number, ids, today) for number, step in enumerate(sequence.steps)]
    last, found = len(sequence.steps) - 1, {}
    party, begun = 0, [None] * (last + 1)  # type: int, list[int | None]
    for whose, at, falling in heapq.merge(*streams):
        step = -falling
        if whose != party:
            party, begun = whose, [None] * (last + 1)
        day = _day(at)
        beginning = day if step == 0 else begun[step - 1]
        if beginning is None or (step == last and not _is_soon(day - beginning, sequence.within_days)):
            continue
        begun[step] = max(beginning, begun[step] or beginning)
        if step == last:
            found[party] = (beginning, day)
    return found


def _is_soon(days: int, within: int | None) -> bool:
    return within is None or days <= within


def _moments(step: Did, number: int, ids: Collection[int], today: dt.date) -> Iterator[tuple[int, dt.datetime, int]]:
    """When it happened, customer by customer. Of what happened at one moment a later step comes first: it came after
    nothing."""
    facts = facts_of(step)
    rows = _happened(step, facts, ids, today).order_by(facts.party, facts.moment).values_list(facts.party, facts.moment)
    return ((whose, at, -number) for whose, at in rows.iterator(_AT_ONCE))


def _happened(did: Did, facts: Facts, ids: Collection[int], today: dt.date) -> Rows:
    first, last = days_of(did.within, today)
    asked = Q(**{f"{facts.party}__in": ids, f"{facts.moment}__lt": clock.start_of_day(last + dt.timedelta(days=1))})
    if first is not None:
        asked &= Q(**{f"{facts.moment}__gte": clock.start_of_day(first)})
    if did.measure in OF_MONEY and facts.currency:
        asked &= Q(**{facts.currency[0]: currency_of(did)})
    for part in did.where:
        detail = facts.detail(part.field)
        assert detail is not None
        assert isinstance(detail.field.column, str)
        asked &= column_condition(detail.field.column, detail.field, part.operator, part.value, negated=False)
    return facts.rows().filter(asked)


def _day(at: dt.datetime) -> int:
    return number_of(at.astimezone(timezone.get_current_timezone()).date())
