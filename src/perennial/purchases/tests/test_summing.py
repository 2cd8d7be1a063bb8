"""The summary against plain Python: whatever happens to the orders, in whatever order."""

import datetime as dt
import math
from collections import Counter, defaultdict
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perennial.kernel import clock
from perennial.people.models import Party
from perennial.purchases import dialect, queries, summary_sql
from perennial.purchases.actions import (
    Line,
    PurchaseRefused,
    cancel_order,
    change_order,
    delete_orders,
    fit_rhythm,
    place_order,
    recompute_summaries,
    refund_order,
    reinstate_order,
)
from perennial.purchases.choices import OrderStatus
from perennial.purchases.dialect import offset_changes
from perennial.purchases.models import Order, PurchaseSummary, RhythmFit, StageRules
from perennial.purchases.rhythm import GapSums
from perennial.purchases.tests.conftest import ordered
from perennial.team.models import Workspace

ZONE = ZoneInfo("Europe/Berlin")  # the zone of the tests' workspace
NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


def plainly(party: Party) -> dict[str, object] | None:
    """What the summary must say, the slow way."""
    orders = [o for o in Order.objects.filter(party=party) if o.status in OrderStatus.counted()]
    if not orders:
        return None
    days = sorted({o.placed_at.astimezone(ZONE).date() for o in orders})
    gaps = [(b - a).days for a, b in pairwise(days)]
    count = Counter(o.currency for o in orders)
    currency = min(count, key=lambda c: (-count[c], c))
    value: defaultdict[str, int] = defaultdict(int)
    for order in orders:
        value[order.currency] += order.total_minor - order.refunded_minor
    return {
        "currency": currency,
        "orders": len(orders),
        "occasions": len(days),
        "value_minor": value[currency],
        "first_order_at": min(o.placed_at for o in orders),
        "last_order_at": max(o.placed_at for o in orders),
        "first_on": days[0],
        "last_on": days[-1],
        "gaps": len(gaps),
        "last_gap_days": gaps[-1] if gaps else None,
        "gap_log_sum": pytest.approx(math.fsum(map(math.log, gaps))),
        "gap_log_square_sum": pytest.approx(math.fsum(math.log(g) ** 2 for g in gaps)),
    }


def assert_right(party: Party) -> None:
    expected, summary = plainly(party), PurchaseSummary.objects.filter(pk=party.pk).first()
    party.refresh_from_db()
    if expected is None:
        assert summary is None
        assert (party.orders, party.value_minor, party.last_order_at) == (0, 0, None)
        return
    assert summary is not None
    assert {name: getattr(summary, name) for name in expected} == expected
    assert (party.orders, party.value_minor, party.currency) == (summary.orders, summary.value_minor, summary.currency)
    assert party.last_order_at == summary.last_order_at
    rhythm, sums, rules = queries.rhythm_in_force(), queries.gap_sums(summary), StageRules.current()
    assert sums == GapSums(summary.gaps, summary.gap_log_sum, summary.gap_log_square_sum)
    if summary.gaps:
        assert summary.usual_gap_days == pytest.approx(rhythm.usual_gap(sums))
        assert summary.expected_on == summary.last_on + dt.timedelta(days=math.ceil(rhythm.usual_gap(sums)))
    else:
        assert (summary.usual_gap_days, summary.expected_on, summary.yearly_value_minor) == (None, None, 0)
    for field, percent, times in (("slips_on", 90, 1), ("lapses_on", 97, 3), ("lost_on", 99, 6)):
        wait = math.ceil(max(rhythm.long_silence(sums, percent / 100), times * rhythm.usual_gap(sums)) - 1e-9)
        assert abs((getattr(summary, field) - summary.last_on).days - wait) <= 1
    assert rules.at_risk_percent == 90


moments = st.datetimes(dt.datetime(2019, 1, 1), dt.datetime(2026, 11, 21, 11), timezones=st.just(dt.UTC))
steps = st.one_of(
    st.tuples(st.just("place"), moments, st.integers(0, 100_000), st.sampled_from(["EUR", "EUR", "JPY"])),
    st.tuples(st.just("same day"), st.integers(0, 9)),
    st.tuples(st.just("move"), st.integers(0, 9), moments),
    st.tuples(st.just("change"), st.integers(0, 9), st.integers(0, 100_000)),
    st.tuples(st.just("refund"), st.integers(0, 9), st.integers(1, 100_000)),
    st.tuples(st.just("cancel"), st.integers(0, 9)),
    st.tuples(st.just("reinstate"), st.integers(0, 9)),
    st.tuples(st.just("delete"), st.integers(0, 9)),
    st.tuples(st.just("fit")),
)


