"""The statements that turn orders into purchase summaries: one text for both databases, apart from `dialect.py`."""

import datetime as dt
import math
from string import Template
from typing import Any

from perennial.purchases import dialect
from perennial.purchases.models import StageRules
from perennial.purchases.rhythm import LONGEST_DAYS, Rhythm, quantile

# COALESCE keeps SQLite from walking the index by status, which holds nearly all orders, to find those of one customer.
_SUMMED = Template("""
WITH counted AS (
    SELECT id, party_id, currency, placed_at, total_minor - refunded_minor AS net, $day AS day
    FROM purchases_order
    WHERE COALESCE(status, '') IN ('open', 'paid', 'fulfilled') AND $only
),
spaced AS (
    SELECT party_id, placed_at, day,
        NULLIF(day - LEAD(day) OVER of_party, 0) AS gap,
        FIRST_VALUE(day) OVER of_party AS last_day
    FROM counted
    WINDOW of_party AS (PARTITION BY party_id ORDER BY placed_at DESC, id DESC)
),
money AS (
    SELECT party_id, currency, SUM(net) AS value_minor,
        ROW_NUMBER() OVER (PARTITION BY party_id ORDER BY COUNT(*) DESC, currency) AS nth
    FROM counted
    GROUP BY party_id, currency
),
sums AS (
    SELECT spaced.party_id AS party_id, COUNT(*) AS orders, COUNT(gap) + 1 AS occasions, COUNT(gap) AS gaps,
        MIN(placed_at) AS first_order_at, MAX(placed_at) AS last_order_at,
        $first_on AS first_on, $last_on AS last_on,
        MAX(CASE WHEN day = last_day THEN gap END) AS last_gap_days,
        COALESCE(SUM(LN(CAST(gap AS DOUBLE PRECISION))), 0.0) AS gap_log_sum,
        COALESCE(SUM(LN(CAST(gap AS DOUBLE PRECISION)) * LN(CAST(gap AS DOUBLE PRECISION))), 0.0) AS gap_log_square_sum
    FROM spaced
    GROUP BY spaced.party_id
),
""")

# From each customer's sums to the level and spread of their rhythm (see rhythm.py), and to what they were before their last
# gap was known, against which that gap is judged.
_LEVELS = """
levels AS (
    SELECT sums.*,
        (gap_log_sum / %(within)s + %(mean)s / %(between)s) / (gaps / %(within)s + 1 / %(between)s) AS level,
        SQRT(1 / (gaps / %(within)s + 1 / %(between)s) + %(within)s) AS spread,
        CASE WHEN gaps > 0 THEN
            ((gap_log_sum - LN(CAST(last_gap_days AS DOUBLE PRECISION))) / %(within)s + %(mean)s / %(between)s)
            / ((gaps - 1) / %(within)s + 1 / %(between)s)
        END AS level_before,
        CASE WHEN gaps > 0 THEN SQRT(1 / ((gaps - 1) / %(within)s + 1 / %(between)s) + %(within)s) END AS spread_before
    FROM sums
)
"""

_INSERT = Template("""
INSERT INTO purchases_purchasesummary (
    party_id, currency, orders, occasions, value_minor, first_order_at, last_order_at, first_on, last_on, gaps, gap_log_sum,
    gap_log_square_sum, last_gap_days, usual_gap_days, expected_on, slips_on, lapses_on, lost_on, came_back, yearly_value_minor
)
$summed
$levels
SELECT levels.party_id, money.currency, orders, occasions, money.value_minor, first_order_at, last_order_at, first_on, last_on,
    gaps, gap_log_sum, gap_log_square_sum, last_gap_days, $usual_gap_days, $expected_on, $slips_on, $lapses_on, $lost_on,
    $came_back, $yearly_value_minor
FROM levels LEFT JOIN money ON money.party_id = levels.party_id AND money.nth = 1
""")  # LEFT, although everybody has money: with an inner join SQLite's planner may compare each with each, without an index

_REFIT = Template("""
WITH sums AS (SELECT * FROM purchases_purchasesummary),
$levels,
fresh AS (
    SELECT party_id, $usual_gap_days AS usual_gap_days, $expected_on AS expected_on, $slips_on AS slips_on,
        $lapses_on AS lapses_on, $lost_on AS lost_on, $came_back AS came_back, $yearly_value_minor AS yearly_value_minor
    FROM levels
)
UPDATE purchases_purchasesummary SET usual_gap_days = fresh.usual_gap_days, expected_on = fresh.expected_on,
    slips_on = fresh.slips_on, lapses_on = fresh.lapses_on, lost_on = fresh.lost_on, came_back = fresh.came_back,
    yearly_value_minor = fresh.yearly_value_minor
FROM fresh WHERE fresh.party_id = purchases_purchasesummary.party_id
""")

