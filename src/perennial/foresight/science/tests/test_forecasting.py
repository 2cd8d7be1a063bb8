"""What is promised of predictions, on CDNOW and on shops that are out of the ordinary."""

import json

import numpy as np
import pytest

from perennial.foresight.science import forecasting, metrics
from perennial.foresight.science.backtesting import RULES, ReportCard, as_plain, backtest
from perennial.foresight.science.base import Base
from perennial.foresight.science.forecasting import Fitted, Forecast, forecast
from perennial.foresight.science.histories import Histories, Log
from perennial.foresight.science.learning import counts_of, inner_dates, later_dates
from perennial.foresight.science.tests.cdnow import HORIZON, SPLIT, cdnow, sample_log


@pytest.fixture(scope="module")
def card() -> ReportCard:
    return backtest(cdnow(), SPLIT, HORIZON, bootstraps=20)


def test_half_a_year_and_more_ahead_on_cdnow(card: ReportCard) -> None:
    """Better than the best of the peers and than gradient boosting on the same split: AUC .772, log loss .507, Brier .164."""
    used = card.ways[0]
    assert used.name == forecasting.LEARNT
    assert used.auc is not None
    assert used.auc >= 0.769
    assert used.log_loss is not None
    assert used.log_loss <= 0.498
    assert used.brier is not None
    assert used.brier <= 0.161
    assert used.calibration_error is not None
    assert used.calibration_error <= 0.04
    assert used.count_mae is not None
    assert used.count_mae <= 0.79
    assert used.count_rmse is not None
    assert used.count_rmse <= 1.725  # BG/NBD: 1.733
    assert used.value_mae is not None
    assert used.value_mae / 100 <= 31.8
    assert used.value_top_decile_share is not None
    assert used.value_top_decile_share >= 0.523
    assert used.value_gini is not None
    assert used.value_gini >= 0.718
    assert card.beats_rules


def test_the_day_of_the_next_order_on_cdnow(card: ReportCard) -> None:
    assert card.next_day_median_error is not None
    assert card.next_day_median_error <= 30.5
    assert card.next_day_cover is not None
    assert 0.77 <= card.next_day_cover <= 0.88


def test_the_deciles_add_up(card: ReportCard) -> None:
    assert sum(part.customers for part in card.deciles) == len(card.forecast.customer)
    assert sum(part.orders for part in card.deciles) == card.actual_orders.sum()
    said = [part.said_buyers / part.customers for part in card.deciles]
    assert said == sorted(said)


def test_the_card_is_plain(card: ReportCard) -> None:
    told = as_plain(card)
    assert {way["name"] for way in told["ways"]} >= set(RULES)
    assert told["intervals"]["auc"]["low"] < told["intervals"]["auc"]["value"] < told["intervals"]["auc"]["high"]


def test_nothing_later_has_any_influence() -> None:
    log = sample_log()
    known = forecast(log.until(SPLIT), SPLIT, 90)
    later = Log.of([*log.customer, 1, 1, 99_999], [*log.day, SPLIT + 1, SPLIT + 400, SPLIT + 5], [*log.value, 1e9, 5.0, 5.0])
    assert same(forecast(later, SPLIT, 90), known)


def test_the_order_of_lines_has_no_influence() -> None:
    log = sample_log()
    mixed = np.random.default_rng(1).permutation(len(log.day))
    turned = Log.of(log.customer[mixed], log.day[mixed], log.value[mixed])
    assert same(forecast(turned, SPLIT, 90), forecast(log, SPLIT, 90))


def test_the_currency_has_no_influence_on_who_comes() -> None:
    log = sample_log()
    first, second = (forecast(Log(log.customer, log.day, log.value * factor), SPLIT, 90) for factor in (1, 100))
    assert np.allclose(first.chance, second.chance, rtol=1e-6)
    assert np.allclose(first.value * 100, second.value, rtol=1e-5)


def test_a_few_days_foretell_little() -> None:
    who, day = np.array([*range(50), 3, 7]), np.array([0] * 25 + [1] * 25 + [1, 1])
    said = forecast(Log.of(who, day), 1, 90)
    assert 0.5 < said.orders.mean() < 4
    assert said.orders.max() < 10  # for two on two days; an order a day would be 90


@pytest.mark.parametrize("step", [7, 1 << 50])
def test_who_is_who_has_no_influence(step: int) -> None:
    log = sample_log()
    mixed = np.random.default_rng(1).permutation(len(log.day))
    renamed = Log.of((log.customer * step + 3)[mixed], log.day[mixed], log.value[mixed])
    assert np.allclose(forecast(renamed, SPLIT, 90).chance, forecast(log, SPLIT, 90).chance, rtol=1e-9)


