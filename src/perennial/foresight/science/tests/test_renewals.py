"""Renewals of subscriptions: the published example, simulated truth, and calendars."""

import datetime as dt
from itertools import pairwise

import numpy as np
import pytest
from scipy import special

from perennial.foresight.science.renewals import LITTLE, Dues, PlainRate, Renewing, ShiftedBetaGeometric, due_days
from perennial.purchases.calendar import due_on

# Fader, Hardie (2007), table 1: of 1,000 customers each, so many stay after each year.
HIGH_END = (1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394)
REGULAR = (1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173)


def dues_of(survivors: tuple[int, ...]) -> Dues:
    before, renewed = [], []
    for k, (there, stay) in enumerate(pairwise(survivors)):
        before += [k] * there
        renewed += [True] * stay + [False] * (there - stay)
    many = len(before)
    none = np.zeros(many, np.int64)
    return Dues(none, np.array(before, np.float64), none, none + 12, np.array(renewed))


@pytest.mark.parametrize(
    ("survivors", "alpha", "beta", "likelihood"),
    [(HIGH_END, 0.668, 3.806, -1611.2), (REGULAR, 0.704, 1.182, -1680.3)],
)
def test_the_published_parameters(survivors: tuple[int, ...], alpha: float, beta: float, likelihood: float) -> None:
    """Fitted to seven years, as in the paper; the years after are foretold."""
    fit = ShiftedBetaGeometric.fit(dues_of(survivors[:8]), prior=None)
    assert round(fit.alpha, 3) == alpha
    assert round(fit.beta, 3) == beta
    assert fit.log_likelihood == pytest.approx(likelihood, abs=0.06)
    foretold = 1000 * fit.chance(np.arange(12.0)).cumprod()
    assert np.abs(foretold - survivors[1:]).max() < 20


def test_simulated_truth_is_found_again_and_beats_the_plain_rate() -> None:
    dice, many = np.random.default_rng(5), 4_000
    leaving = dice.beta(0.8, 9.0, many)
    lasted = dice.geometric(leaving)  # ends at this due day
    started = np.datetime64("2020-01-31") + dice.integers(0, 1200, many)
    ended = due_days(started, lasted)
    as_of = int(np.datetime64("2024-06-30").astype(np.int64))
    over = np.where(ended <= as_of, ended.astype("datetime64[D]"), np.datetime64("NaT"))
    dues = Dues.of(started, np.ones(many, np.int64), over, as_of)
    fit = ShiftedBetaGeometric.fit(dues)
    assert fit.alpha == pytest.approx(0.8, rel=0.15)
    assert fit.beta == pytest.approx(9.0, rel=0.2)
    plain = PlainRate.fit(dues)
    assert _loss(fit.chance(dues.before), dues.renewed) < _loss(plain.chance(dues.before), dues.renewed) - 0.004
    still = special.beta(fit.alpha, fit.beta + 5 + np.arange(1, 13)) / special.beta(fit.alpha, fit.beta + 5)
    assert fit.expected(np.array([5.0]), np.array([12])) == pytest.approx(still.sum())


def test_due_days_are_those_of_the_calendar() -> None:
    start = dt.date(2023, 8, 31)
    for months in range(40):
        day = due_days(np.array([start], "datetime64[D]"), np.array([months]))[0]
        assert dt.date(1970, 1, 1) + dt.timedelta(days=int(day)) == due_on(start, 1, months)


def test_which_due_days_passed_and_which_were_renewed() -> None:
    as_of = int(np.datetime64("2024-04-15").astype(np.int64))
    dues = Dues.of(
        ["2024-01-10", "2024-01-31", "2024-01-01", "2024-04-14", "2023-04-15"],
        [1, 1, 1, 1, 12],
        ["NaT", "2024-02-29", "2024-01-20", "NaT", "2024-04-15"],
        as_of,
    )
    told = [(int(row), int(k), bool(yes)) for row, k, yes in zip(dues.row, dues.before, dues.renewed, strict=True)]
    assert told == [(0, 0, True), (0, 1, True), (0, 2, True), (1, 0, False), (2, 0, False), (4, 0, False)]


def test_each_interval_has_a_rate_of_its_own_and_few_have_none() -> None:
    yearly = dues_of(REGULAR[:4])
    few = Dues(*(np.array(part) for part in ([0] * 5, [0.0] * 5, [0] * 5, [3] * 5, [True] * 5)))
    both = Dues(*(np.concatenate([getattr(yearly, name), getattr(few, name)]) for name in Dues.__slots__))
    found = Renewing.fit(both)
    assert set(found.models) == {12}
    assert len(few) < LITTLE
    assert found.chance(np.array([3]), np.array([1.0]))[0] == found.everybody.rate
    assert found.chance(np.array([12]), np.array([2.0]))[0] > found.chance(np.array([12]), np.array([0.0]))[0]
    nothing = Renewing.fit(few.take(np.zeros(5, bool)))
    assert 0 < nothing.chance(np.array([1]), np.array([0.0]))[0] < 1


def _loss(chance: np.ndarray, renewed: np.ndarray) -> float:
    return float(-np.where(renewed, np.log(chance), np.log1p(-chance)).mean())
