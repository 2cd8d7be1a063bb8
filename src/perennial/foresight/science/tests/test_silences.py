"""The silence curve, against worlds whose truth is known."""

import numpy as np
import pytest

from perennial.foresight.science.silences import ENOUGH, Silences, bend_of


def counted(gaps: np.ndarray, still: np.ndarray) -> Silences | None:
    days = np.concatenate([gaps, still])
    ended = np.concatenate([np.ones(len(gaps)), np.zeros(len(still))])
    found, place = np.unique(days, return_inverse=True)
    over = np.bincount(place, weights=ended)
    return Silences.of(found, over, np.bincount(place) - over)


def test_shares_are_those_of_plain_counting_where_nothing_is_cut_off() -> None:
    dice = np.random.default_rng(1)
    gaps, away = dice.integers(1, 400, 5_000), np.full(3_000, 5_000)
    curve = counted(gaps, away)
    assert curve is not None
    assert curve.window == 365
    for day in (0, 30, 200, 399):
        silent = (gaps > day).sum() + len(away)
        assert curve.gone[day] == pytest.approx(((gaps > day + 365).sum() + len(away)) / silent, abs=1e-9)


def test_the_truth_lies_in_the_interval_where_silences_are_cut_off() -> None:
    """A fifth leaves after each order; the others come back after 25 days on average. The business looks at random moments."""
    dice, many, gone = np.random.default_rng(7), 20_000, 0.2
    gaps = np.where(dice.random(many) < gone, np.inf, np.ceil(dice.exponential(25, many)))
    seen = dice.integers(1, 900, many)
    curve = counted(gaps[gaps <= seen].astype(np.int64), seen[gaps > seen])
    assert curve is not None
    for day in (0, 20, 50, 90):
        stays = (1 - gone) * np.exp(-day / 25)
        truth = (gone + (1 - gone) * np.exp(-(day + curve.window) / 25)) / (gone + stays)
        assert curve.low[day] - 0.01 <= truth <= curve.high[day] + 0.01
    assert np.all(curve.low <= curve.gone)
    assert np.all(curve.gone <= curve.high)
    assert curve.bend is not None
    assert 40 <= curve.bend <= 120  # where hardly anybody who is still a customer is silent any more


def test_the_bend_of_a_curve_that_is_known() -> None:
    x = np.arange(101.0)
    assert bend_of(x, np.minimum(x, 20.0)) == 20
    assert bend_of(x, x) is None
    assert bend_of(x, np.ones(101)) is None
    assert bend_of(x, -x) is None


def test_little_data_tells_nothing() -> None:
    assert Silences.of([], [], []) is None
    assert Silences.of([30], [ENOUGH - 1], [500]) is None
    assert Silences.of([3], [5_000], [0]) is None  # nobody was ever silent for longer than three days
    curve = Silences.of([10, 40, 400], [30, 20, 0], [0, 0, 31])
    assert curve is not None
    assert np.isfinite(curve.low).all()
    assert np.isfinite(curve.high).all()
    assert curve.places(10)[-1] == len(curve.days) - 1
    assert curve.bend is None or curve.bend in curve.places(10)