def test_several_orders_of_a_day_have_no_influence() -> None:
    log = sample_log()
    plain = forecast(log, SPLIT, 90)
    halves = Log.of([*log.customer, *log.customer], [*log.day, *log.day], [*log.value / 2, *log.value / 2])
    assert np.allclose(forecast(halves, SPLIT, 90).value, plain.value, rtol=1e-9)


def test_when_the_calendar_begins_has_no_influence() -> None:
    log = sample_log()
    later = forecast(Log(log.customer, log.day + 20_000, log.value), SPLIT + 20_000, 90)
    assert np.allclose(later.chance, forecast(log, SPLIT, 90).chance, rtol=1e-9)


def test_things_given_back_and_orders_of_the_same_day_are_no_occasions() -> None:
    log = sample_log()
    back, again = log.day + 1, np.full(len(log.day), -1.0)
    with_refunds = Log.of([*log.customer, *log.customer], [*log.day, *back], [*log.value, *again])
    taken = np.isin(back + 100_000 * log.customer, log.day + 100_000 * log.customer)  # on the next day they bought, too
    plain = Log.of([*log.customer, *log.customer[taken]], [*log.day, *back[taken]], [*log.value, *again[taken]])
    assert same(forecast(with_refunds, SPLIT, 90), forecast(plain, SPLIT, 90))


def test_every_customer_twice_is_every_customer_once() -> None:
    log = sample_log()
    many = int(log.customer.max()) + 1
    twice = Log.of([*log.customer, *log.customer + many], [*log.day] * 2, [*log.value] * 2)
    once, both = forecast(log, SPLIT, 90), forecast(twice, SPLIT, 90)
    assert np.abs(both.chance[: len(once.chance)] - once.chance).mean() < 0.01  # priors and ridges count half as much
    assert np.allclose(both.chance[: len(once.chance)], both.chance[len(once.chance) :])


def test_simulated_customers_are_judged_as_they_are() -> None:
    """Customers made by the Pareto/NBD model itself: chances are as often true as they say, and days as often within their
    intervals of 80 of 100, which are a little wide where the gaps are not log-normal."""
    dice = np.random.default_rng(4)
    many, known, horizon = 50_000, 364, 182
    rate, quits = dice.gamma(0.6, 1 / 70, many), dice.exponential(1 / dice.gamma(0.7, 1 / 80, many))
    starts = dice.integers(0, 180, many)
    who, day = [np.arange(many)], [starts]
    gone, passed = np.minimum(quits, 2_000), np.zeros(many)
    for _ in range(400):
        passed = passed + dice.exponential(1 / rate)
        again = (passed < gone) & (starts + passed < known + horizon)
        if not again.any():
            break
        who.append(np.flatnonzero(again))
        day.append((starts + passed)[again].astype(np.int64))
        passed = np.where(again, passed, np.inf)
    log = Log.of(np.concatenate(who), np.concatenate(day))
    judged = backtest(log, known, horizon, bootstraps=2)
    assert judged.ways[0].calibration_error is not None
    assert judged.ways[0].calibration_error <= 0.01
    assert judged.next_day_cover is not None
    assert 0.78 <= judged.next_day_cover <= 0.86
    assert judged.actual_orders.sum() == pytest.approx(judged.forecast.orders.sum(), rel=0.05)


@pytest.mark.parametrize(
    ("customer", "day", "value"),
    [
        ([1], [0], [5.0]),  # one customer
        ([1, 2, 3], [0, 4, 9], [5.0, 6.0, 7.0]),  # everybody came once
        ([1] * 500, list(range(500)), [1.0] * 500),  # one who comes every day
        (list(range(40)) * 2, [*range(40), *range(50, 90)], [0.0] * 80),  # nothing but gifts
        ([1, 2], [0, 0], [-5.0, -6.0]),  # nothing but refunds
        ([], [], []),  # nobody
        ([1, 2, 1], [500, 600, 700], [1.0, 1.0, 1.0]),  # only later
    ],
)
def test_shops_out_of_the_ordinary(customer: list[int], day: list[int], value: list[float]) -> None:
    said = forecast(Log.of(customer, day, value), 95, 30)
    for part in (said.chance, said.orders, said.value, said.active, said.next_day, said.next_low, said.next_high):
        assert np.isfinite(part).all()
        assert (part >= 0).all()
    assert (said.chance <= 1).all()