def take(step: tuple[object, ...], party: Party) -> None:
    orders = list(Order.objects.filter(party=party).order_by("pk"))
    match step:
        case ("place", moment, minor, currency):
            place_order(party, by=None, placed_at=moment, currency=currency, lines=[Line(name="x", total_minor=minor)])
            return
        case ("fit",):
            fit_rhythm()
            return
    if not orders:
        return
    order = orders[int(step[1]) % len(orders)]
    match step:
        case ("same day", _):
            place_order(party, by=None, placed_at=order.placed_at, lines=[Line(name="x", total_minor=100)])
        case ("move", _, moment):
            change_order(order, by=None, version=order.version, placed_at=moment)
        case ("change", _, minor):
            change_order(order, by=None, version=order.version, lines=[Line(name="y", total_minor=minor)])
        case ("refund", _, minor):
            refund_order(order, by=None, amount_minor=min(minor, max(order.refundable_minor, 1)))
        case ("cancel", _):
            cancel_order(order, by=None)
        case ("reinstate", _):
            reinstate_order(order, by=None)
        case ("delete", _):
            delete_orders([order.pk], by=None)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sequence=st.lists(st.tuples(st.booleans(), steps), min_size=1, max_size=14))
def test_the_summary_is_right_whatever_happens(
    rosa: Party, theo: Party, sequence: list[tuple[bool, tuple[object, ...]]]
) -> None:
    with clock.standing_at(NOW):
        for hers, step in sequence:
            try:
                take(step, rosa if hers else theo)
            except PurchaseRefused:
                continue
        for party in (rosa, theo):
            assert_right(party)
        recompute_summaries(None)
        for party in (rosa, theo):
            assert_right(party)
        delete_orders(list(Order.objects.values_list("pk", flat=True)), by=None)
    assert not PurchaseSummary.objects.exists()


def test_a_day_is_a_day_of_the_workspace(rosa: Party) -> None:
    for moment in ("2026-03-28T23:30:00", "2026-03-29T00:30:00", "2026-03-29T22:30:00", "1999-12-31T23:59:59.999600"):
        place_order(
            rosa,
            by=None,
            lines=[Line(name="x", total_minor=1)],
            placed_at=dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC),
        )
    summary = PurchaseSummary.objects.get(pk=rosa.pk)
    assert (summary.first_on, summary.last_on) == (dt.date(2000, 1, 1), dt.date(2026, 3, 30))
    assert summary.occasions == 3  # half past midnight and half past one in Berlin are one day


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu", "America/New_York", "Pacific/Apia", "Africa/Monrovia"])
def test_days_agree_with_the_zone_in_every_year(rosa: Party, workspace: Workspace, zone: str) -> None:
    Workspace.objects.update(time_zone=zone)
    moments = [
        dt.datetime(year, month, 7, hour, 59, 59, tzinfo=dt.UTC)
        for year in (1901, 1969, 1971, 2011, 2024)
        for month in (1, 7)
        for hour in (4, 10, 23)
    ]
    Order.objects.bulk_create(
        Order(number=f"n{i}", party=rosa, placed_at=moment, currency="EUR", total_minor=1) for i, moment in enumerate(moments)
    )
    recompute_summaries([rosa.pk])
    days = {moment.astimezone(ZoneInfo(zone)).date() for moment in moments}
    assert PurchaseSummary.objects.get(pk=rosa.pk).occasions == len(days)


def test_dates_at_the_ends_of_time_do_no_harm(rosa: Party, theo: Party) -> None:
    for i, moment in enumerate((dt.datetime(1, 1, 2, tzinfo=dt.UTC), dt.datetime(9999, 12, 30, tzinfo=dt.UTC))):
        for party in (rosa, theo) if i else (rosa,):
            Order.objects.create(number=f"{party.pk}-{i}", party=party, placed_at=moment, currency="EUR", total_minor=10**15)
    recompute_summaries(None)
    summary = PurchaseSummary.objects.get(pk=rosa.pk)
    assert (summary.first_on.year, summary.last_on.year, summary.slips_on) == (1, 9999, None)
    fit_rhythm()
    assert PurchaseSummary.objects.get(pk=theo.pk).lost_on is None


def test_a_fit_that_says_the_same_writes_nothing(rosa: Party) -> None:
    for day in ("2026-01-01", "2026-02-01", "2026-03-01"):
        ordered(rosa, day)
    first = fit_rhythm()
    assert fit_rhythm() == first
    assert RhythmFit.objects.count() == 1


def test_the_query_count_does_not_grow(rosa: Party, theo: Party, django_assert_max_num_queries) -> None:
    for day in ("2026-01-01", "2026-02-01", "2026-03-01"):
        ordered(rosa, day)
        ordered(theo, day)
    with django_assert_max_num_queries(12):
        recompute_summaries([rosa.pk])
    with django_assert_max_num_queries(12):
        recompute_summaries([rosa.pk, theo.pk])


def test_the_clock_changes_of_a_zone() -> None:
    berlin = dict(offset_changes(ZONE))
    assert berlin[dt.datetime(2026, 3, 29, 1, tzinfo=dt.UTC)] == 7200
    assert berlin[dt.datetime(2026, 10, 25, 1, tzinfo=dt.UTC)] == 3600


@pytest.mark.sqlite  # its plan: it knows no statistics
def test_one_customer_is_summed_by_their_own_orders(rosa: Party) -> None:
    statement = summary_sql.insert(ZONE, dialect.among("party_id", "ids"))
    known = summary_sql.parameters(queries.rhythm_in_force(), StageRules.current()) | {"ids": dialect.listed([rosa.pk])}
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}", known)
        plan = [row[-1] for row in cursor.fetchall()]
    assert any("purchases_order USING INDEX order_party" in step for step in plan), plan
