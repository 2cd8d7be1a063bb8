"""The models against the papers, against arithmetic of fifty digits, and against what cannot be."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from perennial.foresight.science import betageometric, pareto
from perennial.foresight.science.betageometric import BetaGeometric
from perennial.foresight.science.fitting import Derivatives
from perennial.foresight.science.gaps import LogNormalGaps
from perennial.foresight.science.histories import Floats, Histories, Log, Rows
from perennial.foresight.science.pareto import ParetoNBD
from perennial.foresight.science.spend import GammaGamma
from perennial.foresight.science.tests.cdnow import repeated, sample

WEEK = 7.0
# (r, α, a, b), x, t_x, T, t → expected purchases, by mpmath with 50 digits from ₂F₁ of Fader, Hardie, Lee (2005), eq. 10.
# Peers fail on some of them: nan for a + b < 1, infinity for a = 1, nan for x = 350 over a year.
EXPECTED = [
    ((0.2426, 4.4135, 0.7929, 2.4258), 2, 30, 38, 39, 1.252814001514619),
    ((0.2426, 4.4135, 0.7929, 2.4258), 100, 250, 260, 39, 10.201056219328117),
    ((0.2426, 4.4135, 0.7929, 2.4258), 300, 250, 260, 52, 0.19553450264377371),
    ((0.2426, 4.4135, 0.7929, 2.4258), 500, 250, 260, 52, 0.00024363222436000581),
    ((0.2426, 4.4135, 0.7929, 2.4258), 1000, 250, 260, 104, 7.7590817967761937e-12),
    ((0.2426, 4.4135, 0.7929, 2.4258), 300, 50, 260, 52, 1.5143380372556936e-202),
    ((0.11, 2.24, 0.31, 0.5), 0, 0, 1, 30, 0.56458861553278473),
    ((0.24, 4.4, 1.0, 2.4), 3, 20, 30, 39, 1.6280212272127918),
    ((0.25, 30.0, 0.8, 2.4), 12, 1500, 2000, 365, 0.71424996472192197),
    ((0.2426, 4.4135, 0.7929, 2.4258), 5, 30, 38, 520, 15.331757876741195),
]
# shape, α, s, β, from, to → ln ∫ s (α + u)^−shape (β + u)^−(s+1) du, by mpmath
LEFT = [
    (0.5, 10.0, 0.6, 11.0, 0, 40, -3.419361871021825),
    (2.5, 10.0, 0.6, 11.0, 5, 40, -10.141160253942311),
    (100.5, 10.0, 0.6, 11.0, 35, 400, -390.01533891552072),
    (1900.5, 10.0, 3.6, 1.0, 300, 400, -10929.14268936184),
    (1900.5, 500.0, 3.6, 1.0, 0, 4000, -11811.649692220709),
    (0.1, 500.0, 0.06, 10000.0, 0, 4000, -5.226540923270809),
    (0.1, 0.5, 0.06, 0.1, 0, 4000, -0.85264260365461974),
    (1.1, 0.05, 8, 100.0, 0, 2000, -37.725107891885605),
    (5, 1000, 0.5, 0.1, 3, 2000, -35.326878766979489),
]


def history(x: float, recency: float, age: float) -> Histories:
    none = np.zeros(1)
    known = (np.array([figure]) for figure in (x, recency, age))
    return Histories(0, np.zeros(1, np.int64), *known, *[none] * 5)


def test_the_sample_is_the_one_of_the_papers() -> None:
    assert len(sample()) == 2357
    assert sample().repeats.sum() == 2457


def test_bg_nbd_has_the_published_parameters() -> None:
    found = BetaGeometric.fit(Rows.of(sample()), prior=None)
    assert [round(figure, 3) for figure in (found.r, found.alpha / WEEK, found.a, found.b)] == [0.243, 4.414, 0.793, 2.426]
    assert found.log_likelihood + sample().repeats.sum() * math.log(WEEK) == pytest.approx(-9582.4, abs=0.05)


def test_mbg_nbd_has_the_published_parameters() -> None:
    found = BetaGeometric.fit(Rows.of(sample()), modified=True, prior=None)
    assert [round(figure, 3) for figure in (found.r, found.alpha / WEEK, found.a, found.b)] == [0.525, 6.183, 0.891, 1.614]
    assert found.log_likelihood + sample().repeats.sum() * math.log(WEEK) == pytest.approx(-9582.1, abs=0.05)


def test_pareto_nbd_has_the_published_parameters() -> None:
    found = ParetoNBD.fit(Rows.of(sample()), prior=None)
    rounded = [round(figure, 3) for figure in (found.r, found.alpha / WEEK, found.s, found.beta / WEEK)]
    assert rounded == pytest.approx([0.553, 10.578, 0.606, 11.669], abs=0.0011)
    assert found.log_likelihood + sample().repeats.sum() * math.log(WEEK) == pytest.approx(-9595.0, abs=0.05)


def test_gamma_gamma_has_the_published_parameters() -> None:
    """The paper leaves the first purchase out, so it is given the repeated ones alone."""
    found = GammaGamma.fit(*repeated(), prior=None)
    assert [round(figure, 2) for figure in (found.p, found.q, found.gamma / 100)] == [6.25, 3.74, 15.44]


@pytest.mark.parametrize(("parameters", "x", "recency", "age", "ahead", "expected"), EXPECTED)
def test_expected_purchases_to_nine_digits(
    parameters: tuple[float, ...], x: int, recency: int, age: int, ahead: int, expected: float
) -> None:
    model = BetaGeometric(*parameters, modified=False, phases=1, log_likelihood=0.0)
    assert model.expected_count(history(x, recency, age), ahead)[0] == pytest.approx(expected, rel=1e-9, abs=1e-300)


@pytest.mark.parametrize(("shape", "alpha", "s", "beta", "begin", "end", "expected"), LEFT)
def test_the_pareto_integral_to_nine_digits(
    shape: float, alpha: float, s: float, beta: float, begin: float, end: float, expected: float
) -> None:
    found = pareto._log_left(np.array([shape]), alpha, s, beta, np.array([begin * 1.0]), np.array([end * 1.0]))[0]
    assert found == pytest.approx(expected, abs=2e-9)


@pytest.mark.parametrize(("modified", "phases"), [(0, 1), (1, 1), (1, 3)])
def test_the_derivatives_are_exact(modified: int, phases: int) -> None:
    check_derivatives(betageometric._Likelihood(Rows.of(sample()), 27.0, modified, phases))


def test_the_pareto_derivatives_are_exact() -> None:
    check_derivatives(pareto._Likelihood(Rows.of(sample()), 27.0))


def check_derivatives(likelihood: Callable[[Floats], Derivatives]) -> None:
    at, step = np.array([0.3, 1.2, 0.7, 1.9]), 1e-5
    _value, gradient, hessian = likelihood(at)
    ends = [(likelihood(at + step * axis), likelihood(at - step * axis)) for axis in np.eye(4)]
    assert np.allclose(
        [(up[0] - down[0]) / (2 * step) for up, down in ends], gradient, rtol=1e-6, atol=1e-5 * abs(gradient).max()
    )
    assert np.allclose(
        [(up[1] - down[1]) / (2 * step) for up, down in ends], hessian, rtol=1e-6, atol=1e-6 * abs(hessian).max()
    )


def test_one_phase_of_regular_gaps_is_the_plain_model() -> None:
    model = BetaGeometric(0.6, 40.0, 0.8, 1.3, modified=True, phases=1, log_likelihood=0.0)
    known = sample()
    counted = model.chance_active(known) * model._regular_count(known, 90)
    assert np.allclose(counted, model.expected_count(known, 90), atol=2e-4)


@pytest.mark.parametrize("model", [BetaGeometric, ParetoNBD])
@pytest.mark.parametrize(
    ("x", "recency", "age"),
    [
        ([0] * 8, [0] * 8, [5, 9, 30, 31, 40, 41, 80, 90]),  # nobody ever came again
        ([1900, 1800, 1913, 1700], [720, 725, 729, 700], [730] * 4),  # busy: almost every day three times
        ([3, 0, 1, 7, 2, 0, 1, 1], [40, 0, 9, 88, 30, 0, 5, 70], [90] * 8),
        ([0], [0], [0]),  # one customer, of today
        ([5] * 3000, [400] * 3000, [400] * 3000),  # nobody ever stays away
    ],
)
def test_the_edges_of_what_shops_are_like(model: type, x: list[int], recency: list[int], age: list[int]) -> None:
    none = np.zeros(len(x))
    known = Histories(0, np.arange(len(x)), *(np.array(part, np.float64) for part in (x, recency, age)), *[none] * 5)
    rows = Rows.of(known)
    fitted = model.fit(rows)
    for found in (fitted.chance_active(known), fitted.chance_of_any(known, 365.0)):
        assert np.isfinite(found).all()
        assert ((found >= 0) & (found <= 1 + 1e-12)).all()
    expected = fitted.expected_count(known, 365.0)
    assert np.isfinite(expected).all()
    assert (expected >= 0).all()
    assert (expected <= 5_000).all()


def test_money_does_not_depend_on_its_unit() -> None:
    known = sample()
    first, second = (GammaGamma.fit(known.repeats + 1, known.value * factor) for factor in (1, 100))
    assert second.gamma == pytest.approx(first.gamma * 100)
    assert second.p == pytest.approx(first.p)


def test_time_does_not_depend_on_its_unit() -> None:
    known = sample()
    rows = Rows.of(known)
    weeks = Rows(rows.repeats, rows.recency * 24, rows.age * 24, rows.weight, rows.back)
    for days, hours in ((BetaGeometric.fit(rows), BetaGeometric.fit(weeks)),):
        assert hours.alpha == pytest.approx(days.alpha * 24, rel=1e-5)
        assert hours.a == pytest.approx(days.a, rel=1e-5)


def test_alike_customers_are_weights() -> None:
    known = sample()
    twice = known.take(np.concatenate([np.arange(len(known))] * 2))
    one, two = (ParetoNBD.fit(Rows.of(some), prior=None) for some in (known, twice))
    assert two.alpha == pytest.approx(one.alpha, rel=1e-6)
    assert two.log_likelihood == pytest.approx(one.log_likelihood * 2)


def test_gaps_need_somebody_who_came_twice() -> None:
    assert LogNormalGaps.fit(history(0, 0, 30)) is None


def test_the_next_gap_starts_from_the_silence() -> None:
    gaps = LogNormalGaps(mean=3.0, between=0.3, within=0.5)
    soon, late = history(1, 20, 21), history(1, 20, 400)
    for known in (soon, late):
        known.log_gaps[:] = math.log(20)
        low, middle, high = (float(gaps.days_until(known, share)[0]) for share in (0.1, 0.5, 0.9))
        assert 0 < low < middle < high
    assert gaps.days_until(late, 0.5)[0] > gaps.days_until(soon, 0.5)[0]
    assert gaps.chance_within(late, 30)[0] < gaps.chance_within(soon, 30)[0]


def test_a_day_is_one_occasion_and_what_was_given_back_is_none() -> None:
    log = Log.of([1, 1, 1, 1, 2, 2], [5, 5, 9, 12, 7, 8], [10.0, 5.0, -3.0, 4.0, 0.0, 6.0])
    assert log.day.tolist() == [5, 12, 7, 8]  # the refund on day 9 is no purchase, the gift on day 7 is one
    assert log.value.tolist() == [15.0, 4.0, 0.0, 6.0]
    known = Histories.of(log, 10)
    assert known.repeats.tolist() == [0, 1]
    assert known.age.tolist() == [5, 3]
    assert known.value.tolist() == [15.0, 6.0]


def test_nobody_at_all() -> None:
    assert len(Histories.of(Log.of([], []), 10)) == 0