# What all customers add up to, in the order of `rhythm.BaseSums`.
BASE_SUMS = """
SELECT COUNT(*), COALESCE(SUM(gaps), 0), COALESCE(SUM(gap_log_sum), 0.0), COALESCE(SUM(gap_log_square_sum), 0.0),
    COALESCE(SUM(gap_log_sum / gaps), 0.0), COALESCE(SUM((gap_log_sum / gaps) * (gap_log_sum / gaps)), 0.0),
    COALESCE(SUM(gap_log_sum * gap_log_sum / gaps), 0.0), COALESCE(SUM(1.0 / gaps), 0.0)
FROM purchases_purchasesummary WHERE gaps > 0
"""


def insert(zone: dt.tzinfo, only: str) -> str:
    """The statement that writes the summaries of the orders that `only` (SQL) leaves."""
    summed = _SUMMED.substitute(
        day=dialect.day_of("placed_at", zone),
        only=only,
        first_on=dialect.day_to_date("MIN(day)"),
        last_on=dialect.day_to_date("MAX(day)"),
    )
    return _INSERT.substitute(_rhythm("money."), summed=summed, levels=_LEVELS)


def refit() -> str:
    """The statement that writes the rhythm anew from the sums that the summaries hold already."""
    return _REFIT.substitute(_rhythm(""), levels=_LEVELS)


def parameters(rhythm: Rhythm, rules: StageRules) -> dict[str, Any]:
    """What both statements ask for by name."""
    return {
        "mean": rhythm.mean,
        "within": rhythm.within,
        "between": rhythm.between,
        "z_at_risk": quantile(rules.at_risk_percent / 100),
        "z_lapsed": quantile(rules.lapsed_percent / 100),
        "z_lost": quantile(rules.lost_percent / 100),
        "log_lapsed": math.log(rules.lapsed_gaps),
        "log_lost": math.log(rules.lost_gaps),
        "longest": LONGEST_DAYS,
        "most_minor": 9_000_000_000_000_000,
    }


def draft_days(rhythm: Rhythm, rules: StageRules) -> dict[str, str]:
    """SQL for the days on which each customer would slip, lapse and be lost under other rules, from the sums of their summary;
    the numbers stand in the text."""
    known = {name: repr(value) for name, value in parameters(rhythm, rules).items()}
    weight = "(gaps / %(within)s + 1 / %(between)s)"
    level = f"(gap_log_sum / %(within)s + %(mean)s / %(between)s) / {weight}"
    spread = f"SQRT(1 / {weight} + %(within)s)"
    days = {
        "draft_slips_on": _after(f"{level} + %(z_at_risk)s * {spread}"),
        "draft_lapses_on": _after(_lapse("lapsed", level, spread)),
        "draft_lost_on": _after(_lapse("lost", level, spread)),
    }
    return {name: text % known for name, text in days.items()}


def _rhythm(value_of: str) -> dict[str, str]:
    worth = f"{value_of}value_minor * 365.25 / occasions / ({_days('level + spread * spread / 2')})"
    return {
        "usual_gap_days": f"CASE WHEN gaps > 0 THEN {_days('level')} END",
        "expected_on": f"CASE WHEN gaps > 0 THEN {_after('level')} END",
        "slips_on": _after("level + %(z_at_risk)s * spread"),
        "lapses_on": _after(_lapse("lapsed", "level", "spread")),
        "lost_on": _after(_lapse("lost", "level", "spread")),
        "came_back": f"COALESCE(last_gap_days >= {_days(_lapse('lapsed', 'level_before', 'spread_before'))}, 1 = 0)",
        "yearly_value_minor": (
            f"CASE WHEN gaps = 0 OR {value_of}value_minor <= 0 THEN 0 WHEN {worth} > %(most_minor)s THEN %(most_minor)s"
            f" ELSE CAST({worth} AS BIGINT) END"
        ),
    }


def _days(log_days: str) -> str:
    """SQL for a wait in days from its log; no wait is longer than a century."""
    return f"(CASE WHEN {log_days} > LN(%(longest)s) THEN %(longest)s ELSE EXP({log_days}) END)"


def _lapse(what: str, level: str, spread: str) -> str:
    """SQL for the log of the wait that is both rare and many usual gaps long."""
    return f"{level} + CASE WHEN %(z_{what})s * {spread} > %(log_{what})s THEN %(z_{what})s * {spread} ELSE %(log_{what})s END"


def _after(log_days: str) -> str:
    return dialect.date_plus("last_on", f"CAST(CEILING({_days(log_days)}) AS INTEGER)")