def test_few_customers_are_answered_by_what_is_usual() -> None:
    said = forecast(Log.of([1, 2, 3, 3], [0, 4, 9, 30], [1.0] * 4), 60, 30)
    assert said.choice.model == forecasting.PRIOR


def test_what_was_learnt_can_be_kept_as_json_and_asked_again_for_some() -> None:
    log = sample_log()
    learnt, known = Fitted.of(log, SPLIT, 180), Histories.of(log, SPLIT)
    kept = Fitted.from_plain(json.loads(json.dumps(learnt.as_plain())))
    assert kept.choice == learnt.choice
    assert kept.choice.model == forecasting.LEARNT
    assert same(kept.predict(known), learnt.predict(known))
    some = kept.predict(known.take(slice(100, 110)))
    assert np.allclose(some.chance, learnt.predict(known).chance[100:110], rtol=1e-12)


def test_what_was_written_by_another_version_is_refused() -> None:
    told = Fitted.of(sample_log(), SPLIT, 180).as_plain()
    told["lesson"]["chance"]["coefficients"].pop()
    with pytest.raises(ValueError, match="another version"):
        Fitted.from_plain(told)


def growing(customers: int = 3_000) -> Log:
    """Everybody comes every few days, half of them ever more often, half of them ever less."""
    dice = np.random.default_rng(5)
    who, day = [], []
    for customer in range(customers):
        passed, gap = dice.integers(0, 30), 12.0
        while passed < 500:
            who.append(customer)
            day.append(int(passed))
            gap *= 0.97 if customer % 2 else 1.03
            passed += max(1.0, dice.exponential(gap))
    return Log.of(who, day)


def test_who_comes_ever_more_often_is_told_by_their_momentum() -> None:
    judged = backtest(growing(), 400, 60, bootstraps=2)
    used, plain = judged.ways[0], next(way for way in judged.ways if way.name == forecasting.MODELS)
    assert used.name == forecasting.LEARNT
    assert used.count_rmse is not None
    assert plain.count_rmse is not None
    assert used.count_rmse < 0.6 * plain.count_rmse


@pytest.mark.parametrize("day", [181, 272, 363])
def test_a_quarter_ahead_is_never_worse_than_bg_nbd_by_a_hundredth(day: int) -> None:
    log = cdnow()
    said, known = forecast(log, day, 91), Histories.of(log, day)
    orders, value = counts_of(known, log, 91)
    base = Base.fit(known)
    plain = base.three[0]
    count = plain.expected_count(known, 91)
    chance = plain.chance_of_any(known, 91)
    assert metrics.log_loss(said.chance, orders > 0) < metrics.log_loss(chance, orders > 0)
    assert metrics.brier(said.chance, orders > 0) < 1.01 * metrics.brier(chance, orders > 0)
    for error in (metrics.mean_absolute_error, metrics.root_mean_squared_error):
        assert error(said.orders, orders) < error(count, orders)
    worth = count * base.value_each(known)
    assert metrics.mean_absolute_error(said.value, value) < 1.01 * metrics.mean_absolute_error(worth, value)
    assert metrics.gini(said.value, value) > metrics.gini(worth, value)


def test_inner_dates_leave_a_past_and_a_future() -> None:
    assert inner_dates(0, 272, 273) == (136, [136])
    assert inner_dates(0, 272, 91) == (91, [181, 136])
    assert inner_dates(0, 0, 90) == (1, [-1])
    assert later_dates(272, 136) == [(204, 68), (238, 34)]
    assert later_dates(272, 30) == [(257, 15)]


def test_scores_are_what_the_field_says() -> None:
    happened = np.array([True, False, True, False])
    assert metrics.auc(np.array([0.9, 0.1, 0.8, 0.3]), happened) == 1.0
    assert metrics.auc(np.array([0.5, 0.5, 0.5, 0.5]), happened) == 0.5
    assert np.isnan(metrics.auc(np.array([0.5, 0.5]), np.array([True, True])))
    assert metrics.brier(np.array([1.0, 0.0, 0.5, 0.5]), happened) == 0.125
    assert metrics.log_loss(np.full(4, 0.5), happened) == pytest.approx(np.log(2))
    assert metrics.gini(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 3.0])) == pytest.approx(1.0)


def same(one: Forecast, other: Forecast) -> bool:
    parts = ("customer", "chance", "orders", "value", "next_day", "next_low", "next_high")
    return all(np.array_equal(getattr(one, part), getattr(other, part)) for part in parts)
